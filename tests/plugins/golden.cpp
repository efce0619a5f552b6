#include "tests/plugins/golden.hpp"

#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/base/rfc3339.hpp"

namespace harness {
namespace {

namespace fs = std::filesystem;
using amfs::Value;

fs::path golden_folder(const std::string& connector) {
  return fs::path(AMFS_GOLDEN_DIR) / connector;
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

Value describe(const Emitted& result) {
  static const char* const kTypes[] = {"fact", "belief", "experience"};
  Value refs = Value::array();
  for (const std::string& ref : result.pattern_refs) refs.push_back(ref);
  Value out{{"entity_path", result.entity_path},
            {"key", result.key},
            {"memory_type", kTypes[result.memory_type]},
            {"confidence", result.confidence ? Value(*result.confidence) : Value::missing()},
            {"summary", result.summary},
            {"pattern_refs", refs},
            {"value", result.value()}};
  if (result.occurred_ns != 0) out["occurred_at"] = host::format_rfc3339(result.occurred_ns);
  return out;
}

// Numbers stay as they are written; PrettyWriter alone would put quotes around them.
struct Printer : rapidjson::PrettyWriter<rapidjson::StringBuffer> {
  using PrettyWriter::PrettyWriter;
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return RawValue(text, size, rapidjson::kNumberType);
  }
};

std::vector<std::string> sorted_files(const fs::path& folder, const std::string& begin,
                                      const std::string& end) {
  std::vector<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool fits = name.size() > begin.size() + end.size() && name.rfind(begin, 0) == 0 &&
                      name.compare(name.size() - end.size(), end.size(), end) == 0;
    if (fits) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Golden play(const std::string& connector, const std::string& file) {
  std::ifstream lines(fs::path(AMFS_STORIES_DIR) / file);
  std::string title;
  std::getline(lines, title);
  Rig rig(connector);
  Value events = Value::array();
  for (std::string name; std::getline(lines, name);) {
    if (name.empty()) continue;
    rig.send(sent_of(connector, own_event(connector, name + ".json")));
    events.push_back(name);
  }
  Value entries = Value::array();
  for (const auto& [where, record] : rig.memory()) {
    entries.push_back({{"entity_path", where.first},
                       {"key", where.second},
                       {"value", rig.current(where.first, where.second)}});
  }
  const std::string name =
      file.substr(connector.size() + 1, file.size() - connector.size() - 1 - 4);
  return {"story." + name, {{"title", title}, {"events", events}, {"entries", entries}}};
}

}  // namespace

std::vector<std::string> connectors_with_fixtures() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(AMFS_OWN_FIXTURES_DIR)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Golden golden_of(const std::string& connector, const EventFile& event) {
  Rig rig(connector);
  const Sent sent = sent_of(connector, event);
  const Identity identity = rig.identify(sent);
  Value content{{"event_type", identity.event_type}};
  if (identity.handshake) {
    content["outcome"] = "handshake";
    content["answer"] = identity.handshake->body;
  } else {
    const Outcome outcome = rig.send(sent);
    Value results = Value::array();
    for (const Emitted& result : outcome.results) results.push_back(describe(result));
    if (outcome.status == AMFS_SKIP) {
      content["outcome"] = "skipped";
      content["reason"] = outcome.message;
    } else if (results.size() == 0) {
      content["outcome"] = "raw";
      content["entity_path"] = identity.raw_path;
    } else {
      content["results"] = results;
    }
  }
  return {event.name.substr(0, event.name.rfind('.')), std::move(content)};
}

std::vector<Golden> stories_of(const std::string& connector) {
  std::vector<Golden> stories;
  for (const std::string& file : sorted_files(AMFS_STORIES_DIR, connector + ".", ".txt")) {
    stories.push_back(play(connector, file));
  }
  return stories;
}

std::string pretty(const Value& value) {
  const std::string text = value.dump();
  rapidjson::StringStream in(text.c_str());
  rapidjson::StringBuffer out;
  Printer writer(out);
  writer.SetIndent(' ', 2);
  rapidjson::Reader reader;
  reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(in, writer);
  return std::string(out.GetString(), out.GetSize()) + "\n";
}

std::string compare_text(const std::string& file, const std::string& text) {
  if (read_text(file) == text) return {};
  if (std::getenv("AMFS_UPDATE_GOLDEN") == nullptr) {
    return file + " is not up to date; run script/connector-docs and review the difference";
  }
  fs::create_directories(fs::path(file).parent_path());
  std::ofstream(file, std::ios::binary) << text;
  return {};
}

std::string compare(const std::string& connector, const Golden& golden) {
  return compare_text((golden_folder(connector) / (golden.name + ".json")).string(),
                      pretty(golden.content));
}

std::vector<Golden> stored_goldens(const std::string& connector) {
  std::vector<Golden> all;
  for (const std::string& file : sorted_files(golden_folder(connector), "", ".json")) {
    auto content = Value::parse(read_text(golden_folder(connector) / file));
    all.push_back({file.substr(0, file.size() - 5), content.value_or(Value::missing())});
  }
  return all;
}

}  // namespace harness
