// Where the entry of a living thing is: at the path it was born under, found again by its pattern
// ref; or in a waiting room while only events have come that do not say where it belongs.
#pragma once

#include <amfs/connector.hpp>
#include <functional>
#include <optional>
#include <string>

namespace common {

// amfs::ConnectorABC's readers, for code outside the connector's class. Valid during transform.
struct Memory {
  std::function<std::optional<amfs::Entry>(std::string_view path, std::string_view key)> read;
  std::function<std::optional<amfs::Entry>(std::string_view ref)> find_ref;
};

struct Thing {
  std::string key;
  std::string ref;           // the pattern ref that all its versions carry
  std::string root;          // the connector's default entity path
  std::string path;          // where it belongs by this event; "" when the event does not say
  std::string waiting_room;  // below root
};

struct Home {
  std::string path;
  std::optional<amfs::Entry> entry;    // what is there now
  std::optional<amfs::Entry> waiting;  // what has waited for it elsewhere: take it over
};

// At most three reads.
Home find_home(const Memory& memory, const Thing& thing);

// The end of an entry that was taken over: it says where its content is now, and has no pattern
// refs that would still lead to it.
amfs::ConnectorResult moved(const amfs::Entry& entry, const std::string& path,
                            const std::string& key, std::string_view last_event);

// Whether `path` is below `root`.
bool is_below(std::string_view path, std::string_view root);

}  // namespace common
