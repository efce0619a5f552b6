#include "host/store/sqlite/search/search_prefix.hpp"

namespace host::store::sqlite {
namespace {

// FTS5's own table: per segment, the first term of each leaf page and twice the page's number (the
// last bit is a flag). Terms begin with the number of their index, '0' for the main one.
constexpr const char* kPages =
    "WITH RECURSIVE segments(id) AS ("
    "SELECT min(segid) FROM entry_text_idx UNION ALL "
    "SELECT (SELECT min(segid) FROM entry_text_idx WHERE segid>id) FROM segments "
    "WHERE id IS NOT NULL) "
    "SELECT total(coalesce("
    "(SELECT pgno/2 FROM entry_text_idx WHERE segid=id AND term>=?2 ORDER BY term LIMIT 1), "
    "(SELECT pgno/2 FROM entry_text_idx WHERE segid=id ORDER BY term DESC LIMIT 1)) - "
    "coalesce((SELECT pgno/2 FROM entry_text_idx WHERE segid=id AND term<=?1 "
    "ORDER BY term DESC LIMIT 1), 1)) "
    "FROM segments WHERE id IS NOT NULL";

}  // namespace

bool is_wide_prefix(Database& database, const std::string& prefix) {
  const std::string first = "0" + prefix;
  const std::string beyond = first + "\xFF";  // no token holds this byte: tokens are UTF-8
  Statement pages(database, kPages);
  pages.bind(Statement::blob(first), Statement::blob(beyond));
  return pages.step() && pages.integer(0) > kPrefixPagesMax;
}

}  // namespace host::store::sqlite
