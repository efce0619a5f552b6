#include "host/connector/in_process_runtime.hpp"

#include <atomic>
#include <map>
#include <thread>

#include "fake_class.hpp"
#include "host/connector/plugin_cache.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"
#include "test_connectors.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using namespace host::connector;
using test::FakeClass;
using test::text;

namespace {

const host::ManualClock kClock(1'700'000'000 * host::kNsPerSecond);

InstanceSettings settings(const std::string& config = "{}") {
  InstanceSettings settings;
  settings.connector = "fake";
  settings.version = "1.2.3";
  settings.entity_path = "team/fake";
  settings.config_json = config;
  settings.env = {{"AMFS_CONNECTOR_FAKE_REGION", "eu"}};
  return settings;
}

std::unique_ptr<ConnectorRuntime> start(const amfs_class* entry, const std::string& config = "{}") {
  auto runtime = make_in_process_runtime(entry, settings(config), kClock);
  if (runtime.has_error()) FAIL(runtime.error().message);
  return std::move(runtime.value());
}

std::unique_ptr<ConnectorRuntime> start(const std::string& name, const std::string& class_name) {
  const auto file = test::connector_library(name);
  return start(load_class(file, file.string(), class_name).value());
}

TransformOutcome deliver(ConnectorRuntime& runtime, const std::string& payload,
                         MemoryReader* memory = nullptr) {
  EventView event;
  event.event_id = "evt_1";
  event.event_type = "thing.created";
  event.connector = "fake";
  event.body = payload;
  event.payload = payload;
  return runtime.transform(event, memory);
}

std::string_view view(const amfs_str& value) { return {value.ptr, value.len}; }

// Memory of one path, as the appending connector needs it.
class MapMemory final : public MemoryReader {
 public:
  host::Result<std::optional<MemoryRecord>> get(std::string_view path,
                                                std::string_view key) override {
    const auto found = values.find(std::string(path) + "|" + std::string(key));
    if (found == values.end()) return std::optional<MemoryRecord>();
    MemoryRecord record;
    record.entity_path = path;
    record.key = key;
    record.value_json = found->second;
    return std::optional(record);
  }
  host::Result<std::optional<MemoryRecord>> find_ref(std::string_view) override {
    return std::optional<MemoryRecord>();
  }
  host::Result<std::vector<MemoryRecord>> list(std::string_view, std::size_t) override {
    return std::vector<MemoryRecord>();
  }
  std::map<std::string, std::string> values;
};

}  // namespace

TEST_CASE("create is told everything about the instance") {
  bool seen = false;
  FakeClass fake([](const amfs_event&, const amfs_sink*) { return AMFS_OK; },
                 [&](const amfs_host& host, const amfs_create_args& args, const amfs_sink* sink) {
                   seen = true;
                   CHECK(args.struct_size == sizeof args);
                   CHECK(view(args.connector_name) == "fake");
                   CHECK(view(args.connector_version) == "1.2.3");
                   CHECK(view(args.entity_path) == "team/fake");
                   CHECK(view(args.config_json) == R"({"a":1})");
                   REQUIRE(args.env_count == 1);
                   CHECK(view(args.env[0].key) == "AMFS_CONNECTOR_FAKE_REGION");
                   CHECK(args.event_schema == AMFS_EVENT_SCHEMA);
                   CHECK(host.abi_major == AMFS_ABI_MAJOR);
                   CHECK(host.now_unix_ns(&host) == kClock.now_ns());
                   CHECK(host.now_mono_ns(&host) > 0);
                   CHECK(host.get_extension(&host, text("anything")) == nullptr);
                   host.log(&host, 99, text("unknown level\n"), nullptr, 5);
                   const amfs_result result = test::good_write();
                   CHECK(sink->emit(sink, &result) == AMFS_UNSUPPORTED);
                   return AMFS_OK;
                 });
  { const auto runtime = start(fake.abi(), R"({"a":1})"); }
  CHECK(seen);
  CHECK(fake.created() == 1);
  CHECK(fake.destroyed() == 1);
}

TEST_CASE("a connector that refuses to start says why") {
  FakeClass fake([](const amfs_event&, const amfs_sink*) { return AMFS_OK; },
                 [](const amfs_host&, const amfs_create_args&, const amfs_sink* sink) {
                   const amfs_error error = test::error_of(AMFS_BAD_CONFIG, "config.a is missing");
                   sink->fail(sink, &error);
                   return AMFS_BAD_CONFIG;
                 });
  const auto runtime = make_in_process_runtime(fake.abi(), settings(), kClock);
  REQUIRE(runtime.has_error());
  CHECK(runtime.error().code == "bad_config");
  CHECK(runtime.error().message == "config.a is missing");
  FakeClass throwing(
      [](const amfs_event&, const amfs_sink*) { return AMFS_OK; },
      [](const amfs_host&, const amfs_create_args&, const amfs_sink*) -> amfs_status { throw 1; });
  CHECK(make_in_process_runtime(throwing.abi(), settings(), kClock).has_error());
}

TEST_CASE("the event arrives with all its fields") {
  FakeClass fake([](const amfs_event& event, const amfs_sink*) {
    CHECK(event.struct_size == sizeof event);
    CHECK(event.flags == (AMFS_EVENT_REPLAY | AMFS_EVENT_FORM));
    CHECK(view(event.event_id) == "evt_1");
    CHECK(view(event.delivery_id) == "d");
    CHECK(view(event.body) == std::string_view("a\0b", 3));
    CHECK(view(event.payload) == "{}");
    REQUIRE(event.header_count == 1);
    CHECK(view(event.headers[0].value) == "push");
    CHECK(event.attempt == 3);
    CHECK(event.received_unix_ns == 10);
    CHECK(event.occurred_unix_ns == 9);
    CHECK(event.deadline_mono_ns == 8);
    return AMFS_SKIP;
  });
  const auto runtime = start(fake.abi());
  EventView event;
  event.flags = AMFS_EVENT_REPLAY | AMFS_EVENT_FORM;
  event.event_id = "evt_1";
  event.delivery_id = "d";
  event.body = std::string_view("a\0b", 3);
  event.payload = "{}";
  event.headers = {{"X-Event", "push"}};
  event.attempt = 3;
  event.received_unix_ns = 10;
  event.occurred_unix_ns = 9;
  event.deadline_mono_ns = 8;
  CHECK(runtime->transform(event, nullptr).status == TransformStatus::skip);
}

TEST_CASE("after a defect the next event gets a new instance") {
  amfs_status answer = AMFS_OK;
  FakeClass fake([&](const amfs_event&, const amfs_sink*) { return answer; });
  const auto runtime = start(fake.abi());
  for (const amfs_status harmless :
       {AMFS_OK, AMFS_SKIP, AMFS_UNMATCHED, AMFS_RETRY, AMFS_LIMIT, AMFS_CANCELLED}) {
    answer = harmless;
    deliver(*runtime, "{}");
    CHECK(fake.created() == 1);
  }
  int expected = 1;
  for (const amfs_status defect : {AMFS_INTERNAL, -8, -99, 3, 99}) {
    answer = defect;
    CHECK(deliver(*runtime, "{}").status == TransformStatus::failed);
    answer = AMFS_OK;
    CHECK(deliver(*runtime, "{}").status == TransformStatus::ok);
    CHECK(fake.created() == ++expected);
    CHECK(fake.destroyed() == expected - 1);
  }
}

TEST_CASE("an exception that leaks is a defect, not the end of the host") {
  FakeClass fake([](const amfs_event&, const amfs_sink*) -> amfs_status {
    throw std::runtime_error("leaked");
  });
  const auto runtime = start(fake.abi());
  CHECK(deliver(*runtime, "{}").status == TransformStatus::failed);
  CHECK(fake.destroyed() == 1);
}

TEST_CASE("a connector that cannot be started again fails its events") {
  int starts = 0;
  FakeClass fake([](const amfs_event&, const amfs_sink*) { return AMFS_INTERNAL; },
                 [&](const amfs_host&, const amfs_create_args&, const amfs_sink*) {
                   return ++starts == 1 ? AMFS_OK : AMFS_BAD_CONFIG;
                 });
  const auto runtime = start(fake.abi());
  deliver(*runtime, "{}");
  const TransformOutcome out = deliver(*runtime, "{}");
  CHECK(out.status == TransformStatus::failed);
  CHECK(out.reason.find("cannot be started again") == 0);
}

TEST_CASE("calls from several threads never overlap") {
  std::atomic<int> inside{0};
  std::atomic<int> overlaps{0};
  FakeClass fake([&](const amfs_event&, const amfs_sink*) {
    if (inside.fetch_add(1) != 0) ++overlaps;
    std::this_thread::yield();
    inside.fetch_sub(1);
    return AMFS_OK;
  });
  const auto runtime = start(fake.abi());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 200; ++n) deliver(*runtime, "{}");
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(overlaps == 0);
}

TEST_CASE("a real connector writes") {
  const auto runtime = start("echo", "EchoConnector");
  const TransformOutcome out = deliver(*runtime, R"({"project":"api","id":7})");
  REQUIRE(out.status == TransformStatus::ok);
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "team/fake/api");
  CHECK(out.results[0].key == "event-7");
  CHECK(out.results[0].value_json.find(R"("payload":{"project":"api","id":7})") !=
        std::string::npos);
  CHECK(out.results[0].confidence == 0.7);
  CHECK(deliver(*runtime, R"({"project":"api"})").status == TransformStatus::unmatched);
}

TEST_CASE("a real connector reads what was written before") {
  const auto runtime = start("append", "AppendConnector");
  MapMemory memory;
  const TransformOutcome first = deliver(*runtime, R"({"key":"k","item":1})", &memory);
  REQUIRE(first.results.size() == 1);
  memory.values[first.results[0].entity_path + "|" + first.results[0].key] =
      first.results[0].value_json;
  const TransformOutcome second = deliver(*runtime, R"({"key":"k","item":2})", &memory);
  REQUIRE(second.results.size() == 1);
  CHECK(second.results[0].value_json == R"({"items":[1,2]})");
}

TEST_CASE("every way a real connector can end") {
  const auto runtime = start("faulty", "FaultyConnector");
  const auto run = [&](const std::string& mode) {
    return deliver(*runtime, R"({"id":1,"mode":")" + mode + "\"}");
  };
  CHECK(run("ok").status == TransformStatus::ok);
  CHECK(run("context").results[0].operation == AMFS_OP_RECORD_CONTEXT);
  CHECK(run("empty").results.empty());
  CHECK(run("skip").status == TransformStatus::skip);
  CHECK(run("skip").reason == "skipped on request");
  CHECK(run("unmatched").reason.find("unmatched on request") == 0);
  CHECK(run("retry").status == TransformStatus::retry);
  CHECK(run("retry").retry_after_ms == 50);
  CHECK(run("throw").status == TransformStatus::failed);
  CHECK(run("throw").reason.find("thrown on request") != std::string::npos);
  CHECK(run("throw_int").status == TransformStatus::failed);
  CHECK(run("many_results").status == TransformStatus::unmatched);
  CHECK(run("huge_value").status == TransformStatus::unmatched);
  CHECK(run("ok").status == TransformStatus::ok);  // still alive
}

TEST_CASE("a library may be truncated or replaced while its copy runs") {
  const test::TempFolder folder;
  const auto original = folder.path() / "libamfs_connector_echo.so";
  std::filesystem::copy_file(test::connector_library("echo"), original);
  const auto load = [&] {
    const auto image = read_plugin_file(original.string());
    REQUIRE(inspect_plugin(image.value(), original.string()).has_value());
    const auto copy =
        cache_plugin(folder.path() / "cache", image.value(), original.filename().string());
    return load_class(copy.value(), original.string(), "EchoConnector").value();
  };
  const auto runtime = start(load());
  std::filesystem::resize_file(original, 0);  // in place: the same inode
  const TransformOutcome after = deliver(*runtime, R"({"project":"api","id":1})");
  CHECK(after.status == TransformStatus::ok);
  std::filesystem::copy_file(test::connector_library("append"), original,
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(deliver(*runtime, R"({"project":"api","id":2})").status == TransformStatus::ok);
}
