#include "delivery.hpp"

#include <chrono>
#include <utility>

#include "common/fields.hpp"
#include "document.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::Moment;
using common::scalar;

namespace {

// The host allows clocks this much; what lies further ahead of the event is no time of it.
constexpr std::chrono::minutes kTolerance(5);

}  // namespace

Moment event_moment(const amfs::ConnectorEvent& event) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  Moment moment{event.occurred_at(), true, event.is_replay()};
  const Json claimed = event.payload()["timestamp"];
  if (!claimed.exists() || claimed.is_null()) return moment;
  // What the host did not believe it replaced: then the event orders nothing.
  const std::int64_t ns = amfs::to_unix_ns(moment.at);
  moment.certain = ns % kNsPerMs == 0 && claimed.text() == std::to_string(ns / kNsPerMs);
  return moment;
}

Moment Delivery::moment_of(const Json& updated) const {
  const auto time = common::time_of(updated);
  if (!time || *time > moment.at + kTolerance) return moment;
  return {*time, true, moment.replay};
}

Value Delivery::text(const Json& json) const {
  return document_text(json, settings.text_characters);
}

Value person(const Json& user) {
  for (const char* name : {"displayName", "name", "key", "accountId"}) {
    if (!user[name].view().empty()) return scalar(user[name]);
  }
  return Value::missing();
}

Value person(const Json& user, const Json& otherwise) {
  Value first = person(user);
  return first.exists() ? first : person(otherwise);
}

Value describe(const Value& title, std::string_view status, const Value& actor,
               std::string_view last_event) {
  return {{"title", title},
          {"status", status},
          {"url", Value::missing()},  // keeps its place in the text
          {"actor", actor},
          {"last_event", amfs::clip(last_event, common::kMaxText)}};
}

std::string path_below(const Delivery& delivery, std::string_view text) {
  const auto segment = common::key_part(text);
  if (!segment) return {};
  std::string path = delivery.settings.root + "/" + *segment;
  return path.size() > amfs::kMaxPathBytes ? std::string() : path;
}

}  // namespace jira
