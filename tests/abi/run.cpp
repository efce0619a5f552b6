#include "tests/abi/run.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include "host/base/encoding.hpp"
#include "host/connector/in_process_runtime.hpp"
#include "host/connector/plugin_cache.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/connector/plugin_library.hpp"
#include "host/crypto/digest.hpp"
#include "tests/abi/cases.hpp"
#include "tests/abi/run_signatures.hpp"
#include "tests/abi/small_memory.hpp"

namespace abi {
namespace {

using namespace host::connector;

constexpr host::UnixNs kNow = 1'790'000'000'000'000'000;  // 2026-09-21
constexpr std::size_t kShownMax = 2000;                   // a longer text is shown as its digest

std::string shown(const std::string& text) {
  if (text.size() <= kShownMax) return text;
  return fmt::format("{} bytes, sha256 {}", text.size(),
                     host::to_hex(host::crypto::as_text(host::crypto::sha256(text))));
}

std::string text_of(const ConnectorResult& result) {
  std::string refs;
  for (const std::string& ref : result.pattern_refs) refs += " [" + ref + "]";
  return fmt::format(
      "  result operation={} type={} path=[{}] key=[{}]\n    value {}\n    label=[{}] "
      "summary=[{}] source=[{}] refs={} confidence={} occurred={} ttl={}\n",
      result.operation, result.memory_type, result.entity_path, result.key,
      shown(result.value_json), result.label, result.summary, result.source, refs,
      result.confidence ? fmt::format("{}", *result.confidence) : "none", result.occurred_unix_ns,
      result.ttl_at_unix_ns);
}

std::string text_of(const TransformOutcome& outcome) {
  constexpr const char* kNames[] = {"ok", "skip", "unmatched", "retry", "failed"};
  std::string text = fmt::format("{} reason=[{}] retry_after={}ms results={}\n",
                                 kNames[static_cast<std::size_t>(outcome.status)], outcome.reason,
                                 outcome.retry_after_ms, outcome.results.size());
  std::string results;
  for (const ConnectorResult& result : outcome.results) results += text_of(result);
  return text + (results.size() <= 2 * kShownMax ? results : "  " + shown(results) + "\n");
}

// What connectors log, while it lives.
class LogCapture {
 public:
  LogCapture() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_);
    auto logger = std::make_shared<spdlog::logger>("abi", std::move(sink));
    logger->set_pattern("  log %l: %v");
    logger->set_level(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
  }
  ~LogCapture() { spdlog::set_default_logger(before_); }
  LogCapture(const LogCapture&) = delete;
  LogCapture& operator=(const LogCapture&) = delete;

  std::string take() { return std::exchange(lines_, std::ostringstream()).str(); }

 private:
  std::ostringstream lines_;
  std::shared_ptr<spdlog::logger> before_;
};

InstanceSettings settings(std::string config_json) {
  InstanceSettings out;
  out.connector = "torture";
  out.version = "1.2.3";
  out.entity_path = "base/torture";
  out.config_json = std::move(config_json);
  out.env = {{"AMFS_CONNECTOR_TORTURE_A", "first"}};
  return out;
}

EventView view_of(const EventCase& event) {
  EventView view;
  view.flags = event.flags;
  view.event_id = "evt_01torture";
  view.delivery_id = "delivery-1";
  view.event_type = event.event_type;
  view.connector = "torture";
  view.endpoint = "default";
  view.method = "POST";
  view.query = "a=1&b=2";
  view.content_type = "application/json";
  view.body = event.payload;
  view.payload = event.payload;
  view.headers = {{"X-One", "1"}, {"X-Nul", std::string_view("a\0b", 3)}};
  view.attempt = 3;
  view.received_unix_ns = kNow - 5;
  view.occurred_unix_ns = event.occurred_unix_ns;
  view.deadline_mono_ns = event.past_deadline ? 1 : 0;
  return view;
}

void run_creates(const amfs_class* entry, bool exceptions, Outcomes& out) {
  const host::ManualClock clock(kNow);
  for (const CreateCase& create : create_cases()) {
    if (create.throws && !exceptions) continue;
    const auto made = make_in_process_runtime(entry, settings(create.config_json), clock);
    out[create.name] = made.has_error()
                           ? fmt::format("{}: {}\n", made.error().code, made.error().message)
                           : "alive\n";
  }
}

void run_events(const amfs_class* entry, bool exceptions, Outcomes& out) {
  const host::ManualClock clock(kNow);
  auto made = make_in_process_runtime(entry, settings(R"({"channels":["a","b"],"n":1.0})"), clock);
  if (made.has_error()) throw std::runtime_error("create failed: " + made.error().message);
  SmallMemory memory;
  LogCapture log;
  for (const EventCase& event : event_cases()) {
    if (event.throws && !exceptions) continue;
    const TransformOutcome outcome = made.value()->transform(view_of(event), &memory);
    out[event.name] = text_of(outcome) + log.take();
  }
  run_signatures(*made.value(), exceptions, out);
}

}  // namespace

host::Result<const amfs_class*> load(const std::filesystem::path& library,
                                     const std::filesystem::path& cache) {
  const auto image = read_plugin_file(library);
  if (image.has_error()) return image.error();
  const auto note = inspect_plugin(image.value(), library);
  if (note.has_error()) return note.error();
  const auto copy = cache_plugin(cache, image.value(), library.filename());
  if (copy.has_error()) return copy.error();
  return load_class(copy.value(), library, "TortureConnector");
}

Outcomes run(const amfs_class* entry, bool exceptions) {
  Outcomes out;
  run_creates(entry, exceptions, out);
  run_events(entry, exceptions, out);
  return out;
}

Outcomes read_outcomes(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  Outcomes out;
  std::string* current = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("## ", 0) == 0) {
      current = &out[line.substr(3)];
    } else if (current != nullptr) {
      *current += line + '\n';
    }
  }
  return out;
}

std::string to_text(const Outcomes& outcomes) {
  std::string text;
  for (const auto& [name, outcome] : outcomes) text += "## " + name + '\n' + outcome;
  return text;
}

}  // namespace abi
