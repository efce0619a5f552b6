#include "host/connector/call_sink.hpp"

#include <map>

#include "fake_class.hpp"
#include "host/base/clock.hpp"
#include "tests/support/catch.hpp"

using namespace host::connector;
using test::error_of;
using test::good_write;
using test::text;

namespace {

// One entry, found by everything; counts the calls.
class OneRecord final : public MemoryReader {
 public:
  explicit OneRecord(std::size_t value_bytes = 10) {
    record_.entity_path = "things";
    record_.key = "thing-1";
    record_.value_json = '"' + std::string(value_bytes, 'v') + '"';
    record_.pattern_refs = {"x:1"};
    record_.version = 7;
  }
  host::Result<std::optional<MemoryRecord>> get(std::string_view, std::string_view key) override {
    ++calls;
    if (key == "throw") throw std::runtime_error("thrown by the reader");
    if (key == "broken") return host::Error{"storage_failed", "broken"};
    if (key == "none") return std::optional<MemoryRecord>();
    return std::optional(record_);
  }
  host::Result<std::optional<MemoryRecord>> find_ref(std::string_view) override {
    ++calls;
    return std::optional(record_);
  }
  host::Result<std::vector<MemoryRecord>> list(std::string_view, std::size_t limit) override {
    ++calls;
    last_limit = limit;
    return std::vector<MemoryRecord>(3, record_);
  }
  std::size_t calls = 0;
  std::size_t last_limit = 0;

 private:
  MemoryRecord record_;
};

amfs_status emit(const CallSink& sink, const amfs_result& result) {
  return sink.abi()->emit(sink.abi(), &result);
}

const amfs_memory* memory_of(const CallSink& sink) {
  return static_cast<const amfs_memory*>(
      sink.abi()->get_extension(sink.abi(), text(AMFS_EXT_MEMORY)));
}

std::int32_t count(void* user, const amfs_record*) {
  ++*static_cast<int*>(user);
  return 0;
}

// What becomes of one result when the call returns OK.
TransformOutcome judged(const amfs_result& result) {
  CallSink sink(nullptr, 0);
  CHECK(emit(sink, result) == AMFS_OK);
  return std::move(sink).outcome(AMFS_OK);
}

}  // namespace

TEST_CASE("a result is copied with all its fields") {
  CallSink sink(nullptr, 0);
  {
    const std::string path = "things/a";  // gone before the outcome is looked at
    const std::string reference = "x:1";
    const amfs_str refs[] = {text(reference)};
    amfs_result result = good_write();
    result.flags = AMFS_RESULT_HAS_CONFIDENCE;
    result.confidence = 0.25;
    result.memory_type = AMFS_MEMORY_EXPERIENCE;
    result.entity_path = text(path);
    result.summary = text("line one\nline two");
    result.pattern_refs = refs;
    result.pattern_ref_count = 1;
    result.occurred_unix_ns = 5;
    result.ttl_at_unix_ns = 6;
    CHECK(emit(sink, result) == AMFS_OK);
  }
  const TransformOutcome out = std::move(sink).outcome(AMFS_OK);
  REQUIRE(out.status == TransformStatus::ok);
  REQUIRE(out.results.size() == 1);
  const ConnectorResult& result = out.results[0];
  CHECK(result.entity_path == "things/a");
  CHECK(result.value_json == R"({"n":1})");
  CHECK(result.confidence == 0.25);
  CHECK(result.memory_type == AMFS_MEMORY_EXPERIENCE);
  CHECK(result.summary == "line one line two");
  CHECK(result.pattern_refs == std::vector<std::string>{"x:1"});
  CHECK(result.occurred_unix_ns == 5);
  CHECK(result.ttl_at_unix_ns == 6);
}

TEST_CASE("results count only when the call returns OK") {
  for (const amfs_status status :
       {AMFS_SKIP, AMFS_UNMATCHED, AMFS_RETRY, AMFS_CANCELLED, AMFS_INTERNAL, 77, -77}) {
    CallSink sink(nullptr, 0);
    CHECK(emit(sink, good_write()) == AMFS_OK);
    const TransformOutcome out = std::move(sink).outcome(status);
    CHECK(out.status != TransformStatus::ok);
    CHECK(out.results.empty());
  }
}

TEST_CASE("statuses are translated") {
  const auto status = [](amfs_status value) { return CallSink(nullptr, 0).outcome(value).status; };
  CHECK(status(AMFS_OK) == TransformStatus::ok);
  CHECK(status(AMFS_SKIP) == TransformStatus::skip);
  CHECK(status(AMFS_UNMATCHED) == TransformStatus::unmatched);
  CHECK(status(AMFS_RETRY) == TransformStatus::retry);
  for (const amfs_status bad :
       {AMFS_BAD_CONFIG, AMFS_UNSUPPORTED, AMFS_CANCELLED, AMFS_INTERNAL, -99, 3, 99}) {
    CHECK(status(bad) == TransformStatus::failed);
  }
  CHECK_FALSE(CallSink(nullptr, 0).outcome(-99).reason.empty());
}

TEST_CASE("the first failure counts, cleaned and bounded") {
  CallSink sink(nullptr, 0);
  amfs_error error = error_of(AMFS_RETRY, "not\nnow");
  error.field = text("/id");
  error.hint = text("wait");
  error.retry_after_ms = 1500;
  sink.abi()->fail(sink.abi(), &error);
  const amfs_error second = error_of(AMFS_RETRY, "second");
  sink.abi()->fail(sink.abi(), &second);
  const TransformOutcome out = std::move(sink).outcome(AMFS_RETRY);
  CHECK(out.reason == "not now (/id); wait");
  CHECK(out.retry_after_ms == 1500);

  CallSink other(nullptr, 0);
  const std::string huge(5000, 'x');
  amfs_error large = error_of(AMFS_RETRY, huge);
  large.hint = text(huge);
  large.retry_after_ms = INT64_MAX;  // must not overflow when it becomes nanoseconds
  other.abi()->fail(other.abi(), &large);
  const TransformOutcome bounded = std::move(other).outcome(AMFS_RETRY);
  CHECK(bounded.reason.size() <= kReasonMax);
  CHECK(bounded.retry_after_ms == kRetryAfterMaxMs);
}

TEST_CASE("a connector that breaks the ABI fails, whatever it returns") {
  amfs_result small = good_write();
  small.struct_size = 8;
  amfs_result unknown = good_write();
  unknown.operation = 9;
  amfs_result no_refs = good_write();
  no_refs.pattern_ref_count = 2;
  for (const amfs_result& result : {small, unknown, no_refs}) {
    CallSink sink(nullptr, 0);
    CHECK(emit(sink, result) == AMFS_INTERNAL);
    CHECK(std::move(sink).outcome(AMFS_OK).status == TransformStatus::failed);
  }
  CallSink sink(nullptr, 0);
  CHECK(sink.abi()->emit(sink.abi(), nullptr) == AMFS_INTERNAL);
}

TEST_CASE("results are limited in number and in bytes, and no length can wrap") {
  CallSink many(nullptr, 0);
  for (std::size_t i = 0; i < kResultsMax; ++i) CHECK(emit(many, good_write()) == AMFS_OK);
  CHECK(emit(many, good_write()) == AMFS_LIMIT);
  const TransformOutcome out = std::move(many).outcome(AMFS_OK);
  CHECK(out.status == TransformStatus::unmatched);
  CHECK(out.results.empty());

  CallSink large(nullptr, 0);
  const std::string value = '"' + std::string(kValueMax - 2, 'x') + '"';
  amfs_result big = good_write();
  big.value_json = text(value);
  std::size_t accepted = 0;
  while (emit(large, big) == AMFS_OK) ++accepted;
  CHECK(accepted == kResultBytesMax / (kValueMax + 13));

  CallSink wrapped(nullptr, 0);
  amfs_result liar = good_write();
  liar.entity_path.len = UINT64_MAX - 4;
  CHECK(emit(wrapped, liar) == AMFS_LIMIT);
}

TEST_CASE("a result the host refuses keeps the event raw, with the reason") {
  amfs_result result = good_write();
  const auto refused = [&](std::string_view value) {
    result.value_json = text(value);
    const TransformOutcome out = judged(result);
    CHECK(out.status == TransformStatus::unmatched);
    CHECK(out.results.empty());
    return out.reason;
  };
  CHECK(refused("{\"n\":").find("refused result: the value is") == 0);
  CHECK_FALSE(refused("").empty());
  CHECK(refused("NaN").find("refused result") == 0);
  CHECK(refused("{} {}").find("refused result") == 0);
  CHECK(refused("\"\xFF\"").find("UTF-8") != std::string::npos);
  CHECK(refused(std::string(200, '[') + std::string(200, ']')).find("128") != std::string::npos);
  CHECK(refused('"' + std::string(kValueMax, 'x') + '"').find("256 KiB") != std::string::npos);
  CHECK(judged(good_write()).status == TransformStatus::ok);
}

TEST_CASE("one refused result refuses them all") {
  CallSink sink(nullptr, 0);
  amfs_result bad = good_write();
  bad.value_json = text("{");
  CHECK(emit(sink, good_write()) == AMFS_OK);
  CHECK(emit(sink, bad) == AMFS_OK);
  CHECK(emit(sink, good_write()) == AMFS_OK);
  const TransformOutcome out = std::move(sink).outcome(AMFS_OK);
  CHECK(out.status == TransformStatus::unmatched);
  CHECK(out.results.empty());
}

TEST_CASE("pattern refs and texts are checked") {
  const std::string long_ref(kRefMax + 1, 'r');
  for (const std::string& ref : {std::string(), long_ref, std::string("\xFF")}) {
    const amfs_str refs[] = {text(ref)};
    amfs_result result = good_write();
    result.pattern_refs = refs;
    result.pattern_ref_count = 1;
    CHECK(judged(result).status == TransformStatus::unmatched);
  }
  const std::vector<amfs_str> refs(kRefsMax + 1, text("x:1"));
  amfs_result result = good_write();
  result.pattern_refs = refs.data();
  result.pattern_ref_count = kRefsMax;
  CHECK(judged(result).results[0].pattern_refs.size() == kRefsMax);
  result.pattern_ref_count = kRefsMax + 1;
  CHECK(judged(result).status == TransformStatus::unmatched);
  amfs_result path = good_write();
  path.entity_path = text("\xC3");
  CHECK(judged(path).status == TransformStatus::unmatched);
}

TEST_CASE("memory is there only where reading is permitted") {
  const CallSink closed(nullptr, 0);
  CHECK(memory_of(closed) == nullptr);
  OneRecord reader;
  CallSink sink(&reader, 0);
  CHECK(sink.abi()->get_extension(sink.abi(), text("amfs.memory/2")) == nullptr);
  const amfs_memory* memory = memory_of(sink);
  REQUIRE(memory != nullptr);
  int records = 0;
  CHECK(memory->get(sink.abi(), text("things"), text("thing-1"), count, &records) == AMFS_OK);
  CHECK(records == 1);
  CHECK(memory->get(sink.abi(), text("things"), text("none"), count, &records) == AMFS_OK);
  CHECK(records == 1);
  CHECK(memory->find_ref(sink.abi(), text("x:1"), count, &records) == AMFS_OK);
  CHECK(records == 2);
  CHECK(memory->list(sink.abi(), text("things"), 2, count, &records) == AMFS_OK);
  CHECK(records == 5);
  CHECK(reader.last_limit == 2);
}

TEST_CASE("records arrive whole, and a listing can be stopped") {
  OneRecord reader;
  CallSink sink(&reader, 0);
  const auto check_and_stop = [](void* user, const amfs_record* record) -> std::int32_t {
    CHECK(record->struct_size == sizeof(amfs_record));
    CHECK(std::string_view(record->key.ptr, record->key.len) == "thing-1");
    CHECK(record->version == 7);
    CHECK(record->pattern_ref_count == 1);
    ++*static_cast<int*>(user);
    return 1;
  };
  int records = 0;
  CHECK(memory_of(sink)->list(sink.abi(), text("things"), 0, check_and_stop, &records) == AMFS_OK);
  CHECK(records == 1);
}

TEST_CASE("a read that fails or throws is a status, never an exception") {
  OneRecord reader;
  CallSink sink(&reader, 0);
  int records = 0;
  const amfs_memory* memory = memory_of(sink);
  CHECK(memory->get(sink.abi(), text("x"), text("broken"), count, &records) == AMFS_INTERNAL);
  CHECK(memory->get(sink.abi(), text("x"), text("throw"), count, &records) == AMFS_INTERNAL);
  const auto throwing = [](void*, const amfs_record*) -> std::int32_t { throw 42; };
  CHECK(memory->get(sink.abi(), text("x"), text("y"), throwing, nullptr) == AMFS_INTERNAL);
  CHECK(records == 0);
}

TEST_CASE("reads are limited in number and in bytes") {
  OneRecord reader;
  CallSink sink(&reader, 0);
  int records = 0;
  for (std::size_t i = 0; i < kMemoryCallsMax; ++i) {
    CHECK(memory_of(sink)->get(sink.abi(), text("x"), text("y"), count, &records) == AMFS_OK);
  }
  CHECK(memory_of(sink)->get(sink.abi(), text("x"), text("y"), count, &records) == AMFS_LIMIT);
  CHECK(reader.calls == kMemoryCallsMax);

  OneRecord large(kMemoryBytesMax / 4);
  CallSink other(&large, 0);
  records = 0;
  CHECK(memory_of(other)->list(other.abi(), text("x"), 0, count, &records) == AMFS_OK);
  CHECK(memory_of(other)->list(other.abi(), text("x"), 0, count, &records) == AMFS_LIMIT);
  CHECK(records == 3);
}

TEST_CASE("a call is cancelled by its deadline") {
  CallSink open(nullptr, 0);
  CHECK(open.abi()->cancelled(open.abi()) == 0);
  CallSink past(nullptr, 1);
  CHECK(past.abi()->cancelled(past.abi()) == 1);
  CallSink future(nullptr, host::monotonic_ns() + 3600 * host::kNsPerSecond);
  CHECK(future.abi()->cancelled(future.abi()) == 0);
}
