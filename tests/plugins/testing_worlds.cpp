#include "tests/plugins/testing_worlds.hpp"

#include <algorithm>

namespace worlds {
namespace {

constexpr char kName[] = "sample";
constexpr char kManifest[] =
    "permissions: {memory_read: true}\nretry: {attempts: 3, delay: 1s, max_delay: 10s}\n";

amfs_status create(const amfs_host*, const amfs_create_args*, const amfs_sink*,
                   amfs_instance** out) {
  static int instance = 0;
  *out = reinterpret_cast<amfs_instance*>(&instance);
  return AMFS_OK;
}

// One version in the order of the fields of the host's Entry.
std::string line(const std::string& path, const std::string& key, std::int64_t version,
                 const std::string& flags, const std::string& value, double confidence,
                 unsigned memory_type, const std::vector<std::string>& refs,
                 const std::string& summary, std::int64_t occurred_ns, std::int64_t ttl_ns) {
  std::string out = path + " " + key + " v" + std::to_string(version) + flags + " " + value + " " +
                    std::to_string(confidence) + " type " + std::to_string(memory_type);
  for (const std::string& ref : refs) out += " ref " + ref;
  return out + " summary [" + summary + "] at " + std::to_string(occurred_ns) + " ttl " +
         std::to_string(ttl_ns) + "\n";
}

std::string note(const std::string& label, const std::string& summary, const std::string& source,
                 const std::string& path, const std::string& key, std::int64_t occurred_ns) {
  return "note " + label + " [" + summary + "] " + source + " about " + path + " " + key + " at " +
         std::to_string(occurred_ns) + "\n";
}

std::string flag_text(bool current, bool late, bool raw) {
  return std::string(current ? " current" : "") + (late ? " late" : "") + (raw ? " raw" : "");
}

std::string event_id(int number) {
  const std::string text = std::to_string(number);
  return "evt_" + std::string(26 - text.size(), '0') + text;
}

std::string sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& item : lines) out += item;
  return out;
}

}  // namespace

const amfs_class& scripted_class() {
  static const amfs_class description = [] {
    amfs_class out{};
    out.struct_size = sizeof out;
    out.class_name = {"Sample", 6};
    out.create = create;
    out.destroy = [](amfs_instance*) {};
    out.transform = [](amfs_instance*, const amfs_event* event, const amfs_sink* sink) {
      return script()(*event, *sink);
    };
    return out;
  }();
  return description;
}

HostWorld::HostWorld() {
  target_.connector = kName;
  target_.manifest = identity_test::manifest_of(kManifest);
  target_.plan = std::make_shared<host::identity::IdentityPlan>(target_.manifest, "base");
  target_.writable_paths = {"base"};
  host::connector::InstanceSettings settings;
  settings.connector = kName;
  settings.entity_path = "base";
  settings.config_json = "{}";
  target_.runtime = std::move(
      host::connector::make_in_process_runtime(&scripted_class(), settings, store_.clock).value());
}

Seen HostWorld::run(const Step& step) {
  store_.clock.advance(step.advance_s * host::kNsPerSecond);
  ++count_;
  auto append = store_.delivery("d-" + std::to_string(count_), step.payload);
  append.event_id = event_id(count_);
  append.event_type = "thing/made";
  event_ = {};
  event_.seq = store_.append(append).seq;
  event_.endpoint = store_.endpoint;
  event_.id = append.event_id;
  event_.event_type = append.event_type;
  event_.delivery_id = append.dedupe.delivery_id;
  event_.content_type = append.content_type;
  event_.body = step.payload;
  event_.raw_path = "base";
  event_.received_at = append.received_at;
  if (step.occurred_after_s != 0) {
    event_.occurred_at = event_.received_at + step.occurred_after_s * host::kNsPerSecond;
  }
  script() = step.script;
  return settle();
}

Seen HostWorld::run_again() {
  ++event_.attempts;
  return settle();
}

Seen HostWorld::settle() {
  using namespace host;  // NOLINT(google-build-using-namespace)
  dispatch::MemoryView memory(*store_.reader, store::kDefaultTenant, pending_, target_.agent_id(),
                              [] {});
  auto outcome = dispatch::run_connector(*target_.runtime, event_, target_, memory);
  const UnixNs now = store_.clock.now_ns();
  store::Settlement settlement =
      dispatch::judge(event_, target_, std::move(outcome), memory.take_expectations(), now);
  Seen seen;
  seen.reason = settlement.error;
  seen.clock_suspect = (settlement.add_flags & store::kFlagClockSuspect) != 0;
  if (settlement.state == store::EventState::retrying)
    seen.retry_wait_ns = settlement.next_attempt_at - now;
  const auto state = settlement.state;
  for (const auto& context : settlement.contexts) {
    notes_ += note(context.label, context.summary, context.source, context.about_path,
                   context.about_key, context.occurred_at);
  }
  const auto settled = store_.settle(std::move(settlement));
  REQUIRE(settled.status == store::SettleStatus::committed);
  seen.status = state == store::EventState::retrying ? "retry"
                : state == store::EventState::dead   ? "dead"
                                                     : store::to_string(settled.outcome);
  store::EntryFilter all;
  all.include_superseded = true;
  all.limit = 10000;
  std::vector<std::string> lines;
  for (const auto& entry : store_.reader->list_entries(all).entries) {
    const bool late = (entry.flags & store::kEntryLate) != 0;
    const bool raw = (entry.flags & store::kEntryRaw) != 0;
    lines.push_back(line(entry.entity_path, entry.key, entry.version,
                         flag_text(entry.current, late, raw),
                         amfs::Value::parse(entry.value_json).value().dump(), entry.confidence,
                         static_cast<unsigned>(entry.memory_type), entry.pattern_refs,
                         entry.summary, entry.occurred_at, entry.ttl_at));
  }
  seen.memory = sorted(std::move(lines)) + notes_;
  return seen;
}

MockWorld::MockWorld() : mock_("base") {
  mock_.name(kName).lenient().retry(3, std::chrono::seconds(1), std::chrono::seconds(10));
  mock_.set_now(amfs::from_unix_ns(test::kNoon));
  connector_ = mock_.load(scripted_class());
}

Seen MockWorld::run(const Step& step) {
  mock_.advance(std::chrono::seconds(step.advance_s));
  amfs::testing::Event event = amfs::testing::event("thing/made", step.payload);
  event.with_id("d-" + std::to_string(++count_));
  if (step.occurred_after_s != 0)
    event.at(mock_.now() + std::chrono::seconds(step.occurred_after_s));
  script() = step.script;
  return seen(mock_.deliver(*connector_, event));
}

Seen MockWorld::run_again() {
  mock_.advance(std::chrono::hours(1));
  const auto outcomes = mock_.run_due(*connector_);
  REQUIRE(outcomes.size() == 1);
  return seen(outcomes[0]);
}

Seen MockWorld::seen(const amfs::testing::Outcome& outcome) {
  Seen out;
  out.status = outcome.status;
  out.reason = outcome.reason;
  out.clock_suspect = outcome.clock_suspect;
  if (outcome.retry_at) out.retry_wait_ns = (*outcome.retry_at - mock_.now()).count();
  std::vector<std::string> lines;
  for (const auto& entry : mock_.writes()) {
    lines.push_back(line(entry.entity_path, entry.key, static_cast<std::int64_t>(entry.version),
                         flag_text(entry.current, entry.late, entry.raw), entry.value.dump(),
                         entry.confidence, static_cast<unsigned>(entry.memory_type),
                         entry.pattern_refs, entry.summary, amfs::to_unix_ns(entry.occurred_at),
                         entry.ttl_at ? amfs::to_unix_ns(*entry.ttl_at) : 0));
  }
  out.memory = sorted(std::move(lines));
  for (const auto& context : mock_.contexts()) {
    out.memory += note(context.label, context.summary, context.source, context.about_path,
                       context.about_key, amfs::to_unix_ns(context.occurred_at));
  }
  return out;
}

}  // namespace worlds
