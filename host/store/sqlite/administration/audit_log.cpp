#include "host/store/sqlite/administration/audit_log.hpp"

#include "host/base/text.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/stats.hpp"

namespace host::store::sqlite {

void append_audit(WriteScope& scope, const AuditRecord& record) {
  Database& database = scope.database;
  Statement last(database, "SELECT number FROM audit WHERE tenant=?1 ORDER BY number DESC LIMIT 1");
  last.bind(record.tenant);
  const std::int64_t number = last.step() ? last.integer(0) + 1 : 1;
  last.reset();
  const auto cut = [](const std::string& text) { return clip(text, kAuditTextMax); };
  Statement insert(database, "INSERT INTO audit VALUES(NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  insert
      .bind(record.tenant, number, scope.now, cut(record.actor_type), cut(record.actor),
            cut(record.action), cut(record.resource), cut(record.detail), cut(record.address))
      .run();
  Statement forget(database, "DELETE FROM audit WHERE tenant=?1 AND number<=?2");
  forget.bind(record.tenant, number - kAuditPerTenantMax).run();
  add_to(scope.stats.audit_dropped, static_cast<std::uint64_t>(database.changes()));
}

}  // namespace host::store::sqlite
