#include "document.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "common/fields.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;

namespace {

constexpr std::size_t kMaxBytesPerCharacter = 4;  // of UTF-8

// Nodes after which a new line begins.
bool is_block(std::string_view type) {
  for (const std::string_view block :
       {"paragraph", "heading", "blockquote", "codeBlock", "rule", "listItem", "taskItem",
        "decisionItem", "tableRow", "panel", "expand", "nestedExpand", "mediaSingle"}) {
    if (type == block) return true;
  }
  return false;
}

// What a node without children stands for; what it shows is in its attributes.
std::string_view leaf_text(std::string_view type, const Json& node) {
  const Json attributes = node["attrs"];
  if (type == "text") return node["text"].view();
  if (type == "hardBreak") return "\n";
  if (type == "rule") return "---";
  if (type == "mention" || type == "status") return attributes["text"].view();
  if (type == "emoji") {
    const std::string_view text = attributes["text"].view();
    return text.empty() ? attributes["shortName"].view() : text;
  }
  if (type == "inlineCard" || type == "blockCard" || type == "embedCard") {
    return attributes["url"].view();
  }
  return type == "media" ? attributes["alt"].view() : std::string_view();
}

class Reader {
 public:
  explicit Reader(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void read(const Json& node, std::size_t depth) {
    if (depth > kMaxDocumentDepth || ++nodes_ > kMaxDocumentNodes || full()) return;
    const std::string_view type = node["type"].view();
    if (type == "listItem" || type == "taskItem" || type == "decisionItem") begin_item();
    if (type == "tableRow") begin_row();
    if (type == "tableCell" || type == "tableHeader") begin_cell();
    append(leaf_text(type, node));
    for (const Json child : node["content"]) {
      if (nodes_ > kMaxDocumentNodes || full()) return;
      read(child, depth + 1);
    }
    if (is_block(type)) end_line();
  }

  std::string take() && {
    end_line();
    if (!out_.empty()) out_.pop_back();
    return std::move(out_);
  }

 private:
  bool full() const { return out_.size() >= max_bytes_; }
  bool at_line_start() const { return out_.empty() || out_.back() == '\n'; }
  void append(std::string_view text) {
    out_ += text.substr(0, max_bytes_ - std::min(out_.size(), max_bytes_));
  }
  void begin_item() {
    end_line();
    out_ += "- ";
  }
  void begin_row() {
    end_line();
    row_at_ = out_.size();
  }
  // The cell before ended with a paragraph, whose line must not split the row.
  void begin_cell() {
    if (out_.size() <= row_at_) return;
    if (out_.back() == '\n') out_.pop_back();
    out_ += " | ";
  }
  void end_line() {
    if (!at_line_start()) out_ += '\n';
  }

  const std::size_t max_bytes_;
  std::string out_;
  std::size_t nodes_ = 0;
  std::size_t row_at_ = 0;  // where the current row of a table begins
};

}  // namespace

Value document_text(const Json& json, std::size_t max_characters) {
  if (json.is_string()) return common::excerpt(json, max_characters);
  if (!json.is_object() || max_characters == 0) return Value::missing();
  // One more than is kept, so that the cut shows.
  Reader reader((max_characters + 1) * kMaxBytesPerCharacter);
  reader.read(json, 0);
  const std::string text = std::move(reader).take();
  return text.empty() ? Value::missing() : Value(amfs::clip(text, max_characters));
}

}  // namespace jira
