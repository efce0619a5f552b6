// Text with references into one event: "{/json/pointer}", "{event_type}", "{id}", "{header.Name}".
// The operator writes them in `config`; they are compiled once, when the connector starts.
#pragma once

#include <amfs/connector.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace generic {

inline constexpr std::size_t kMaxTemplateBytes = 512;
inline constexpr std::size_t kMaxReferences = 16;
inline constexpr std::size_t kMaxChoices = 16;

class TextTemplate {
 public:
  // Throws amfs::ConfigError that says what is wrong; `name` is the config key.
  TextTemplate(std::string_view text, std::string_view name);

  // The text with every reference replaced; nullopt when one has no text or number. `as_path`: the
  // slashes of a value become `_`, unless the reference says ":path".
  std::optional<std::string> resolve(const amfs::ConnectorEvent& event, bool as_path) const;

 private:
  enum class Kind { literal, pointer, header, event_type, id };
  struct Part {
    Kind kind = Kind::literal;
    std::string text;           // the literal, the pointer or the header's name
    bool keep_slashes = false;  // ":path"
  };
  Part read_reference(std::string_view inside, std::string_view name) const;

  std::vector<Part> parts_;
};

// The first of several templates that resolves.
class Choices {
 public:
  Choices() = default;
  // A text or a list of texts; a missing `json` gives `otherwise`. Throws amfs::ConfigError.
  Choices(const amfs::Json& json, std::string_view name,
          const std::vector<std::string_view>& otherwise);

  bool empty() const { return templates_.empty(); }
  std::optional<std::string> resolve(const amfs::ConnectorEvent& event, bool as_path = false) const;

 private:
  std::vector<TextTemplate> templates_;
};

}  // namespace generic
