// Stopping, killing and starting again: what was acknowledged is there and runs, once.
#include <filesystem>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

std::string item(int number) {
  const std::string text = std::to_string(number);
  return R"({"id":"i-)" + text + R"(","key":"k","item":)" + text + "}";
}

}  // namespace

TEST_CASE("events wait for their connector's library across restarts", "[restart]") {
  TestHost host({"append"});
  const std::string library = library_file("append", host.plugins_dir());
  std::filesystem::rename(library, library + ".away");
  host.start();
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(host.accept("append", item(i)));
  for (const std::string& id : ids)
    CHECK(host.api().get("/events/" + id).text("state") == "received");
  host.kill_now();
  host.start();
  CHECK(host.deliver("append", item(0), signed_headers(item(0))).text("status") == "duplicate");
  CHECK(host.api().get("/events/" + ids[0]).text("state") == "received");
  host.stop();
  std::filesystem::rename(library + ".away", library);
  host.start();
  for (const std::string& id : ids)
    CHECK(host.api().settled_event(id).text("outcome") == "written");
  // In arrival order, each once.
  const Answer entry = host.api().get("/entry?entity_path=append/list&key=k");
  REQUIRE(entry.at("/value/items").Size() == 5);
  for (rapidjson::SizeType i = 0; i < 5; ++i)
    CHECK(entry.at("/value/items")[i].GetInt() == static_cast<int>(i));
}

TEST_CASE("an orderly stop is quick, complete and leaves one file", "[restart]") {
  TestHost host({"echo"});
  host.start();
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    ids.push_back(host.accept("echo", R"({"project":"shop","id":")" + std::to_string(i) + "\"}"));
  }
  CHECK(host.stop() == 0);
  const std::string wal = host.options().data_dir + "/amfs.db-wal";
  CHECK((!std::filesystem::exists(wal) || std::filesystem::file_size(wal) == 0));
  host.start();
  for (const std::string& id : ids)
    CHECK(host.api().settled_event(id).text("outcome") == "written");
  CHECK(host.api().event_count("done") == 50);
  CHECK(host.api().get("/entries?entity_path=echo/shop").at("/total").GetInt() == 50);
}

TEST_CASE("a stop ends idle connections and refuses nothing it answered", "[restart]") {
  TestHost host({"echo"});
  host.start();
  test::HttpClient idle(host.process().port());
  REQUIRE(idle.get("/api/v1/health"));
  CHECK(host.stop() == 0);
}

TEST_CASE("a retry under way goes on after a kill and keeps its count", "[restart]") {
  TestHost host({"faulty"});
  edit_file(manifest_file("faulty", host.plugins_dir()), "delay: 50ms, max_delay: 200ms",
            "delay: 500ms, max_delay: 1s");
  host.start();
  const std::string id = host.accept("faulty", R"({"id":"1","mode":"throw"})");
  host.api().event_in_state(id, "retrying");
  host.kill_now();
  host.start();
  const Answer event = host.api().settled_event(id);
  CHECK(event.text("state") == "dead");
  CHECK(event.at("/attempts").GetInt() == 3);
}

TEST_CASE("memory, events, admin key and dedupe survive a kill", "[restart]") {
  TestHost host({"append"});
  host.start();
  const std::string key = host.process().admin_key();
  const std::string id = host.accept("append", item(1));
  host.api().settled_event(id);
  const auto stored = [&host] {  // not /entry: reading that one is counted in it
    return host.api().get("/history/append/list/k").http.body;
  };
  const std::string entry = stored();
  host.kill_now();
  host.start();
  CHECK(host.process().admin_key() == key);
  CHECK(stored() == entry);
  const Answer again = host.deliver("append", item(1), signed_headers(item(1)));
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == id);
  CHECK(stored() == entry);
}

TEST_CASE("a connector that went away keeps its events readable", "[restart]") {
  TestHost host({"echo"});
  host.start();
  const std::string id = host.accept("echo", R"({"project":"shop","id":"1"})");
  host.api().settled_event(id);
  host.stop();
  std::filesystem::remove_all(host.plugins_dir() + "/echo");
  host.start();
  CHECK(host.api().get("/events/" + id).text("state") == "done");
  CHECK(host.api().get("/entry?entity_path=echo/shop&key=event-1").text("key") == "event-1");
}
