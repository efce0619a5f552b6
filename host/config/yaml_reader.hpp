// Strict YAML: a small tree with positions, built straight from the parser's events.
//
// Refused on sight: files over 64 KiB, nesting over 32 levels, anchors, aliases, tags, duplicate
// keys, non-scalar keys, a second document, anything that is not UTF-8. Readers above this use
// YamlMap, which also refuses keys nobody asked for and names the nearest one that exists.
#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"

namespace host::config {

inline constexpr std::size_t kMaxYamlBytes = 64 * 1024;
inline constexpr std::size_t kMaxYamlDepth = 32;

// Thrown inside this folder only; with_config_errors() turns it into an Error at the edge.
struct ConfigError : std::runtime_error {
  ConfigError(int at_line, int at_column, const std::string& message)
      : std::runtime_error(message), line(at_line), column(at_column) {}
  int line;  // 1-based; 0 = the file as a whole
  int column;
};

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  bool plain = true;  // of a scalar: written without quotes, so it may be a number or a boolean
  std::string text;   // of a scalar
  int line = 0;
  int column = 0;
  std::vector<YamlNode> items;     // of a sequence
  std::vector<YamlEntry> entries;  // of a map, in file order

  bool is_null() const { return kind == Kind::null; }
  bool is_map() const { return kind == Kind::map; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_scalar() const { return kind == Kind::scalar; }
};

struct YamlEntry {
  std::string key;
  int line = 0;
  int column = 0;
  YamlNode value;
};

// Throws ConfigError at the node's place. `message` is "what is wrong; what to do".
[[noreturn]] void fail_at(const YamlNode& node, const std::string& message);

// Throws ConfigError.
YamlNode parse_yaml(std::string_view text);

// The whole file, at most kMaxYamlBytes. Regular files only.
Result<std::string> read_config_file(const std::filesystem::path& file);

// "file:line:column: message".
std::string describe(const ConfigError& error, std::string_view shown_name);

// Reads a map field by field. Every key asked for counts as known; finish() refuses the others.
class YamlMap {
 public:
  // `what` names the section in messages: "webhook", "the manifest".
  YamlMap(const YamlNode& node, std::string what);

  // The value, or nullptr when the key is absent or its value is empty (`key:`).
  const YamlNode* find(std::string_view key);
  const YamlNode& need(std::string_view key, std::string_view fix);
  // Marks a key as known without reading it (read elsewhere).
  void known(std::string_view key) { known_.emplace_back(key); }
  void finish() const;

  const YamlNode& node() const { return node_; }

 private:
  void refuse_misspelt(std::string_view key) const;
  bool is_known(std::string_view key) const;

  const YamlNode& node_;
  std::string what_;
  std::vector<std::string> known_;
};

}  // namespace host::config
