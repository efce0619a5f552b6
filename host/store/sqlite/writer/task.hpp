// A change made by a task of the writer, with what came of it for the callback.
#pragma once

#include <memory>
#include <utility>

#include "host/base/error.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {

// `change` (Result<T>(WriteScope&)) makes the change or says why not; it may run twice and must
// leave what it captured as it is. `done` gets its result, or why the writer refused, once.
// `bytes`: what it brings into a group, where that is much.
template <class T, class Change>
void submit_change(Writer& writer, Change change, UniqueFunction<void(Result<T>)> done,
                   std::size_t bytes = 0) {
  auto outcome = std::make_shared<Result<T>>();
  writer.submit(TaskOp{[outcome, change = std::move(change)](WriteScope& scope) mutable {
                         *outcome = change(scope);
                       },
                       [outcome, done = std::move(done)](std::optional<Error> refused) mutable {
                         done(refused ? Result<T>(std::move(*refused)) : std::move(*outcome));
                       },
                       std::nullopt, bytes});
}

}  // namespace host::store::sqlite
