#include "text_template.hpp"

namespace generic {
namespace {

constexpr std::string_view kHeader = "header.";
constexpr std::string_view kPath = ":path";

[[noreturn]] void refuse(std::string_view name, const std::string& why) {
  throw amfs::ConfigError("config." + std::string(name) + ": " + why);
}

// Each segment cleaned, empty ones dropped.
std::string clean_path(std::string_view text) {
  std::string path;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('/'), text.size());
    const std::string segment = amfs::clean_segment(text.substr(0, end));
    if (!segment.empty()) path += (path.empty() ? "" : "/") + segment;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return path;
}

}  // namespace

TextTemplate::TextTemplate(std::string_view text, std::string_view name) {
  if (text.empty() || text.size() > kMaxTemplateBytes) {
    refuse(name, "must be 1 to " + std::to_string(kMaxTemplateBytes) + " bytes");
  }
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open != 0) {
      parts_.push_back({Kind::literal, std::string(text.substr(0, open)), false});
      text.remove_prefix(std::min(open, text.size()));
      continue;
    }
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) refuse(name, "\"{\" without \"}\"; close the reference");
    parts_.push_back(read_reference(text.substr(1, close - 1), name));
    text.remove_prefix(close + 1);
    if (parts_.size() > 2 * kMaxReferences) refuse(name, "too many references; shorten it");
  }
}

TextTemplate::Part TextTemplate::read_reference(std::string_view inside,
                                                std::string_view name) const {
  Part part;
  if (inside.size() > kPath.size() && inside.substr(inside.size() - kPath.size()) == kPath) {
    part.keep_slashes = true;
    inside.remove_suffix(kPath.size());
  }
  if (inside == "event_type") {
    part.kind = Kind::event_type;
  } else if (inside == "id") {
    part.kind = Kind::id;
  } else if (!inside.empty() && inside.front() == '/') {
    part.kind = Kind::pointer;
    part.text = inside;
  } else if (inside.size() > kHeader.size() && inside.substr(0, kHeader.size()) == kHeader) {
    part.kind = Kind::header;
    part.text = inside.substr(kHeader.size());
  } else {
    refuse(name, "\"{" + std::string(inside) +
                     "}\" is none of {/json/pointer}, {event_type}, {id} and {header.Name}");
  }
  return part;
}

std::optional<std::string> TextTemplate::resolve(const amfs::ConnectorEvent& event,
                                                 bool as_path) const {
  std::string out;
  for (const Part& part : parts_) {
    std::string value;
    switch (part.kind) {
      case Kind::literal:
        out += part.text;
        continue;
      case Kind::pointer:
        value = event.payload().at(part.text).text();
        break;
      case Kind::header:
        value = event.header(part.text);
        break;
      case Kind::event_type:
        value = event.event_type();
        break;
      case Kind::id:
        value = event.delivery_id().empty() ? event.event_id() : event.delivery_id();
        break;
    }
    if (as_path) value = part.keep_slashes ? clean_path(value) : amfs::clean_segment(value);
    if (value.empty()) return std::nullopt;
    out += value;
  }
  return as_path ? clean_path(out) : out;
}

Choices::Choices(const amfs::Json& json, std::string_view name,
                 const std::vector<std::string_view>& otherwise) {
  if (!json.exists()) {
    for (const std::string_view text : otherwise) templates_.emplace_back(text, name);
    return;
  }
  if (json.is_string()) {
    templates_.emplace_back(json.view(), name);
    return;
  }
  if (!json.is_array() || json.size() > kMaxChoices) {
    refuse(name, "must be a template or a list of at most " + std::to_string(kMaxChoices));
  }
  for (const amfs::Json item : json) {
    if (!item.is_string()) refuse(name, "a template is text; write it in quotes");
    templates_.emplace_back(item.view(), name);
  }
}

std::optional<std::string> Choices::resolve(const amfs::ConnectorEvent& event, bool as_path) const {
  for (const TextTemplate& choice : templates_) {
    auto text = choice.resolve(event, as_path);
    if (text && !text->empty()) return text;
  }
  return std::nullopt;
}

}  // namespace generic
