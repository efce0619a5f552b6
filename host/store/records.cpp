#include "host/store/records.hpp"

#include <functional>

#include <array>
#include <utility>

namespace host::store {
namespace {

template <class Enum, std::size_t N>
using Names = std::array<std::pair<Enum, const char*>, N>;

constexpr Names<EventState, 5> kStates{{{EventState::received, "received"},
                                        {EventState::processing, "processing"},
                                        {EventState::retrying, "retrying"},
                                        {EventState::done, "done"},
                                        {EventState::dead, "dead"}}};
constexpr Names<EventOutcome, 6> kOutcomes{{{EventOutcome::none, ""},
                                            {EventOutcome::skipped, "skipped"},
                                            {EventOutcome::raw, "raw"},
                                            {EventOutcome::unchanged, "unchanged"},
                                            {EventOutcome::context, "context"},
                                            {EventOutcome::written, "written"}}};
constexpr Names<MemoryType, 3> kTypes{{{MemoryType::fact, "fact"},
                                       {MemoryType::belief, "belief"},
                                       {MemoryType::experience, "experience"}}};
constexpr Names<EventFlag, 7> kFlags{{{kFlagClockSuspect, "clock_suspect"},
                                      {kFlagIdReused, "id_reused"},
                                      {kFlagPossibleReplay, "possible_replay"},
                                      {kFlagIdConflict, "id_conflict"},
                                      {kFlagReplay, "replay"},
                                      {kFlagRevived, "revived"},
                                      {kFlagTest, "test"}}};

template <class Table, class Enum>
const char* name_of(const Table& table, Enum value) {
  for (const auto& [candidate, name] : table) {
    if (candidate == value) return name;
  }
  return "unknown";
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(const Names<Enum, N>& table, std::string_view text) {
  for (const auto& [value, name] : table) {
    if (text == name) return value;
  }
  return std::nullopt;
}

}  // namespace

const char* to_string(EventState state) { return name_of(kStates, state); }
const char* to_string(EventOutcome outcome) { return name_of(kOutcomes, outcome); }
const char* to_string(MemoryType type) { return name_of(kTypes, type); }
std::optional<EventState> parse_event_state(std::string_view text) {
  return value_of(kStates, text);
}
std::optional<MemoryType> parse_memory_type(std::string_view text) {
  return value_of(kTypes, text);
}

std::uint64_t listing_fingerprint(const std::vector<EntryId>& ids) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a over the ids
  for (const EntryId id : ids) {
    hash = (hash ^ static_cast<std::uint64_t>(id)) * 0x100000001b3U;
  }
  return hash;
}

std::vector<std::string> flag_names(std::uint32_t flags) {
  std::vector<std::string> out;
  for (const auto& [flag, name] : kFlags) {
    if ((flags & flag) != 0) out.emplace_back(name);
  }
  return out;
}

std::uint64_t content_fingerprint(std::string_view value_json, double confidence, MemoryType type,
                                  const std::vector<std::string>& pattern_refs) {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
  std::uint64_t sum = std::hash<std::string_view>{}(value_json);
  const auto add = [&sum](std::uint64_t part) { sum = (sum ^ part) * kSpread; };
  add(std::hash<double>{}(confidence));
  add(static_cast<std::uint64_t>(type));
  for (const std::string& reference : pattern_refs) add(std::hash<std::string>{}(reference));
  return sum;
}

}  // namespace host::store
