// What the host does when it cannot do what it is asked in time: it says 503 with Retry-After,
// keeps nothing of what it refused, and loses nothing of what it accepted.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/integration/test_host.hpp"
#include "tests/support/metrics_text.hpp"
#include "tests/support/unique_fd.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::chrono::seconds kPatience{10};

// A foreign process that holds the store's write lock: no commit can finish.
class StoreHold {
 public:
  explicit StoreHold(const std::string& data_dir) {
    REQUIRE(sqlite3_open((data_dir + "/amfs.db").c_str(), &handle_) == SQLITE_OK);
    sqlite3_busy_timeout(handle_, 2000);
    REQUIRE(sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  ~StoreHold() { sqlite3_close(handle_); }
  StoreHold(const StoreHold&) = delete;
  StoreHold& operator=(const StoreHold&) = delete;

 private:
  sqlite3* handle_ = nullptr;
};

std::string body_of(const std::string& id) { return R"({"project":"shop","id":")" + id + "\"}"; }

void check_refused(const Answer& answer, const char* code) {
  INFO(answer.http.body);
  CHECK(answer.status == 503);
  CHECK(answer.code() == code);
  CHECK_FALSE(answer.http.header("Retry-After").empty());
}

// Nothing while the host's port takes no connection.
std::optional<test::UniqueFd> connect_to(std::uint16_t port) {
  test::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return std::nullopt;
  }
  return socket;
}

void send_all(const test::UniqueFd& socket, std::string_view bytes) {
  REQUIRE(send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(bytes.size()));
}

std::string read_until_closed_or(const test::UniqueFd& socket, std::string_view enough) {
  const timeval patience{10, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  std::string received;
  char buffer[4096];
  while (received.find(enough) == std::string::npos) {
    const ssize_t got = recv(socket.get(), buffer, sizeof buffer, 0);
    if (got <= 0) break;
    received.append(buffer, static_cast<std::size_t>(got));
  }
  return received;
}

std::string request_head(const std::string& connector, const std::string& body) {
  std::string head = "POST /api/v1/webhooks/" + connector + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const auto& [name, value] : signed_headers(body)) head += name + ": " + value + "\r\n";
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
}

// The host has read a request that it has not answered.
bool holds_a_body(TestHost& host) {
  const auto answer = test::HttpClient(host.process().monitor_port()).get("/metrics");
  REQUIRE(answer);
  return test::MetricsText(answer->body).value("amfs_http_in_flight_bytes") > 0;
}

}  // namespace

TEST_CASE("a commit later than the ack deadline is refused and leaves nothing", "[overload]") {
  TestHost host({"echo"});
  host.start();
  const std::string body = body_of("late");
  {
    const StoreHold hold(host.options().data_dir);
    const auto begin = std::chrono::steady_clock::now();
    check_refused(host.deliver("echo", body, signed_headers(body)), "overloaded");
    const auto waited = std::chrono::steady_clock::now() - begin;
    CHECK(waited >= std::chrono::milliseconds(2400));  // the manifest's default is 2.5 s
  }
  // The sender tries again: it is the first delivery, and it takes effect once.
  const std::string id = host.accept("echo", body);
  CHECK(host.api().settled_event(id).text("outcome") == "written");
  CHECK(host.api().event_count("received") == 1);
  CHECK(host.api().event_count("duplicates") == 0);
  check_alive(host);
}

TEST_CASE("bodies under way are bounded together", "[overload]") {
  constexpr std::size_t kBudget = 1024 * 1024;
  TestHost host({"echo"});
  write_file(host.dir() / "amfs.yaml",
             "http: {max_bytes_in_flight: " + std::to_string(kBudget) + "}\n");
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
  std::string big = body_of("big");
  big.append(kBudget - 1000 - big.size(), ' ');
  const std::string small = body_of("small") + std::string(2000, ' ');

  auto slow = connect_to(host.process().port());
  REQUIRE(slow);
  send_all(*slow, request_head("echo", big) + big.substr(0, 100));
  // The head reserves the whole body; wait until it has arrived by trying what must then fail.
  const bool refused = test::wait_until(
      [&] {
        const Answer answer = host.deliver("echo", small, signed_headers(small, "x"));
        return answer.status == 503 && answer.code() == "overloaded";
      },
      kPatience);
  CHECK(refused);
  check_refused(host.deliver("echo", small, signed_headers(small)), "overloaded");
  send_all(*slow, std::string_view(big).substr(100));
  CHECK(read_until_closed_or(*slow, "accepted").find("HTTP/1.1 200") == 0);
  CHECK(test::wait_until(
      [&] {  // the bytes are given back
        return host.deliver("echo", small, signed_headers(small)).status == 200;
      },
      kPatience));
  check_alive(host);
}

TEST_CASE("while it stops the host refuses new events and finishes those under way", "[overload]") {
  TestHost host({"echo"});
  // A deadline that a busy machine does not reach.
  edit_file(manifest_file("echo", host.plugins_dir()), "webhook:\n",
            "webhook:\n  ack_deadline: 30s\n");
  host.start();
  const std::string under_way = body_of("under-way");
  const std::string refused = body_of("refused");
  auto first = connect_to(host.process().port());
  auto second = connect_to(host.process().port());
  REQUIRE(first);
  REQUIRE(second);
  for (const auto* socket : {&*first, &*second}) {  // accepted, and in an I/O thread's hands
    send_all(*socket, "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    REQUIRE(read_until_closed_or(*socket, "}").find("HTTP/1.1 200") == 0);
  }
  const std::string second_head = request_head("echo", refused);
  std::string answer;
  {
    const StoreHold hold(host.options().data_dir);
    send_all(*first, request_head("echo", under_way) + under_way);
    REQUIRE(test::wait_until([&] { return holds_a_body(host); }, kPatience));
    send_all(*second, second_head.substr(0, 40));
    REQUIRE(kill(host.process().pid(), SIGTERM) == 0);
    REQUIRE(test::wait_until([&] { return !connect_to(host.process().port()).has_value(); },
                             kPatience));
    send_all(*second, second_head.substr(40) + refused);
    answer = read_until_closed_or(*second, "shutting_down");
    CHECK(answer.find("HTTP/1.1 503") == 0);
    CHECK(answer.find("shutting_down") != std::string::npos);
  }
  CHECK(read_until_closed_or(*first, "accepted").find("HTTP/1.1 200") == 0);
  REQUIRE(test::wait_until([&] { return !host.process().is_running(); }, kPatience));
  host.start();
  CHECK(host.api().event_count("received") == 1);
  CHECK(host.deliver("echo", under_way, signed_headers(under_way)).text("status") == "duplicate");
}

TEST_CASE("another writer between a connector's read and its commit: it runs again", "[overload]") {
  TestHost host({"gate"});
  host.start();
  const std::string gate = host.dir() / "gate";
  std::filesystem::create_directory(gate);
  REQUIRE(mkfifo((gate + "/go").c_str(), 0600) == 0);
  const std::string body = R"({"id":"g-1","key":"k","item":2,"dir":")" + gate + "\"}";
  const std::string id = host.accept("gate", body);
  REQUIRE(test::wait_until([&] { return std::filesystem::exists(gate + "/read"); }, kPatience));
  // The connector has read "nothing there". Now somebody else writes the key, durably.
  const Answer written = host.api().post(
      "/events", R"({"source":"ops","entity_path":"gate/list","key":"k","value":{"items":[1]}})");
  REQUIRE(written.status == 200);
  write_file(gate + "/go", "");
  CHECK(host.api().settled_event(id).text("outcome") == "written");
  const Answer entry = host.api().get("/entry?entity_path=gate/list&key=k");
  REQUIRE(entry.at("/value/items").Size() == 2);
  CHECK(entry.at("/value/items/0").GetInt() == 1);
  CHECK(entry.at("/value/items/1").GetInt() == 2);
  CHECK(entry.at("/version").GetInt() == 2);
}
