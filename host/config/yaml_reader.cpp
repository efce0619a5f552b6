#include "host/config/yaml_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

#include "host/base/text.hpp"
#include "host/config/nearest.hpp"

namespace host::config {
namespace {

// Builds the tree and throws at the first forbidden thing, so nothing hostile is ever expanded.
class TreeBuilder final : public YAML::EventHandler {
 public:
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) {
      fail(mark,
           "the document has ended before this; check the indentation, or remove what follows");
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(node_at(mark, YamlNode::Kind::null));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "an alias (*name) is not allowed; write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode node = node_at(mark, YamlNode::Kind::scalar);
    node.plain = tag == "?";
    node.text = value;
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  // A container under construction; a map waits for a key or for that key's value.
  struct Open {
    YamlNode node;
    bool has_key = false;
  };

  [[noreturn]] static void fail(const YAML::Mark& mark, const std::string& message) {
    throw ConfigError(mark.line + 1, mark.column + 1, message);
  }
  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) fail(mark, "an anchor (&name) is not allowed; write the value out");
  }
  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    // "?" and "!" are what the parser gives to plain and to quoted text without a tag.
    if (tag.empty() || tag == "?" || tag == "!") return;
    fail(mark, "a tag (!name) is not allowed; remove it, quote the value to make it text");
  }
  static YamlNode node_at(const YAML::Mark& mark, YamlNode::Kind kind) {
    YamlNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    return node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (stack_.size() == kMaxYamlDepth) {
      fail(mark, fmt::format("nested deeper than {} levels; flatten it", kMaxYamlDepth));
    }
    if (is_key()) fail(mark, "a key must be a word; quote it, or close the open [ or {");
    stack_.push_back({node_at(mark, kind)});
  }
  void close() {
    YamlNode node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  bool is_key() const {
    return !stack_.empty() && stack_.back().node.is_map() && !stack_.back().has_key;
  }
  void add(YamlNode&& node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.is_sequence()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      add_key(parent, node);
    } else {
      parent.node.entries.back().value = std::move(node);
      parent.has_key = false;
    }
  }
  static void add_key(Open& parent, const YamlNode& key) {
    if (key.is_null()) fail_at(key, "a key is missing before the colon; name it");
    auto& entries = parent.node.entries;
    const auto same = std::find_if(entries.begin(), entries.end(),
                                   [&](const YamlEntry& entry) { return entry.key == key.text; });
    if (same != entries.end()) {
      fail_at(key, fmt::format("duplicate key \"{}\", first on line {}; remove one of them",
                               key.text, same->line));
    }
    entries.push_back({key.text, key.line, key.column, {}});
    parent.has_key = true;
  }

  bool started_ = false;
  std::vector<Open> stack_;
  YamlNode root_;
};

YamlNode build_tree(std::string_view text) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  TreeBuilder builder;
  while (parser.HandleNextDocument(builder)) {
  }
  return builder.take();
}

}  // namespace

void fail_at(const YamlNode& node, const std::string& message) {
  throw ConfigError(node.line, node.column, message);
}

YamlNode parse_yaml(std::string_view text) {
  if (text.size() > kMaxYamlBytes) {
    throw ConfigError(0, 0, fmt::format("larger than {} KiB; shorten it", kMaxYamlBytes / 1024));
  }
  if (!is_utf8(text)) throw ConfigError(0, 0, "not UTF-8 text; save it as UTF-8");
  if (text.find('\0') != std::string_view::npos) {
    throw ConfigError(0, 0, "holds a NUL byte; save it as plain text");
  }
  try {
    // yaml-cpp takes an open quote before a final line end for closed; without that line end it
    // does not. So a file cut off inside a quote is found by looking at it twice.
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    build_tree(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
    return build_tree(text);
  } catch (const YAML::Exception& error) {
    throw ConfigError(
        std::max(error.mark.line, 0) + 1, std::max(error.mark.column, 0) + 1,
        "not YAML: " + error.msg + "; check the indentation (spaces, no tabs) and quotes");
  }
}

Result<std::string> read_config_file(const std::filesystem::path& file) {
  const auto failed = [&](const std::string& why) {
    return Error{"config_unreadable", fmt::format("{}: {}", file.string(), why)};
  };
  // O_NONBLOCK: a FIFO put in place of the file must not hang the host.
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    const int code = errno;
    return failed(fmt::format("cannot be read ({}); create it or check its permissions",
                              std::strerror(code)));
  }
  struct stat info {};
  std::string text(kMaxYamlBytes + 1, '\0');
  std::size_t size = 0;
  int code = 0;
  const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  while (regular && size < text.size()) {
    const ssize_t got = ::read(fd, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) code = errno;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  ::close(fd);
  if (!regular) return failed("not a regular file; put the configuration there");
  if (code != 0) return failed(fmt::format("cannot be read ({})", std::strerror(code)));
  if (size > kMaxYamlBytes) {
    return failed(fmt::format("larger than {} KiB; shorten it", kMaxYamlBytes / 1024));
  }
  text.resize(size);
  return text;
}

std::string describe(const ConfigError& error, std::string_view shown_name) {
  if (error.line == 0) return fmt::format("{}: {}", shown_name, error.what());
  return fmt::format("{}:{}:{}: {}", shown_name, error.line, error.column, error.what());
}

YamlMap::YamlMap(const YamlNode& node, std::string what) : node_(node), what_(std::move(what)) {
  if (!node.is_map()) fail_at(node, what_ + " must be a mapping; write it as \"key: value\" lines");
}

const YamlNode* YamlMap::find(std::string_view key) {
  known(key);
  for (const YamlEntry& entry : node_.entries) {
    if (entry.key == key) return entry.value.is_null() ? nullptr : &entry.value;
  }
  return nullptr;
}

const YamlNode& YamlMap::need(std::string_view key, std::string_view fix) {
  const YamlNode* value = find(key);
  if (value != nullptr) return *value;
  refuse_misspelt(key);
  fail_at(node_, fmt::format("{} lacks \"{}\"; {}", what_, key, fix));
}

// A required key that is missing was perhaps only misspelt: point at that.
void YamlMap::refuse_misspelt(std::string_view key) const {
  for (const YamlEntry& entry : node_.entries) {
    if (is_known(entry.key) || !nearest(entry.key, {std::string(key)})) continue;
    throw ConfigError(
        entry.line, entry.column,
        fmt::format("unknown key \"{}\" in {}; did you mean \"{}\"?", entry.key, what_, key));
  }
}

bool YamlMap::is_known(std::string_view key) const {
  return std::find(known_.begin(), known_.end(), key) != known_.end();
}

void YamlMap::finish() const {
  for (const YamlEntry& entry : node_.entries) {
    if (is_known(entry.key)) continue;
    std::string message = fmt::format("unknown key \"{}\" in {}", entry.key, what_);
    const auto hint = did_you_mean(entry.key, known_);
    throw ConfigError(entry.line, entry.column, message + (hint.empty() ? "; remove it" : hint));
  }
}

}  // namespace host::config
