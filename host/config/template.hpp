// Identity templates of connector.yaml: text with references into one request.
//
//   "{header.X-GitHub-Event}[.{/action}]"   a header, then a group that is dropped when unresolved
//   "{/repository/full_name:path}"          a JSON pointer whose slashes stay slashes in a path
//   "{{" "}}" "[[" "]]"                     the literal character
//
// Compiled once at load; immutable, so any thread may resolve. A reference whose value is missing
// or empty is unresolved; outside a group that makes the whole template unresolved.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace host::config {

inline constexpr std::size_t kMaxTemplateBytes = 1024;  // of one template's text
inline constexpr std::size_t kMaxTemplateRefs = 16;     // references in one template
inline constexpr std::size_t kMaxTemplateChoices = 16;  // templates in one list
inline constexpr std::size_t kMaxResolvedBytes = 4096;  // longer results count as unresolved

// RFC 6901.
struct JsonPointer {
  std::string text;                   // as written: "/a~1b/0"
  std::vector<std::string> segments;  // unescaped: "a/b", "0"
  bool operator==(const JsonPointer&) const = default;
};

// "" is the whole document; anything else starts with "/". ≤ 32 segments, ≤ 512 bytes.
Result<JsonPointer> parse_json_pointer(std::string_view text);

struct TemplateRef {
  enum class Kind { header, pointer };
  Kind kind = Kind::header;
  std::string header;  // name as written; compare case-insensitively
  JsonPointer pointer;
  bool keep_slashes = false;  // ":path"
};

// Returns the value of a reference, or nullopt when the request does not have it. The view must
// stay valid until resolve returns.
using TemplateLookup = std::function<std::optional<std::string_view>(const TemplateRef&)>;

class Template {
 public:
  static Result<Template> compile(std::string_view text);

  // The text with every reference replaced by its raw value.
  std::optional<std::string> resolve(const TemplateLookup& lookup) const;

  // As an entity path: values are cleaned as segments (their slashes become `_`) unless the
  // reference says ":path", in which case each of their segments is cleaned.
  std::optional<std::string> resolve_path(const TemplateLookup& lookup) const;

  const std::string& text() const { return text_; }
  std::vector<const TemplateRef*> refs() const;

 private:
  friend class TemplateCompiler;
  struct Part {
    std::string literal;  // used when there is no ref
    std::optional<TemplateRef> ref;
    int group = 0;  // 0 = outside; parts of one group are adjacent
  };
  template <class Render>
  std::optional<std::string> render(const TemplateLookup& lookup, const Render& render_value) const;

  std::string text_;
  std::vector<Part> parts_;
};

// A list of templates: the first that resolves wins.
class TemplateList {
 public:
  TemplateList() = default;
  explicit TemplateList(std::vector<Template> choices) : choices_(std::move(choices)) {}

  std::optional<std::string> resolve(const TemplateLookup& lookup) const;
  std::optional<std::string> resolve_path(const TemplateLookup& lookup) const;

  bool empty() const { return choices_.empty(); }
  const std::vector<Template>& choices() const { return choices_; }
  std::vector<const TemplateRef*> refs() const;

 private:
  std::vector<Template> choices_;
};

}  // namespace host::config
