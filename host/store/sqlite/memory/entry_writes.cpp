#include "host/store/sqlite/memory/entry_writes.hpp"

#include "host/store/sqlite/writer/task.hpp"

namespace host::store::sqlite {

void SqliteEntryWrites::write(EntryWrite request, UniqueFunction<void(Result<Entry>)> done) {
  const std::size_t bytes = request.write.value_json.size();
  submit_change<Entry>(
      writer_,
      [request = std::move(request)](WriteScope& scope) -> Result<Entry> {
        const WriteOrigin origin{request.tenant, EndpointId{0}, request.agent_id, EventSeq{0},
                                 scope.now};
        const Written written = scope.memory.write(request.write, origin, true);
        return scope.memory.entry(written.id).value();
      },
      std::move(done), bytes);
}

}  // namespace host::store::sqlite
