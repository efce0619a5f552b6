// What a store confirmed, and whether a store has it.
#pragma once

#include <set>
#include <string>

namespace crash {

struct Confirmed {
  std::set<std::string> accepted;  // event ids
  std::set<std::string> settled;

  // A line of store_child. False: it is none.
  bool add(const std::string& line);
  std::size_t size() const { return accepted.size() + settled.size(); }
};

// Opens the store of `directory` the way the next host would, and checks (Catch) that all of it is
// there, whole.
void check_confirmed(const std::string& directory, const Confirmed& confirmed);

}  // namespace crash
