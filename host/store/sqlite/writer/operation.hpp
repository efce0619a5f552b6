// What can be asked of the writer: one struct per kind, with its callback and, once applied, its
// outcome.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "host/store/records.hpp"
#include "host/store/sqlite/writer/write_scope.hpp"

namespace host::store::sqlite {

struct AppendOp {
  Append request;
  UniqueFunction<void(AppendOutcome)> done;
  AppendOutcome outcome{};
};
struct SettleOp {
  Settlement request;
  UniqueFunction<void(SettleOutcome)> done;
  SettleOutcome outcome{};
};
struct DirectOp {
  DirectWrite request;
  UniqueFunction<void(DirectOutcome)> done;
  DirectOutcome outcome{};
};
struct EndpointOp {
  TenantId tenant = kDefaultTenant;
  std::string connector;
  UniqueFunction<void(Result<EndpointId>)> done;
  EndpointId outcome = 0;
};
// Everything rarer: administration, contexts, outcomes, replays. `apply` runs inside the
// transaction and may run twice, when another operation of its group fails: it must not change what
// it captured other than to set its result. `done` gets the reason when nothing was applied.
struct TaskOp {
  UniqueFunction<void(WriteScope&)> apply;
  UniqueFunction<void(std::optional<Error>)> done;
  std::optional<Error> outcome{};
  std::size_t bytes = 0;  // it brings into a group, where they are many
};
using Operation = std::variant<AppendOp, SettleOp, DirectOp, EndpointOp, TaskOp>;

void finish(Operation& operation);  // runs the callback with the outcome
void refuse(Operation& operation,
            const Error& error);  // runs it with the error: nothing was applied

// Bytes it brings into a group.
std::size_t size_of(const Operation& operation);

}  // namespace host::store::sqlite
