// Event: one delivery for MockAMFS::deliver(), as the host would have accepted it: verified, with
// the event type, id and time that the manifest's `identity` finds.
//
//   event("incident.triggered", {{"incident", {{"id", "Q1"}}}})
//   event("issue", R"({"key":"A-1"})").with_header("X-Hook", "7")
//   event_from("reply.json", "message")
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"
#include "amfs/testing/files.hpp"
#include "amfs/time.hpp"
#include "amfs/value.hpp"

namespace amfs {
inline namespace v1 {
namespace testing {

struct Event {
  std::string type;
  std::string body;  // the signed bytes
  std::string content_type = "application/json";
  std::string delivery_id;
  std::string query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<Time> received_at;  // nullopt: the mock's clock
  std::optional<Time> occurred_at;  // nullopt: the manifest finds none
  bool is_replay = false;
  bool is_test = false;
  bool has_signed_id = false;
  bool has_reused_id = false;

  // Ends of a chain: event(…).with_header(…).at(…)
  Event& with_header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Event& with_id(std::string id) { return delivery_id = std::move(id), *this; }
  Event& at(Time time) { return occurred_at = time, *this; }
};

// The payload as a Value, or as JSON text.
inline Event event(std::string type, const Value& payload) {
  Event out;
  out.type = std::move(type);
  out.body = payload.dump();
  return out;
}
template <class Text,
          std::enable_if_t<std::is_convertible_v<const Text&, std::string_view>, int> = 0>
Event event(std::string type, const Text& json_text) {
  Event out;
  out.type = std::move(type);
  out.body = std::string_view(json_text);
  return out;
}

namespace internal {

inline void add_headers(Event& out, const Value& headers, const std::string& file) {
  if (!headers.is_object()) throw Failure(file + ": \"headers\" is no object of texts");
  for (const auto& [name, value] : headers.members()) {
    if (value.kind() != JsonKind::string) throw Failure(file + ": header " + name + " is no text");
    if (name == "Content-Type" || name == "content-type") {
      out.content_type = value.str();
    } else {
      out.with_header(name, value.str());
    }
  }
}

// {"headers": {…}, "body": {…}}, the format of samples/ for `amfs event trigger`; with an optional
// "event_type". Any other member makes it an ordinary payload.
inline bool is_sample(const Value& json) {
  if (!json.get("body").exists()) return false;
  for (const Value::Member& member : json.members()) {
    if (member.name != "body" && member.name != "headers" && member.name != "event_type")
      return false;
  }
  return true;
}

inline Event event_in(const std::filesystem::path& file, std::string type) {
  const std::string name = file.string();
  const std::string text = read_file(file);
  Event out;
  out.type = std::move(type);
  const std::optional<Value> json = Value::parse(text);
  if (json && is_sample(*json)) {
    if (json->get("headers").exists()) add_headers(out, json->get("headers"), name);
    if (out.type.empty()) out.type = json->get("event_type").str();
    out.body = json->get("body").dump();
  } else {
    out.body = text;
    std::filesystem::path beside = file;
    beside.replace_extension(".headers.json");
    if (std::filesystem::exists(beside)) {
      const auto headers = Value::parse(read_file(beside));
      add_headers(out, headers.value_or(Value()), beside.string());
    }
  }
  if (out.type.empty()) out.type = file.stem().string();
  return out;
}

}  // namespace internal

// A recorded delivery: the body alone, with its headers in <name>.headers.json beside it where it
// has any, or a file in the format of samples/. Below fixtures/ of the test folder, else below the
// test folder itself. Without `type` the file says it ("event_type"), or is called by it:
// pull_request.closed.json.
static inline Event event_from(const std::filesystem::path& file, std::string type = {}) {
  const std::filesystem::path below_fixtures = internal::test_folder() / "fixtures" / file;
  const std::filesystem::path below_folder = internal::test_folder() / file;
  const bool plain =
      !std::filesystem::exists(below_fixtures) && std::filesystem::exists(below_folder);
  return internal::event_in(plain ? below_folder : below_fixtures, std::move(type));
}

}  // namespace testing
}  // namespace v1
}  // namespace amfs
