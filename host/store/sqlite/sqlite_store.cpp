#include "host/store/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <future>

#include "host/base/unique_fd.hpp"
#include "host/store/sqlite/administration/endpoint_writes.hpp"
#include "host/store/sqlite/administration/key_writes.hpp"
#include "host/store/sqlite/file/store_lock.hpp"
#include "host/store/sqlite/inbox/replay_writes.hpp"
#include "host/store/sqlite/memory/context_writes.hpp"
#include "host/store/sqlite/memory/entry_writes.hpp"
#include "host/store/sqlite/memory/outcome_writes.hpp"
#include "host/store/sqlite/reader.hpp"
#include "host/store/sqlite/writer/writer.hpp"

namespace host::store::sqlite {
namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(StoreLock lock, const std::string& file, const Clock& clock,
              const StoreOptions& options)
      : lock_(std::move(lock)), file_(file), clock_(clock), writer_(file, clock, options) {}

  void append(Append request, UniqueFunction<void(AppendOutcome)> done) override {
    writer_.submit(AppendOp{std::move(request), std::move(done)});
  }
  void settle(Settlement request, UniqueFunction<void(SettleOutcome)> done) override {
    writer_.submit(SettleOp{std::move(request), std::move(done)});
  }
  void write_direct(DirectWrite request, UniqueFunction<void(DirectOutcome)> done) override {
    writer_.submit(DirectOp{std::move(request), std::move(done)});
  }

  void on_commit(std::function<void()> listener) override {
    writer_.on_commit(std::move(listener));
  }

  Result<EndpointId> default_endpoint(TenantId tenant, std::string connector) override {
    std::promise<Result<EndpointId>> promise;
    auto answer = promise.get_future();
    writer_.submit(EndpointOp{tenant, std::move(connector), [&promise](Result<EndpointId> id) {
                                promise.set_value(std::move(id));
                              }});
    return answer.get();
  }

  ReplayWrites& replays() override { return replays_; }
  ContextWrites& contexts() override { return contexts_; }
  EntryWrites& entries() override { return entries_; }
  OutcomeWrites& outcomes() override { return outcomes_; }
  KeyWrites& keys() override { return keys_; }
  EndpointWrites& endpoints() override { return endpoints_; }

  std::unique_ptr<Reader> open_reader() override {
    return std::make_unique<SqliteReader>(file_, clock_);
  }
  void hurry() override { writer_.hurry_settlements(); }
  StoreHealth health() const override { return writer_.health(); }
  const StoreStats& stats() const override { return writer_.stats(); }
  void close() override { writer_.close(); }

 private:
  StoreLock lock_;  // first made, last released
  std::string file_;
  const Clock& clock_;
  Writer writer_;
  SqliteReplayWrites replays_{writer_};
  SqliteContextWrites contexts_{writer_};
  SqliteEntryWrites entries_{writer_};
  SqliteOutcomeWrites outcomes_{writer_};
  SqliteKeyWrites keys_{writer_};
  SqliteEndpointWrites endpoints_{writer_};
};

// Bodies are other people's data. SQLite gives the log beside a file the file's own rights, so
// these must be right before it opens the file. What cannot be done here SQLite says better.
void make_private(const std::string& file) {
  const UniqueFd made(
      ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (made) fchmod(made.get(), S_IRUSR | S_IWUSR);
  for (const char* beside : {"-wal", "-shm"}) chmod((file + beside).c_str(), S_IRUSR | S_IWUSR);
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const StoreOptions& options, const Clock& clock) {
  std::error_code failed;
  const bool made = std::filesystem::create_directories(options.directory, failed);
  if (made)
    std::filesystem::permissions(options.directory, std::filesystem::perms::owner_all, failed);
  if (failed) {
    return Error{"data_directory",
                 fmt::format("cannot make {} ({}); choose another with AMFS_DATA_DIR",
                             options.directory, failed.message())};
  }
  auto lock = StoreLock::acquire(options.directory);
  if (lock.has_error()) return lock.error();
  const std::string file = options.directory + "/amfs.db";
  make_private(file);
  try {
    return std::unique_ptr<Store>(
        std::make_unique<SqliteStore>(std::move(lock.value()), file, clock, options));
  } catch (const DatabaseError& error) {
    if (error.is_full()) {
      return Error{"storage_full",
                   fmt::format("the disk of {} is full; free some space and start again",
                               options.directory)};
    }
    return Error{"store", fmt::format("cannot open {}: {}", file, error.what())};
  }
}

}  // namespace host::store::sqlite
