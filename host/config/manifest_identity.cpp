#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/config/manifest_sections.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::size_t kMaxTimePointers = 16;
constexpr std::size_t kMaxHandshakes = 16;
constexpr std::size_t kMaxConditions = 8;
constexpr std::array<std::string_view, 3> kReplyTypes{"text/plain", "application/json",
                                                      "application/x-www-form-urlencoded"};

Template compile_at(const YamlNode& node) {
  auto compiled = Template::compile(read_text(node));
  if (!compiled) fail_at(node, compiled.error().message);
  return std::move(*compiled);
}

TemplateList read_templates(const YamlNode& node) {
  std::vector<Template> choices;
  if (node.is_sequence()) {
    if (node.items.empty() || node.items.size() > kMaxTemplateChoices) {
      fail_at(node, fmt::format("must be a template or a list of 1 to {} templates",
                                kMaxTemplateChoices));
    }
    for (const YamlNode& item : node.items) choices.push_back(compile_at(item));
  } else {
    choices.push_back(compile_at(node));
  }
  return TemplateList(std::move(choices));
}

TemplateList default_event_type() {
  std::vector<Template> choices;
  for (const char* text : {"{header.X-Event-Type}", "{/event_type}", "generic"}) {
    choices.push_back(Template::compile(text).value());
  }
  return TemplateList(std::move(choices));
}

EventIdSource read_event_id(const YamlNode& node) {
  YamlMap map(node, "identity.id");
  const auto* pointer = map.find("pointer");
  const auto* header = map.find("header");
  map.finish();
  if ((pointer == nullptr) == (header == nullptr)) {
    fail_at(node, "identity.id needs exactly one of {pointer: /json/pointer} and {header: Name}");
  }
  EventIdSource source;
  if (pointer != nullptr) {
    source.kind = EventIdSource::Kind::pointer;
    source.pointer = read_pointer(*pointer);
  } else {
    source.kind = EventIdSource::Kind::header;
    source.header = read_header_name(*header);
  }
  return source;
}

OccurredAtSpec read_occurred_at(const YamlNode& node) {
  OccurredAtSpec spec;
  if (!node.is_map()) {
    spec.pointers = read_pointers(node, kMaxTimePointers);
    return spec;
  }
  YamlMap map(node, "occurred_at");
  spec.pointers =
      read_pointers(map.need("pointers", "list the JSON pointers to try"), kMaxTimePointers);
  if (const auto* format = map.find("format")) spec.format = read_timestamp_format(*format);
  map.finish();
  return spec;
}

std::vector<HandshakeCondition> read_conditions(const YamlNode& node) {
  if (!node.is_map() || node.entries.empty() || node.entries.size() > kMaxConditions) {
    fail_at(node, "when must hold 1 to 8 conditions, like {event_type: ping} or {/type: ping}");
  }
  std::vector<HandshakeCondition> conditions;
  for (const YamlEntry& entry : node.entries) {
    HandshakeCondition condition;
    condition.value = read_text(entry.value);
    condition.on_event_type = entry.key == "event_type";
    if (!condition.on_event_type) {
      auto pointer = parse_json_pointer(entry.key);
      if (!pointer || pointer->segments.empty()) {
        throw ConfigError(entry.line, entry.column,
                          "must be event_type or a JSON pointer like /type");
      }
      condition.pointer = std::move(*pointer);
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

HandshakeReply read_reply(const YamlNode& node) {
  YamlMap map(node, "reply");
  HandshakeReply reply;
  if (const auto* status = map.find("status")) {
    reply.status = static_cast<int>(read_integer(*status, 200, 299));
  }
  if (const auto* type = map.find("content_type")) {
    reply.content_type = read_text(*type);
    if (std::find(kReplyTypes.begin(), kReplyTypes.end(), reply.content_type) ==
        kReplyTypes.end()) {
      fail_at(*type, "must be text/plain, application/json or application/x-www-form-urlencoded");
    }
  }
  if (const auto* body = map.find("body")) {
    if (read_text(*body).size() > kMaxHandshakeReplyBytes)
      fail_at(*body, "longer than 1 KiB; shorten it");
    if (!body->text.empty()) reply.body = compile_at(*body);
  }
  map.finish();
  return reply;
}

}  // namespace

JsonPointer read_pointer(const YamlNode& node) {
  auto pointer = parse_json_pointer(read_text(node));
  if (!pointer) fail_at(node, pointer.error().message);
  if (pointer->segments.empty())
    fail_at(node, "the empty pointer is the whole document; name a field, like /id");
  return std::move(*pointer);
}

std::vector<JsonPointer> read_pointers(const YamlNode& node, std::size_t max) {
  if (node.is_scalar()) return {read_pointer(node)};
  if (!node.is_sequence() || node.items.size() > max) {
    fail_at(node, fmt::format("must be a JSON pointer or a list of at most {}", max));
  }
  std::vector<JsonPointer> pointers;
  for (const YamlNode& item : node.items) pointers.push_back(read_pointer(item));
  return pointers;
}

IdentitySpec read_identity(const YamlNode* node) {
  IdentitySpec identity;
  identity.event_type = default_event_type();
  if (node == nullptr) return identity;
  YamlMap map(*node, "identity");
  if (const auto* type = map.find("event_type")) identity.event_type = read_templates(*type);
  if (const auto* id = map.find("id")) identity.id = read_event_id(*id);
  if (const auto* path = map.find("entity_path")) identity.entity_path = read_templates(*path);
  if (const auto* time = map.find("occurred_at")) identity.occurred_at = read_occurred_at(*time);
  map.finish();
  return identity;
}

DedupeSpec read_dedupe(const YamlNode& node) {
  YamlMap map(node, "dedupe");
  DedupeSpec dedupe;
  if (const auto* window = map.find("window")) {
    dedupe.window_ns = read_duration(*window, kMinuteNs, 366 * kDayNs);
  }
  if (const auto* window = map.find("digest_window")) {
    dedupe.digest_window_ns = read_duration(*window, kNsPerSecond, 366 * kDayNs);
  }
  if (const auto* unique = map.find("body_unique")) dedupe.body_unique = read_bool(*unique);
  map.finish();
  return dedupe;
}

std::vector<HandshakeSpec> read_handshake(const YamlNode& node) {
  if (!node.is_sequence() || node.items.size() > kMaxHandshakes) {
    fail_at(node, fmt::format("handshake must be a list of at most {} items", kMaxHandshakes));
  }
  std::vector<HandshakeSpec> handshakes;
  for (const YamlNode& item : node.items) {
    YamlMap map(item, "an item of handshake");
    HandshakeSpec handshake;
    handshake.when = read_conditions(map.need("when", "say when to reply, like {/type: ping}"));
    if (const auto* reply = map.find("reply")) handshake.reply = read_reply(*reply);
    map.finish();
    handshakes.push_back(std::move(handshake));
  }
  return handshakes;
}

}  // namespace host::config
