#include "tests/plugins/event_file.hpp"

#include <algorithm>
#include <amfs/value.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace harness {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// identity.event_type of GitHub: the header, and the action where the body has one.
std::string event_type_of(const std::string& header, const std::string& payload) {
  const std::string action =
      amfs::Value::parse(payload).value_or(amfs::Value()).get("action").str();
  return action.empty() ? header : header + "." + action;
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  return cells;
}

}  // namespace

std::vector<EventFile> own_events(const std::string& provider) {
  std::vector<EventFile> events;
  for (const auto& file : fs::directory_iterator(fs::path(AMFS_OWN_FIXTURES_DIR) / provider)) {
    if (file.path().extension() != ".json") continue;
    const std::string name = file.path().filename().string();
    std::string payload = read_text(file.path());
    std::string type = event_type_of(name.substr(0, name.find('.')), payload);
    events.push_back({name, std::move(type), "", std::move(payload)});
  }
  std::sort(events.begin(), events.end(),
            [](const EventFile& a, const EventFile& b) { return a.name < b.name; });
  return events;
}

EventFile own_event(const std::string& provider, const std::string& name) {
  for (EventFile& event : own_events(provider)) {
    if (event.name == name) return event;
  }
  throw std::runtime_error("no fixture " + name);
}

std::optional<std::vector<EventFile>> real_events(const std::string& provider) {
  const char* folder = std::getenv("AMFS_FIXTURES_DIR");
  if (folder == nullptr || !fs::exists(fs::path(folder) / "expected.csv")) {
    std::cerr << "SKIPPED: real " << provider
              << " payloads; set AMFS_FIXTURES_DIR to the folder with expected.csv\n";
    return std::nullopt;
  }
  std::ifstream rows(fs::path(folder) / "expected.csv");
  std::vector<EventFile> events;
  for (std::string row; std::getline(rows, row);) {
    if (!row.empty() && row.back() == '\r') row.pop_back();
    std::vector<std::string> cells = split(row);  // file,provider,header_event,event_type,id,path
    if (cells.size() < 4 || cells[1] != provider) continue;
    cells.resize(6);
    events.push_back(
        {cells[0], cells[3], cells[5], read_text(fs::path(folder) / cells[0]), cells[4]});
  }
  if (!events.empty()) return events;
  std::cerr << "SKIPPED: real " << provider << " payloads; expected.csv names none\n";
  return std::nullopt;
}

}  // namespace harness
