#include "host/config/template.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/config/entity_path.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::size_t kMaxPointerBytes = 512;
constexpr std::size_t kMaxPointerSegments = 32;
constexpr std::string_view kHeaderMark = "header.";
constexpr std::string_view kPathMark = ":path";

Error bad_template(std::string_view text, const std::string& why) {
  return Error{"template_invalid", fmt::format("template \"{}\": {}", text, why)};
}

}  // namespace

Result<JsonPointer> parse_json_pointer(std::string_view text) {
  const auto bad = [&](std::string_view why) {
    return Error{"pointer_invalid", fmt::format("\"{}\" is not a JSON pointer: {}", text, why)};
  };
  if (text.size() > kMaxPointerBytes) return bad("longer than 512 bytes");
  if (!is_utf8(text)) return bad("not UTF-8");
  JsonPointer pointer;
  pointer.text = text;
  if (text.empty()) return pointer;
  if (text[0] != '/') return bad("start it with /, like /event/id");
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      if (pointer.segments.size() == kMaxPointerSegments) return bad("more than 32 segments");
      pointer.segments.emplace_back();
    } else if (text[i] != '~') {
      pointer.segments.back() += text[i];
    } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      pointer.segments.back() += text[++i] == '0' ? '~' : '/';
    } else {
      return bad("write ~ as ~0 and / inside a name as ~1");
    }
  }
  return pointer;
}

// One pass over the text; each step either appends a Part or fails.
class TemplateCompiler {
 public:
  explicit TemplateCompiler(std::string_view text) : text_(text) {}

  Result<Template> run() {
    if (text_.empty())
      return bad_template(text_, "is empty; write text or a reference like {/type}");
    if (text_.size() > kMaxTemplateBytes) return bad_template("…", "longer than 1024 bytes");
    out_.text_ = text_;
    while (at_ < text_.size()) {
      if (auto error = step()) return std::move(*error);
    }
    if (group_ != 0)
      return bad_template(text_, "\"[\" without \"]\"; close it, or write [[ for the character");
    flush();
    return std::move(out_);
  }

 private:
  std::optional<Error> step() {
    const char c = text_[at_];
    if (c != '{' && c != '}' && c != '[' && c != ']') {
      literal_ += c;
      ++at_;
      return std::nullopt;
    }
    // Doubled inside a group, "]" would be ambiguous after a reference ("{/a}]]"): the group's end
    // wins.
    const bool doubled = at_ + 1 < text_.size() && text_[at_ + 1] == c;
    if (doubled && !(c == ']' && group_ != 0)) {
      literal_ += c;
      at_ += 2;
      return std::nullopt;
    }
    switch (c) {
      case '{':
        return reference();
      case '[':
        return open_group();
      case ']':
        return close_group();
      default:
        return bad_template(text_, "\"}\" without \"{\"; write }} for the character");
    }
  }

  std::optional<Error> open_group() {
    if (group_ != 0) return bad_template(text_, "a group inside a group; use one level of [ ]");
    flush();
    group_ = ++groups_;
    ++at_;
    return std::nullopt;
  }
  std::optional<Error> close_group() {
    if (group_ == 0) return bad_template(text_, "\"]\" without \"[\"; write ]] for the character");
    flush();
    group_ = 0;
    ++at_;
    return std::nullopt;
  }

  std::optional<Error> reference() {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) {
      return bad_template(text_, "\"{\" without \"}\"; close it, or write {{ for the character");
    }
    std::string_view body = text_.substr(at_ + 1, end - at_ - 1);
    TemplateRef ref;
    if (body.ends_with(kPathMark)) {
      ref.keep_slashes = true;
      body.remove_suffix(kPathMark.size());
    }
    if (body.starts_with(kHeaderMark)) {
      ref.header = body.substr(kHeaderMark.size());
      if (!is_header_name(ref.header)) {
        return bad_template(text_, fmt::format("\"{}\" is not a header name", ref.header));
      }
    } else if (body.starts_with('/')) {
      auto pointer = parse_json_pointer(body);
      if (!pointer) return pointer.error();
      ref.kind = TemplateRef::Kind::pointer;
      ref.pointer = std::move(*pointer);
    } else {
      return bad_template(
          text_, fmt::format("\"{{{}}}\" is neither {{header.Name}} nor {{/json/pointer}}", body));
    }
    if (++refs_ > kMaxTemplateRefs) return bad_template(text_, "more than 16 references");
    flush();
    out_.parts_.push_back({{}, std::move(ref), group_});
    at_ = end + 1;
    return std::nullopt;
  }

  void flush() {
    if (literal_.empty()) return;
    out_.parts_.push_back({std::move(literal_), std::nullopt, group_});
    literal_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t refs_ = 0;
  int groups_ = 0;
  int group_ = 0;  // the open group, 0 = none
  std::string literal_;
  Template out_;
};

Result<Template> Template::compile(std::string_view text) { return TemplateCompiler(text).run(); }

// `render_value` turns a reference's raw value into text; an empty text counts as unresolved.
template <class Render>
std::optional<std::string> Template::render(const TemplateLookup& lookup,
                                            const Render& render_value) const {
  std::string out;
  for (std::size_t i = 0; i < parts_.size();) {
    const int group = parts_[i].group;
    const std::size_t mark = out.size();
    bool dropped = false;
    for (; i < parts_.size() && parts_[i].group == group; ++i) {
      const Part& part = parts_[i];
      if (!part.ref) {
        out += part.literal;
        continue;
      }
      const auto value = lookup(*part.ref);
      if (value && value->size() > kMaxResolvedBytes) return std::nullopt;
      const std::string text = value ? render_value(*part.ref, *value) : std::string();
      if (text.empty() && group == 0) return std::nullopt;
      dropped = dropped || text.empty();
      out += text;
    }
    if (dropped) out.resize(mark);
    if (out.size() > kMaxResolvedBytes) return std::nullopt;
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::optional<std::string> Template::resolve(const TemplateLookup& lookup) const {
  return render(lookup,
                [](const TemplateRef&, std::string_view value) { return std::string(value); });
}

std::optional<std::string> Template::resolve_path(const TemplateLookup& lookup) const {
  auto path = render(lookup, [](const TemplateRef& ref, std::string_view value) {
    if (!is_utf8(value)) return std::string();
    return ref.keep_slashes ? clean_path(value).value_or("") : clean_segment(value);
  });
  return path ? clean_path(*path) : std::nullopt;
}

std::vector<const TemplateRef*> Template::refs() const {
  std::vector<const TemplateRef*> refs;
  for (const Part& part : parts_) {
    if (part.ref) refs.push_back(&*part.ref);
  }
  return refs;
}

std::optional<std::string> TemplateList::resolve(const TemplateLookup& lookup) const {
  for (const Template& choice : choices_) {
    if (auto text = choice.resolve(lookup)) return text;
  }
  return std::nullopt;
}

std::optional<std::string> TemplateList::resolve_path(const TemplateLookup& lookup) const {
  for (const Template& choice : choices_) {
    if (auto path = choice.resolve_path(lookup)) return path;
  }
  return std::nullopt;
}

std::vector<const TemplateRef*> TemplateList::refs() const {
  std::vector<const TemplateRef*> refs;
  for (const Template& choice : choices_) {
    for (const TemplateRef* ref : choice.refs()) refs.push_back(ref);
  }
  return refs;
}

}  // namespace host::config
