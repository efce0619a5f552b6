#include "host/store/sqlite/memory/context_queries.hpp"

#include <cstdint>

namespace host::store::sqlite {
namespace {

constexpr const char* kColumns =
    "SELECT c.id, c.label, c.summary, c.source, c.agent_id, c.about_path, c.about_key, v.id, "
    "c.occurred_at, c.recorded_at FROM contexts c LEFT JOIN events v ON v.seq=c.event_seq ";

// About ?2 or below it: two ranges of contexts_about, because names such as "a-b" sort between "a"
// and "a/".
constexpr const char* kWithin =
    "SELECT id FROM contexts WHERE tenant=?1 AND about_path=?2 AND id<?5 UNION ALL "
    "SELECT id FROM contexts WHERE tenant=?1 AND about_path>?3 AND about_path<?4 AND id<?5";

struct PathRange {
  explicit PathRange(std::string_view path)
      : itself(path), after(itself + '/'), before(itself + '0') {}  // '0' follows '/'
  std::string itself, after, before;
};

Context read_context(const Statement& row) {
  Context context;
  context.id = row.integer(0);
  context.label = row.text(1);
  context.summary = row.text(2);
  context.source = row.text(3);
  context.agent_id = row.text(4);
  context.entity_path = row.text(5);
  context.key = row.text(6);
  context.event_id = row.text(7);
  context.occurred_at = row.integer(8);
  context.recorded_at = row.integer(9);
  return context;
}

// On the row as it lies there: most rows of a rare filter are never copied.
class Matcher {
 public:
  explicit Matcher(const ContextFilter& filter)
      : filter_(filter), connector_agent_("webhook/" + filter.connector) {}

  bool operator()(const Statement& row) const {
    const UnixNs recorded_at = row.integer(9);
    return equal(filter_.label, row.view(1)) && equal(filter_.source, row.view(3)) &&
           equal(filter_.agent_id, row.view(4)) && equal(filter_.key, row.view(6)) &&
           (filter_.connector.empty() || row.view(4) == connector_agent_) && within(row.view(5)) &&
           recorded_at >= filter_.since && (filter_.until == 0 || recorded_at <= filter_.until);
  }

 private:
  static bool equal(std::string_view wanted, std::string_view value) {
    return wanted.empty() || wanted == value;
  }
  bool within(std::string_view path) const {
    const std::string_view root = filter_.entity_path;
    return root.empty() ||
           (path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/'));
  }

  const ContextFilter& filter_;
  const std::string connector_agent_;
};

}  // namespace

ContextPage ContextQueries::list(const ContextFilter& filter) {
  const Snapshot snapshot(database_);
  const ContextId before = filter.before == 0 ? INT64_MAX : filter.before;
  const auto scan = static_cast<std::int64_t>(kContextScanMax);
  const bool by_path =
      !filter.entity_path.empty() &&
      count_within(filter.tenant, filter.entity_path, kContextSortMax + 1) <= kContextSortMax;
  if (by_path) {
    Statement rows(database_, std::string(kColumns) + "WHERE c.id IN (" + kWithin +
                                  ") ORDER BY c.id DESC LIMIT ?6");
    const PathRange range(filter.entity_path);
    rows.bind(filter.tenant, range.itself, range.after, range.before, before, scan);
    return read_page(rows, filter);
  }
  Statement rows(database_, std::string(kColumns) +
                                "WHERE c.tenant=?1 AND c.id<?2 ORDER BY c.id DESC LIMIT ?3");
  rows.bind(filter.tenant, before, scan);
  return read_page(rows, filter);
}

ContextPage ContextQueries::read_page(Statement& rows, const ContextFilter& filter) {
  const Matcher matches(filter);
  ContextPage page;
  std::size_t scanned = 0;
  while (rows.step()) {
    if (page.contexts.size() == filter.limit) return page;  // one more is there: next is set
    ++scanned;
    page.next = rows.integer(0);
    if (matches(rows)) page.contexts.push_back(read_context(rows));
  }
  if (scanned < kContextScanMax) page.next = 0;
  return page;
}

std::vector<Context> ContextQueries::newest(TenantId tenant, std::string_view entity_path,
                                            std::size_t limit) {
  ContextFilter filter;
  filter.tenant = tenant;
  filter.entity_path = entity_path;
  filter.limit = limit;
  return list(filter).contexts;
}

std::int64_t ContextQueries::count(TenantId tenant, std::string_view entity_path) {
  return count_within(tenant, entity_path, kContextCountMax);
}

std::int64_t ContextQueries::count_within(TenantId tenant, std::string_view entity_path,
                                          std::int64_t max) {
  Statement rows(database_, std::string("SELECT count(*) FROM (") + kWithin + " LIMIT ?6)");
  const PathRange range(entity_path);
  rows.bind(tenant, range.itself, range.after, range.before, std::int64_t{INT64_MAX}, max);
  return rows.step() ? rows.integer(0) : 0;
}

bool ContextQueries::exists(TenantId tenant, ContextId id) {
  Statement row(database_, "SELECT 1 FROM contexts WHERE id=?1 AND tenant=?2");
  row.bind(id, tenant);
  return row.step();
}

}  // namespace host::store::sqlite
