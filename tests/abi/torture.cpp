// The torture connector: every feature of the SDK, one per event type. Built by many compilers and
// settings (variants.cmake); torture.c does the same against the bare ABI. The host must not see a
// difference: expected/outcomes.txt.
#include <amfs/connector.hpp>
#include <chrono>
#include <new>
#include <stdexcept>
#include <string>

// A misspelt option must not silently test another language.
static_assert(__cplusplus == TORTURE_STANDARD, "not the language standard of this variant");
#if defined(TORTURE_NO_EXCEPTIONS) == defined(__cpp_exceptions)
#error "this variant was to be built the other way"
#endif

using namespace amfs;

namespace {

constexpr int kManyResults = 200;
constexpr int kTooManyResults = 300;  // the host takes 256
constexpr int kTooManyReads = 65;     // the host serves 64
constexpr std::size_t kBigBytes = std::size_t{200} * 1024;
constexpr std::size_t kHugeBytes = std::size_t{300} * 1024;  // the host takes 256 KiB

// Throws what the text names; no exceptions, no throw.
void throw_by_name([[maybe_unused]] const std::string& what) {
#if defined(__cpp_exceptions)
  if (what == "std") throw std::runtime_error("thrown on purpose");
  if (what == "int") throw 42;
  if (what == "string") throw std::string("text");
  if (what == "alloc") throw std::bad_alloc();
  if (what == "retry") throw Retry("thrown retry", std::chrono::milliseconds(70));
  if (what == "unmatched") throw Unmatched("thrown unmatched");
  if (what == "config") throw ConfigError("config.fail is set; remove it");
#endif
}

Value numbers_of(const Json& payload) {
  return {{"big", payload["big"]},           {"u64", payload["big"].u64()},
          {"i64", payload["big"].i64(-1)},   {"float", payload["float"].f64()},
          {"negative", payload["negative"]}, {"small", payload["list"][0].i64()}};
}

Value json_of(const Json& payload) {
  std::string names;
  for (const Json member : payload) names += std::string(member.name()) + " ";
  return {{"numbers", numbers_of(payload)},
          {"text", payload["text"]},
          {"pointer", payload.at("/deep/a/b~1c/d~0e")},
          {"missing", payload["nope"]["deeper"]},
          {"null", payload.at("/list/2/a")},
          {"count", payload["list"].size()},
          {"time", to_unix_ns(payload["time"].time().value_or(Time()))},
          {"double", payload["double"]},
          {"names", names},
          {"copy", payload["list"]}};
}

Value value_of() {
  Value value{{"a", 1}, {"b", 2.5}, {"c", true}, {"d", nullptr}, {"e", "text \"q\" \n \x01"}};
  value["made"]["deep"] = Value::array({1, "two", Value::object()});
  for (const char* id : {"3", "10", "2", "3"}) value["items"].upsert("id", id)["seen"] = id;
  value["items"].keep_last(2);
  value["gone"] = 1;
  value.erase("gone");
  value["parsed"] = Value::parse(R"({"x":[1.0,-0,1e5]})").value_or(Value());
  value["broken"] = "\xFF\xC3";
  value["same"] = Value::parse(R"({"p":1,"q":2})") == Value::parse(R"({"q":2,"p":1})");
  return value;
}

Value event_of(const ConnectorEvent& event) {
  return {{"event_id", event.event_id()},
          {"delivery_id", event.delivery_id()},
          {"type", event.event_type()},
          {"connector", event.connector()},
          {"endpoint", event.endpoint()},
          {"query", event.query()},
          {"content_type", event.content_type()},
          {"body_bytes", event.body().size()},
          {"header", event.header("x-ONE")},
          {"header_bytes", event.header("X-Nul").size()},
          {"no_header", event.header("X-None")},
          {"attempt", event.attempt()},
          {"replay", event.is_replay()},
          {"test", event.is_test()},
          {"received", to_unix_ns(event.received_at())},
          {"occurred", to_unix_ns(event.occurred_at())}};
}

}  // namespace

class TortureConnector : public ConnectorABC {
 public:
  TortureConnector() { throw_by_name(config()["fail"].str()); }

  Results transform(const ConnectorEvent& event) override {
    const std::string_view type = event.event_type();
    if (type == "event") return one("event", event_of(event));
    if (type == "json") return one("json", json_of(event.payload()));
    if (type == "value") return one("value", value_of());
    if (type == "memory") return one("memory", memory_of());
    if (type == "memory.limit") return read_too_much();
    if (type == "config") return one("config", config_of());
    if (type == "clock") return one("clock", {{"now", to_unix_ns(now())}});
    if (type == "count") return one("count", {{"n", ++count_}});
    if (type == "full") return full();
    if (type == "context") return context();
    if (type == "log") return log_all();
    if (type == "many") return many(kManyResults);
    if (type == "too_many") return many(kTooManyResults);
    if (type == "big") return one("big", std::string(kBigBytes, 'b'));
    if (type == "huge") return one("huge", std::string(kHugeBytes, 'h'));
    if (type == "bad_ref") return write(entity("x"), "bad", {{"n", 1}}).pattern_ref("");
    return refusal(event);
  }

  bool validate_signature(const SignatureCheck& check) override {
    if (check.method() != "POST" || check.url() != "/hook?x=1" || check.header("x-one") != "1")
      return false;
    if (check.tolerance() != std::chrono::seconds(300)) return false;
    if (check.id() == "throw") throw_by_name("std");
    if (check.id() == "sha1") return check.verify(Hmac::sha1, {check.body()});
    return check.verify(Hmac::sha256, {check.timestamp(), ".", check.body()});
  }

 private:
  Results refusal(const ConnectorEvent& event) {
    const std::string type(event.event_type());
    if (type.rfind("throw.", 0) == 0) throw_by_name(type.substr(6));
    if (type == "skip") return skip("skipped on purpose");
    if (type == "unmatched") return unmatched("not mine");
    if (type == "retry") return retry("later", std::chrono::milliseconds(1500));
    if (type == "need") return one("need-" + event.need("/nope"), {{"n", 1}});
    if (type == "path") return write(entity(path("a/b"), " c ", ".."), "k", {{"n", 1}});
    if (type == "cancel" && cancelled()) return retry("cancelled");
    return {};
  }

  Results one(std::string key, Value value) const {
    return write(entity("things"), std::move(key), std::move(value));
  }

  Value memory_of() const {
    const auto first = read(entity("memory"), "a");
    const auto by_ref = find_ref("torture:b");
    Value listed = Value::array();
    for (const Entry& entry : list(entity("memory"), 2)) listed.push_back(entry.key);
    Value refs = Value::array();
    if (by_ref)
      for (const std::string& ref : by_ref->pattern_refs) refs.push_back(ref);
    if (!first || !by_ref) return "memory is not served";
    return {{"path", first->entity_path},
            {"value", first->value},
            {"version", first->version},
            {"agent", first->agent_id},
            {"occurred", to_unix_ns(first->occurred_at)},
            {"written", to_unix_ns(first->written_at)},
            {"confidence", first->confidence},
            {"belief", first->memory_type == MemoryType::belief},
            {"by_ref", by_ref->key},
            {"refs", refs},
            {"listed", listed},
            {"all", list(entity("memory")).size()},
            {"miss", !read(entity("memory"), "none").has_value()}};
  }

  Results read_too_much() const {
    for (int i = 0; i < kTooManyReads; ++i) read(entity("memory"), "none");
    return one("memory", {{"n", 1}});
  }

  Value config_of() const {
    return {{"config", config()},
            {"a", env("AMFS_CONNECTOR_TORTURE_A").value_or("unset")},
            {"b", env("AMFS_CONNECTOR_TORTURE_B").value_or("unset")}};
  }

  Results full() const {
    return write(entity(path("deep/er"), "thing"), "full-1", {{"n", 1}})
        .confidence(0.25)
        .memory_type(MemoryType::experience)
        .summary("a headline")
        .pattern_ref("torture:1")
        .pattern_ref("torture:2")
        .occurred_at(from_unix_ns(1'790'000'000'000'000'007))
        .ttl(std::chrono::hours(1));
  }

  Results context() const {
    Results results;
    results.add(record_context("note-1", "what happened").source("elsewhere").about("p", "k"));
    results.add(record_context("note-2", "twice").ttl(from_unix_ns(1'800'000'000'000'000'000)));
    return results;
  }

  Results log_all() const {
    if (log().debug_enabled()) return unmatched("debug lines are not wanted here");
    log().debug("not kept");
    log().info("informed", {{"a", "1"}, {"b", "two words"}});
    log().warning("warned");
    log().error("failed\nin two lines", {{"why", "because"}});
    return {};
  }

  Results many(int count) const {
    Results results;
    for (int i = 0; i < count; ++i) {
      results.add(write(entity("things"), "item-" + std::to_string(i), {{"n", i}}));
    }
    return results;
  }

  int count_ = 0;
};
AMFS_CONNECTOR(TortureConnector)
