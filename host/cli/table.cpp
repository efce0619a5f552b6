#include "host/cli/table.hpp"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "host/cli/terminal_text.hpp"

namespace host::cli {
namespace {

constexpr char kGap[] = "  ";

void pad(std::ostream& out, const std::string& text, std::size_t width) {
  out << text << std::string(width - std::min(width, character_count(text)), ' ');
}

}  // namespace

Table::Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }

void Table::add(std::vector<std::string> cells) {
  if (cells.size() != rows_.front().size()) throw std::logic_error("a row does not fit its table");
  for (std::string& cell : cells) cell = shorten(escape_controls(cell), kMaxCellCharacters);
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], character_count(row[i]));
    }
  }
  for (const auto& row : rows_) {
    // No blanks behind the last cell that says something.
    std::size_t used = row.size();
    while (used > 0 && row[used - 1].empty()) --used;
    for (std::size_t i = 0; i < used; ++i) {
      if (i > 0) out << kGap;
      pad(out, row[i], i + 1 == used ? 0 : widths[i]);
    }
    out << '\n';
  }
}

void print_facts(std::ostream& out, const Facts& facts) {
  std::size_t width = 0;
  for (const auto& [name, value] : facts) {
    if (!value.empty()) width = std::max(width, character_count(name));
  }
  for (const auto& [name, value] : facts) {
    if (value.empty()) continue;
    pad(out, escape_controls(name), width);
    out << kGap << escape_controls(value) << '\n';
  }
}

}  // namespace host::cli
