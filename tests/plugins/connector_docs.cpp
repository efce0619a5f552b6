#include "tests/plugins/connector_docs.hpp"

#include <set>

#include "tests/plugins/golden.hpp"

namespace harness {
namespace {

using amfs::Value;

bool is_story(const Golden& golden) { return golden.name.rfind("story.", 0) == 0; }

// Text in a cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '\\');
  }
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

std::string code(const std::string& text) { return "`" + cell(text) + "`"; }

std::string row(const Golden& golden) {
  const Value& content = golden.content;
  const std::string begin =
      "| " + code(golden.name) + " | " + code(content.get("event_type").str()) + " | ";
  std::string rows;
  for (const Value& result : content.get("results").items()) {
    rows += begin + code(result.get("entity_path").str()) + " | " + code(result.get("key").str()) +
            " | " + result.get("memory_type").str() + ", " +
            std::to_string(result.get("confidence").f64()).substr(0, 3) + " | " +
            cell(result.get("summary").str()) + " |\n";
  }
  if (!rows.empty()) return rows;
  const std::string outcome = content.get("outcome").str();
  const std::string path = content.get("entity_path").str();
  return begin + (path.empty() ? "" : code(path)) + " | – | – | " +
         (outcome == "raw" ? "kept as a raw entry" : outcome) + " |\n";
}

std::string block(const Value& value) { return "```json\n" + pretty(value) + "```\n"; }

// "pr-7" → "pr"
std::string kind_of(const std::string& key) { return key.substr(0, key.rfind('-')); }

}  // namespace

std::string connector_page(const host::config::Manifest& manifest) {
  const auto goldens = stored_goldens(manifest.name);
  std::string page =
      "<!-- Made by script/connector-docs from the golden files of the tests. -->\n# " +
      manifest.name + "\n\n" + manifest.description + ". Set-up: [manifests/" + manifest.name +
      "](../../manifests/" + manifest.name + ").\n\n";
  page += "## What events become\n\nEach row is one of the connector's own test events.\n\n";
  page += "| test event | type | entity path | key | memory | headline |\n";
  page += "| --- | --- | --- | --- | --- | --- |\n";
  for (const Golden& golden : goldens) {
    if (!is_story(golden)) page += row(golden);
  }
  for (const Golden& golden : goldens) {
    if (!is_story(golden)) continue;
    page += "\n## " + golden.content.get("title").str() + "\n\nAfter";
    for (const Value& event : golden.content.get("events").items()) {
      page += " " + code(event.str());
    }
    page += ":\n";
    for (const Value& entry : golden.content.get("entries").items()) {
      page += "\n" + code(entry.get("entity_path").str() + "/" + entry.get("key").str()) + "\n\n" +
              block(entry.get("value"));
    }
  }
  page += "\n## One value of each kind\n";
  std::set<std::string> seen;
  for (const Golden& golden : goldens) {
    for (const Value& result : golden.content.get("results").items()) {
      if (!seen.insert(kind_of(result.get("key").str())).second) continue;
      page += "\n" + code(result.get("key").str()) + " after " + code(golden.name) + "\n\n" +
              block(result.get("value"));
    }
  }
  return page;
}

}  // namespace harness
