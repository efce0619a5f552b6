// The writing side of the audit: called by whatever changes something, inside its transaction.
#pragma once

#include "host/store/audit.hpp"
#include "host/store/sqlite/writer/write_scope.hpp"

namespace host::store::sqlite {

// Adds the row and drops the tenant's oldest beyond kAuditPerTenantMax.
void append_audit(WriteScope& scope, const AuditRecord& record);

}  // namespace host::store::sqlite
