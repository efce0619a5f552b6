// Table: aligned columns for people, and aligned "name  value" lines.
//
// Cells may hold anything: they are escaped and cut to a bounded width here, so callers pass text
// from the network as it is. Bounds: kMaxCellCharacters per cell.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace host::cli {

inline constexpr std::size_t kMaxCellCharacters = 60;

class Table {
 public:
  explicit Table(std::vector<std::string> head);

  // As many cells as the head has.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.size() == 1; }
  void print(std::ostream& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;  // the head first
};

// Lines "name  value"; pairs with an empty value are left out. Values are escaped, not cut.
using Facts = std::vector<std::pair<std::string, std::string>>;
void print_facts(std::ostream& out, const Facts& facts);

}  // namespace host::cli
