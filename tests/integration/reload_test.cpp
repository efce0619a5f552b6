// Connectors that change while the host runs: new code takes over between two events, broken code
// never does, and no event is lost, run twice or out of order.
#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "tests/integration/reload_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::chrono::seconds kPickUp{2};  // contract 6
constexpr int kPickUpTries = 5;             // one of them must do: the machine may be busy

struct Fixture : ReloadHost {
  Fixture() { start(); }
};

// Delivers e-0, e-1, … one after the other until it is stopped.
class Load {
 public:
  explicit Load(ReloadHost& host) : host_(host), sender_(host.process().port()) {
    thread_ = std::thread([this] { run(); });
  }
  ~Load() { stop(); }
  // How many were acknowledged: e-0 to e-(n-1).
  int stop() {
    stopping_.store(true);
    if (thread_.joinable()) thread_.join();
    return sent_.load();
  }
  void wait_for_more(int count) {
    const int goal = sent_.load() + count;
    REQUIRE(test::wait_until([&] { return sent_.load() >= goal || refused_.load() > 0; },
                             kSettlePatience));
  }
  int refused() const { return refused_.load(); }

 private:
  void run() {
    while (!stopping_.load()) {
      const std::string body = ReloadHost::event("e-" + std::to_string(sent_.load()));
      const Answer answer = sender_.call("POST", "/webhooks/versioned", body, signed_headers(body));
      if (answer.status != 200 || answer.text("status") != "accepted") {
        refused_.fetch_add(1);
        return;
      }
      sent_.fetch_add(1);
    }
  }

  ReloadHost& host_;
  Api sender_;
  std::atomic<int> sent_{0};
  std::atomic<int> refused_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

// Every one of the `count` events once, in order of arrival.
std::vector<Run> check_all_once(ReloadHost& host, int count) {
  REQUIRE(test::wait_until([&] { return host.api().event_count("done") == count; },
                           std::chrono::seconds(60)));
  const std::vector<Run> runs = host.runs();
  REQUIRE(runs.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const Run& run = runs[static_cast<std::size_t>(i)];
    INFO(run.id << " in place " << run.place);
    REQUIRE(run.id == "e-" + std::to_string(i));
    REQUIRE(run.times == 1);
  }
  return runs;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "a folder dropped in is picked up within two seconds", "[reload]") {
  give_secret("append");
  auto best = std::chrono::milliseconds::max();
  for (int i = 0; i < kPickUpTries && best >= kPickUp; ++i) {
    const auto before = std::chrono::steady_clock::now();
    install_next();
    wait_for_version("2.0.0");
    const auto took = std::chrono::steady_clock::now() - before;
    best = std::min(best, std::chrono::duration_cast<std::chrono::milliseconds>(took));
    std::filesystem::remove_all(folder());
    install("versioned", plugins_dir());
    wait_for_version("1.0.0");
  }
  CHECK(best < kPickUp);
}

TEST_CASE("a connector nobody knew is loaded while the host runs, with all that belongs to it",
          "[reload]") {
  TestHost host({"echo"});
  host.give_secret("append");
  host.start();
  const std::string body = R"({"id":"1","key":"k","item":7})";
  CHECK(host.deliver("append", body, signed_headers(body)).status == 404);
  install("append", host.plugins_dir());
  REQUIRE(test::wait_until(
      [&] {
        return host.api().get("/connectors/append").status == 200 &&
               host.api().connector_state("append") == "ready";
      },
      kSettlePatience));
  host.api().settled_event(host.accept("append", body));
  CHECK(host.api().get("/entry?entity_path=append/list&key=k").at("/value/items/0").GetInt() == 7);
  CHECK(host.process().stderr_text().find("connector append 1.0.0: new -> ready") !=
        std::string::npos);
  check_alive(host);
}

TEST_CASE_METHOD(Fixture, "under load a new version takes over between two events", "[reload]") {
  Load load(*this);
  load.wait_for_more(40);
  install_next();
  wait_for_version("2.0.0");
  load.wait_for_more(40);
  const int count = load.stop();
  CHECK(load.refused() == 0);
  const std::vector<Run> runs = check_all_once(*this, count);
  CHECK(runs.front().code == 1);
  CHECK(runs.back().code == 2);
  for (std::size_t i = 1; i < runs.size(); ++i) REQUIRE(runs[i - 1].code <= runs[i].code);
  CHECK(process().stderr_text().find(
            "connector versioned 2.0.0: ready 1.0.0 -> ready, generation 2") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "twenty swaps in a row lose nothing, run nothing twice", "[reload]") {
  Load load(*this);
  for (int i = 0; i < 20; ++i) {
    const int before = generation();
    // Another library each time: what stands behind its last section is not looked at.
    const std::string fresh = dir() / "fresh.so";
    write_file(fresh, read_file(library()) + "swap " + std::to_string(i));
    std::filesystem::rename(fresh, library());
    set_label(i, i + 1);
    wait_for("versioned",
             [&](const Answer& answer) { return answer.at("/generation").GetInt() > before; });
    load.wait_for_more(2);
  }
  const int count = load.stop();
  CHECK(load.refused() == 0);
  const std::vector<Run> runs = check_all_once(*this, count);
  CHECK(runs.back().label == 20);
  for (std::size_t i = 1; i < runs.size(); ++i) REQUIRE(runs[i - 1].label <= runs[i].label);
  check_alive(*this);
}

TEST_CASE_METHOD(Fixture, "a broken update is refused, named, and changes nothing", "[reload]") {
  check_done(send("1"));
  const std::string good = read_file(manifest());
  std::string what;
  SECTION("its manifest") {
    edit_file(manifest(), "signature_prefix", "signature_prefx");
    what = "connector.yaml:10:3";
  }
  SECTION("its library") {
    const std::string next = prepare_next();
    write_file(next + "/libamfs_connector_versioned_next.so", "not a library");
    std::filesystem::rename(folder(), folder(".old"));
    std::filesystem::rename(next, folder());
    what = "no ELF library";
  }
  SECTION("it needs a newer host") {
    write_file(manifest(), good + "min_amfs_version: 99.0.0\n");
    what = "99.0.0";
  }
  const Answer refused = wait_for_reason(what);
  CHECK(refused.text("state") == "ready");
  CHECK(refused.text("version") == "1.0.0");
  CHECK(refused.at("/refused_changes").GetInt() == 1);
  CHECK(refused.at("/generation").GetInt() == 1);
  check_done(send("2"));
  CHECK(runs().back().code == 1);

  // Put right, it is taken, and nothing reminds of the refusal.
  std::filesystem::remove_all(folder());
  std::filesystem::rename(prepare_next(), folder());
  CHECK(wait_for_version("2.0.0").text("reason").empty());
  check_done(send("3"));
  CHECK(runs().back().code == 2);
}

TEST_CASE_METHOD(Fixture, "a library that is still being copied is not loaded", "[reload]") {
  const std::string next = prepare_next();
  const std::string whole = read_file(next + "/libamfs_connector_versioned_next.so");
  std::filesystem::copy_file(next + "/connector.yaml", manifest(),
                             std::filesystem::copy_options::overwrite_existing);
  std::ofstream copy(folder() + "/libamfs_connector_versioned_next.so", std::ios::binary);
  // In pieces: each is a change, and none of them is a library.
  constexpr std::size_t kPieces = 12;
  const std::size_t size = whole.size() / kPieces + 1;
  for (std::size_t at = 0; at < whole.size(); at += size) {
    copy << whole.substr(at, size) << std::flush;
    check_done(send("during-" + std::to_string(at)));
    CHECK(info().text("state") == "ready");
  }
  copy.close();
  CHECK(wait_for_version("2.0.0").text("reason").empty());
  check_done(send("after"));
  CHECK(runs().back().code == 2);
}

TEST_CASE_METHOD(Fixture, "a rotated secret file is picked up", "[reload]") {
  stop();
  const std::string file = dir() / "secret";
  options().environment.erase("AMFS_CONNECTOR_VERSIONED_SECRET");
  options().environment["AMFS_CONNECTOR_VERSIONED_SECRET_FILE"] = file;
  write_file(file, std::string(kSecret) + "\n");
  start();
  check_done(send("1"));
  const std::string body = event("2");
  const auto send_with = [&](const std::string& secret) {
    return deliver("versioned", body, test::test_connector_headers(secret, body)).status;
  };
  CHECK(send_with("another-secret") == 401);
  write_file(file, "another-secret\n");
  REQUIRE(test::wait_until([&] { return send_with("another-secret") == 200; }, kSettlePatience));
  CHECK(send_with(kSecret) == 401);
  CHECK(generation() == 1);  // the code went on
  std::filesystem::remove(file);
  wait_for_state("unconfigured");
  CHECK(send_with("another-secret") == 503);
}

TEST_CASE_METHOD(Fixture, "names that begin with a dot are no connectors", "[reload]") {
  std::filesystem::rename(prepare_next(), folder(".versioned"));
  install("append", plugins_dir());  // something to wait for
  wait_for("append", [](const Answer& answer) { return answer.status == 200; });
  CHECK(info().text("version") == "1.0.0");
  CHECK(info().at("/generation").GetInt() == 1);
}
