#include "host/cli/entry_table.hpp"

#include <ostream>

#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"

namespace host::cli {
namespace {

std::string fate(const rapidjson::Value& entry) {
  if (text_at(entry, {"current"}) == "true") return "current";
  return text_at(entry, {"late"}) == "true" ? "late" : "superseded";
}

}  // namespace

std::string headline(const rapidjson::Value& entry) {
  std::string text = text_at(entry, {"summary"});
  return text.empty() ? text_at(entry, {"value"}) : text;
}

void print_entries(std::ostream& out, rapidjson::Value::ConstArray entries) {
  Table table({"ENTITY PATH", "KEY", "VERSION", "CONFIDENCE", "TYPE", "WRITTEN", "SUMMARY"});
  for (const rapidjson::Value& entry : entries) {
    table.add({text_at(entry, {"entity_path"}), text_at(entry, {"key"}),
               text_at(entry, {"version"}), text_at(entry, {"confidence"}),
               text_at(entry, {"memory_type"}), text_at(entry, {"provenance", "written_at"}),
               headline(entry)});
  }
  table.print(out);
}

void print_versions(std::ostream& out, rapidjson::Value::ConstArray versions) {
  Table table({"VERSION", "STATE", "WRITTEN", "AGENT", "CONFIDENCE", "SUMMARY"});
  for (const rapidjson::Value& entry : versions) {
    table.add({text_at(entry, {"version"}), fate(entry),
               text_at(entry, {"provenance", "written_at"}),
               text_at(entry, {"provenance", "agent_id"}), text_at(entry, {"confidence"}),
               headline(entry)});
  }
  table.print(out);
}

}  // namespace host::cli
