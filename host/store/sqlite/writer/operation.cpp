#include "host/store/sqlite/writer/operation.hpp"

namespace host::store::sqlite {

void finish(Operation& operation) {
  std::visit(
      [](auto& op) {
        if (op.done) op.done(std::move(op.outcome));
      },
      operation);
}

void refuse(Operation& operation, const Error& error) {
  if (auto* append = std::get_if<AppendOp>(&operation)) {
    append->outcome = {};
    append->outcome.error = error;
  } else if (auto* settle = std::get_if<SettleOp>(&operation)) {
    settle->outcome = {SettleStatus::unavailable, EventOutcome::none};
  } else if (auto* direct = std::get_if<DirectOp>(&operation)) {
    direct->outcome = {};
    direct->outcome.error = error;
  } else if (auto* endpoint = std::get_if<EndpointOp>(&operation)) {
    endpoint->done(error);
    return;
  } else if (auto* task = std::get_if<TaskOp>(&operation)) {
    task->outcome = error;
  }
  finish(operation);
}

std::size_t size_of(const Operation& operation) {
  if (const auto* append = std::get_if<AppendOp>(&operation))
    return append->request.packed_body.size();
  if (const auto* direct = std::get_if<DirectOp>(&operation))
    return direct->request.packed_body.size();
  if (const auto* settle = std::get_if<SettleOp>(&operation)) {
    std::size_t size = 0;
    for (const MemoryWrite& write : settle->request.writes) size += write.value_json.size();
    return size;
  }
  if (const auto* task = std::get_if<TaskOp>(&operation)) return task->bytes;
  return 0;
}

}  // namespace host::store::sqlite
