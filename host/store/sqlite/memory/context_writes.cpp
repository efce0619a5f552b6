#include "host/store/sqlite/memory/context_writes.hpp"

#include <memory>

namespace host::store::sqlite {

void SqliteContextWrites::record(NewContext context, UniqueFunction<void(ContextOutcome)> done) {
  auto id = std::make_shared<ContextId>(0);
  auto apply = [context = std::move(context), id](WriteScope& scope) {
    const WriteOrigin origin{context.tenant, EndpointId{0}, context.agent_id, EventSeq{0},
                             scope.now};
    scope.memory.add_context(context.note, origin);
    *id = scope.database.last_insert_rowid();
  };
  auto finished = [id, done = std::move(done)](std::optional<Error> error) mutable {
    ContextOutcome outcome;
    outcome.ok = !error;
    if (error) {
      outcome.error = std::move(*error);
    } else {
      outcome.id = *id;
    }
    done(std::move(outcome));
  };
  writer_.submit(TaskOp{std::move(apply), std::move(finished)});
}

}  // namespace host::store::sqlite
