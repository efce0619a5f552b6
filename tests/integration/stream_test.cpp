// GET /stream: live, filtered, resumed, slow, stopped.
#include <csignal>
#include <map>
#include <thread>

#include "tests/integration/event_stream.hpp"
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

std::string direct(const std::string& path, const std::string& key, const std::string& value,
                   const std::string& more = {}) {
  return R"({"source":"ci","entity_path":")" + path + R"(","key":")" + key + R"(","value":)" +
         value + more + "}";
}

void write(TestHost& host, const std::string& path, const std::string& key,
           const std::string& value = "1", const std::string& more = {}) {
  const Answer answer = host.api().post("/events", direct(path, key, value, more));
  INFO(answer.http.body);
  REQUIRE(answer.status == 200);
}

std::string numbered(int number) { return "k" + std::to_string(number); }

// Writes k{from}…k{to} to `path`.
void write_many(TestHost& host, const std::string& path, int from, int to) {
  for (int i = from; i <= to; ++i) write(host, path, numbered(i), std::to_string(i));
}

void check_next(EventStream& stream, int from, int to) {
  for (int i = from; i <= to; ++i) REQUIRE(stream.write().key() == numbered(i));
}

}  // namespace

TEST_CASE("what is written arrives in order, as one line of the entry's JSON", "[stream]") {
  TestHost host;
  host.start();
  write(host, "a", "before");
  EventStream stream(host.process().port());
  CHECK(stream.head.status == 200);
  CHECK(stream.head.header("Content-Type") == "text/event-stream");
  CHECK(stream.head.header("Cache-Control") == "no-store");
  write(host, "a/b", "first", "{\n  \"pretty\":\r\n [1, 2]\n}", R"(,"confidence":0.5)");
  write_many(host, "a", 1, 30);
  const StreamedEvent first = stream.write();
  const auto entry = first.json();
  CHECK(test::text_member(entry, "entity_path") == "a/b");
  CHECK(test::text_member(entry, "key") == "first");
  CHECK(entry["value"]["pretty"][1].GetInt() == 2);
  CHECK(entry["confidence"].GetDouble() == 0.5);
  CHECK(test::text_member(entry["provenance"], "agent_id") == "external/ci");
  std::int64_t last = std::stoll(first.id);
  for (int i = 1; i <= 30; ++i) {
    const StreamedEvent event = stream.write();
    CHECK(event.key() == numbered(i));
    CHECK(std::stoll(event.id) > last);
    last = std::stoll(event.id);
  }
}

TEST_CASE("filters: path, connector, memory type", "[stream]") {
  TestHost host({"echo"});
  host.start();
  const std::uint16_t port = host.process().port();
  EventStream below(port, "?entity_path=repos/acme");
  EventStream exact(port, "?entity_path=repos/acme/shop/");
  EventStream echo(port, "?connector=echo");
  EventStream beliefs(port, "?memory_type=belief&entity_path=*");
  write(host, "repos/acmes", "other");
  write(host, "repos/acme", "self");
  write(host, "repos/acme/shop", "deep");
  host.api().settled_event(host.accept("echo", R"({"project":"shop","id":"1"})"));
  write(host, "repos/acme/x", "last", "1", R"(,"memory_type":"belief")");
  CHECK(below.write().key() == "self");
  CHECK(below.write().key() == "deep");
  CHECK(below.write().key() == "last");
  CHECK(exact.write().key() == "deep");
  const auto by_echo = echo.write().json();
  CHECK(test::text_member(by_echo["provenance"], "agent_id") == "webhook/echo");
  CHECK(beliefs.write().key() == "last");
}

TEST_CASE("a reconnect resumes where it left, also after a kill and a restart", "[stream]") {
  TestHost host;
  host.start();
  std::string last_id;
  {
    EventStream stream(host.process().port());
    last_id = stream.last_id;
    write_many(host, "a", 1, 20);
    check_next(stream, 1, 10);
    last_id = stream.last_id;
  }
  write_many(host, "a", 21, 30);
  {
    EventStream stream(host.process().port(), "?last_event_id=1", last_id);  // the header wins
    write_many(host, "a", 31, 40);
    check_next(stream, 11, 40);
    last_id = stream.last_id;
  }
  write_many(host, "a", 41, 1500);
  host.kill_now();
  host.start();
  EventStream stream(host.process().port(), "?last_event_id=" + last_id);
  write_many(host, "a", 1501, 1510);
  check_next(stream, 41, 1510);
}

TEST_CASE("a stream without any event yet can be resumed as well", "[stream]") {
  TestHost host;
  host.start();
  write_many(host, "a", 1, 3);
  std::string start;
  {
    EventStream stream(host.process().port(), "?entity_path=b");
    write(host, "b", numbered(1));
    check_next(stream, 1, 1);
  }
  {
    EventStream stream(host.process().port(), "?entity_path=b", "3");
    check_next(stream, 1, 1);
    start = stream.last_id;
  }
  write(host, "b", numbered(2));
  EventStream stream(host.process().port(), "?entity_path=b", start);
  check_next(stream, 2, 2);
}

TEST_CASE("a slow reader is told, goes on, and can resume elsewhere: nothing is lost", "[stream]") {
  TestHost host;
  host.start();
  EventStream slow(host.process().port());
  const std::string big = '"' + std::string(200'000, 'x') + '"';
  // More than both sockets' buffers hold, and for longer than a reader may stay behind.
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(4);
  int last = 0;
  while (last < 60 || std::chrono::steady_clock::now() < until) {
    ++last;
    write(host, "a", numbered(last), last <= 60 ? big : "1");
  }
  int got = 0;
  int after_lagged = 0;
  std::string lagged_id;
  while (got < last) {
    const auto event = slow.next();
    REQUIRE(event);
    if (event->name == "lagged") {
      CHECK(lagged_id.empty());
      lagged_id = event->id;
      CHECK(event->json()["last_event_id"].GetInt64() == std::stoll(lagged_id));
      after_lagged = got + 1;
    } else {
      REQUIRE(event->key() == numbered(++got));
    }
  }
  REQUIRE(after_lagged > 0);
  EventStream again(host.process().port(), "", lagged_id);
  check_next(again, after_lagged, last);
}

TEST_CASE("what makes no sense is refused", "[stream]") {
  TestHost host;
  host.start();
  const std::uint16_t port = host.process().port();
  for (const char* query : {"?last_event_id=x", "?last_event_id=-1", "?last_event_id=1.5",
                            "?last_event_id=99999999999999999999", "?memory_type=dream",
                            "?entity_path=%2F%2F", "?entity_path=..", "?entity_path=%00"}) {
    INFO(query);
    CHECK(EventStream(port, query).head.status == 422);
  }
  CHECK(EventStream(port, "", "abc").head.status == 422);
  CHECK(EventStream(port, "", "1", "Last-Event-ID: 2\r\n").head.status == 422);
  CHECK(EventStream(port, "", "", "X-AMFS-API-Key: wrong\r\n").head.status == 401);
  CHECK(EventStream(port, "", "", "X-Forwarded-For: 1.2.3.4\r\n").head.status == 401);
  EventStream future(port, "", "4611686018427387904");
  CHECK(future.head.status == 200);
  write(host, "a", numbered(1));
  check_next(future, 1, 1);
  CHECK(host.api().call("HEAD", "/stream").status == 200);
  check_alive(host);
}

TEST_CASE("a stream shows its tenant only, and ends with its key", "[stream]") {
  TestHost host;
  host.start();
  const std::uint16_t port = host.process().port();
  write(host, "a", "ours");
  const Answer made = host.api().post("/admin/api-keys", R"({"name":"theirs","tenant":"other"})");
  INFO(made.http.body);
  REQUIRE(made.status < 300);
  const std::string header = "X-AMFS-API-Key: " + made.text("key") + "\r\n";
  EventStream theirs(port, "", "", header);
  EventStream from_ours(port, "?entity_path=a", "0", header);
  REQUIRE(theirs.head.status == 200);
  write(host, "a", "ours too");
  Api other(port, made.text("key"));
  REQUIRE(other.post("/events", direct("a", "theirs", "1")).status == 200);
  CHECK(theirs.write().key() == "theirs");
  CHECK(from_ours.write().key() == "theirs");
  REQUIRE(host.api().call("DELETE", "/admin/api-keys/" + made.text("id")).status < 300);
  CHECK_FALSE(theirs.next());
  CHECK(theirs.ends());
  CHECK(EventStream(port, "", "", header).head.status == 401);
}

TEST_CASE("a stop ends a hundred streams, readers and sleepers, at once", "[stream]") {
  TestHost host;
  host.start();
  std::vector<std::unique_ptr<EventStream>> streams;
  for (int i = 0; i < 100; ++i)
    streams.push_back(std::make_unique<EventStream>(host.process().port()));
  write(host, "a", numbered(1));
  for (int i = 0; i < 50; ++i) check_next(*streams[static_cast<std::size_t>(i)], 1, 1);
  CHECK(host.stop() == 0);
  for (int i = 0; i < 50; ++i) CHECK(streams[static_cast<std::size_t>(i)]->ends());
}

TEST_CASE("amfs stream follows, one line per write, and ends well on Ctrl-C", "[stream]") {
  TestHost host;
  host.start();
  test::Environment environment{{"AMFS_HTTP_URL", host.process().url()},
                                {"AMFS_DATA_DIR", host.options().data_dir}};
  write(host, "a", numbered(1), R"("\u001b[31mred")");
  test::ChildProcess json(test::amfs_binary(),
                          {"stream", "--json", "--since-id", "0", "--entity", "a"}, environment);
  test::ChildProcess people(test::amfs_binary(), {"stream", "--since-id", "0"}, environment);
  const auto first = json.read_line(kSettlePatience);
  REQUIRE(first);
  CHECK(test::text_member(test::parse_json(*first), "key") == numbered(1));
  const auto line = people.read_line(kSettlePatience);
  REQUIRE(line);
  CHECK(line->find("  a  k1  v1  experience  external/ci  ") != std::string::npos);
  CHECK(line->find('\x1b') == std::string::npos);
  write(host, "b", numbered(2));
  write(host, "a", numbered(3));
  const auto second = json.read_line(kSettlePatience);
  REQUIRE(second);
  CHECK(test::text_member(test::parse_json(*second), "key") == numbered(3));
  for (test::ChildProcess* child : {&json, &people}) {
    child->send_signal(SIGINT);
    CHECK(child->wait(kSettlePatience) == 0);
    CHECK(child->stderr_text().empty());
  }
}
