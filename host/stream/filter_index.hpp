// FilterIndex: who wants a version, without asking everybody: subscribers are found by tenant and
// path with one look-up per segment of the version's path.
//
// Does not own the subscribers. Thread rule: one thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "host/store/feed.hpp"
#include "host/stream/subscriber.hpp"

namespace host::stream {

class FilterIndex {
 public:
  void add(Subscriber& subscriber);
  void remove(Subscriber& subscriber);

  // All whose filter matches; valid until the next call.
  const std::vector<Subscriber*>& match(const store::WrittenVersion& version);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  void collect(std::string_view place, std::string_view connector, store::MemoryType type);

  // Key: tenant, NUL, path.
  std::unordered_map<std::string, std::vector<Subscriber*>, Hash, std::equal_to<>> by_place_;
  std::string place_;
  std::vector<Subscriber*> matched_;
};

// The connector that wrote it; empty for agents and direct writes.
std::string_view connector_of(const store::WrittenVersion& version);

}  // namespace host::stream
