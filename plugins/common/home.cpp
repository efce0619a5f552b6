#include "common/home.hpp"

#include <utility>

#include "common/fields.hpp"

namespace common {

using amfs::Entry;
using amfs::Value;

namespace {

constexpr std::string_view kMovedTo = "moved_to";

// Agents may give their notes the same ref: only the thing's own key counts.
bool is_the_thing(const std::optional<Entry>& entry, const Thing& thing) {
  return entry && entry->key == thing.key && is_below(entry->entity_path, thing.root);
}

// Somebody else's entry carries the ref and hides the thing's own. The waiting room knows it when
// it is there or was taken over from there.
std::optional<Entry> look_in_waiting_room(const Memory& memory, const Thing& thing) {
  std::optional<Entry> entry = memory.read(thing.waiting_room, thing.key);
  if (!entry) return entry;
  const std::string path = entry->value.get(kMovedTo).str();
  if (path.empty()) return entry;
  return is_below(path, thing.root) ? memory.read(path, thing.key) : std::nullopt;
}

}  // namespace

bool is_below(std::string_view path, std::string_view root) {
  return path.size() > root.size() + 1 && path.substr(0, root.size()) == root &&
         path[root.size()] == '/';
}

Home find_home(const Memory& memory, const Thing& thing) {
  const bool has_place = !thing.path.empty() && thing.path != thing.waiting_room;
  Home home;
  home.path = has_place ? thing.path : thing.waiting_room;
  if (has_place) home.entry = memory.read(home.path, thing.key);
  if (home.entry) return home;
  std::optional<Entry> found = memory.find_ref(thing.ref);
  if (found && !is_the_thing(found, thing)) found = look_in_waiting_room(memory, thing);
  if (!found) return home;
  if (has_place && found->entity_path == thing.waiting_room) {
    home.waiting = std::move(found);
  } else {
    home.path = found->entity_path;
    home.entry = std::move(found);
  }
  return home;
}

amfs::ConnectorResult moved(const Entry& entry, const std::string& path, const std::string& key,
                            std::string_view last_event) {
  const std::string title = amfs::clip(entry.value.get("title").str(entry.key), kMaxText);
  Value value{{"title", title},
              {"status", "moved"},
              {std::string(kMovedTo), path},
              {"moved_to_key", key},
              {"last_event", amfs::clip(last_event, kMaxText)}};
  return amfs::write(entry.entity_path, entry.key, std::move(value))
      .confidence(kStateConfidence)
      .memory_type(entry.memory_type)
      .summary("Moved to " + amfs::clip(path, kMaxText));
}

}  // namespace common
