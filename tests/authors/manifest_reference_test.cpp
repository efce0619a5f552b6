// manifest.md against the JSON Schema: neither has a field that the other lacks, and a field's
// allowed words stand in its row.
#include <rapidjson/document.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/authors/markdown.hpp"
#include "tests/support/catch.hpp"

using namespace authors_test;

namespace {

using Words = std::set<std::string>;
using Fields = std::map<std::string, Words>;  // path → words of its enum

// Walks a schema; a map's properties are path.name, a list's items path[].
class FieldFinder {
 public:
  explicit FieldFinder(const rapidjson::Value& root) : root_(root) { walk(root, ""); }
  const Fields& fields() const { return fields_; }

 private:
  const rapidjson::Value& resolve(const std::string& ref) const {
    const std::string start = "#/definitions/";
    REQUIRE(ref.rfind(start, 0) == 0);
    return root_["definitions"][ref.substr(start.size()).c_str()];
  }

  void walk(const rapidjson::Value& schema, const std::string& path) {
    if (!schema.IsObject()) return;
    if (schema.HasMember("$ref")) walk(resolve(schema["$ref"].GetString()), path);
    for (const char* choice : {"anyOf", "oneOf"}) {
      if (!schema.HasMember(choice)) continue;
      for (const auto& one : schema[choice].GetArray()) walk(one, path);
    }
    if (schema.HasMember("enum")) {
      for (const auto& word : schema["enum"].GetArray()) add_word(path, word);
    }
    if (schema.HasMember("items")) walk(schema["items"], path + "[]");
    if (!schema.HasMember("properties")) return;
    for (const auto& member : schema["properties"].GetObject()) {
      const std::string name = (path.empty() ? "" : path + ".") + member.name.GetString();
      fields_[name];
      walk(member.value, name);
    }
  }

  // Of a list of words, the list's own field.
  void add_word(std::string path, const rapidjson::Value& word) {
    while (path.size() > 2 && path.compare(path.size() - 2, 2, "[]") == 0) {
      path.resize(path.size() - 2);
    }
    if (path.empty()) return;
    fields_[path].insert(word.IsString() ? word.GetString() : std::to_string(word.GetInt()));
  }

  const rapidjson::Value& root_;
  Fields fields_;
};

// Rows of the tables: "| `field` | …"; the rest of the row.
std::map<std::string, std::string> documented() {
  const std::regex row(R"(^\| `([^`]+)` \|(.*)$)");
  std::istringstream lines(read_source("docs/authors/manifest.md"));
  std::map<std::string, std::string> rows;
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, row)) continue;
    INFO(parts[1] << " is documented twice");
    CHECK(rows.emplace(parts[1], parts[2]).second);
  }
  return rows;
}

// An item of `keys` takes what the webhook takes; the page says so once.
bool is_inherited(const std::string& field, const Fields& fields) {
  const std::string item = "webhook.keys[].";
  return field.rfind(item, 0) == 0 && fields.count("webhook." + field.substr(item.size())) != 0;
}

}  // namespace

TEST_CASE("manifest.md has every field of the schema and no other") {
  rapidjson::Document schema;
  const std::string text = read_source("manifests/schema/connector.schema.json");
  schema.Parse(text.c_str());
  REQUIRE_FALSE(schema.HasParseError());
  const FieldFinder finder(schema);
  const auto rows = documented();
  for (const auto& [field, words] : finder.fields()) {
    if (is_inherited(field, finder.fields())) continue;
    INFO(field);
    const auto row = rows.find(field);
    CHECK(row != rows.end());
    if (row == rows.end()) continue;
    for (const std::string& word : words) {
      INFO(word);
      CHECK(row->second.find(word) != std::string::npos);
    }
  }
  for (const auto& [field, rest] : rows) {
    INFO(field);
    CHECK(finder.fields().count(field) == 1);
  }
  CHECK(rows.size() > 60);
}
