// What the store counts, and how large it is.
#include <system_error>

#include "host/metrics/exporter.hpp"
#include "host/store/sqlite/writer/write_queue.hpp"

namespace host::metrics {
namespace {

void add_events(const store::StoreStats& stats, Families& families) {
  families
      .counter("amfs_events_received_total",
               "Events ever accepted into this store, from webhooks and direct ones.")
      .add(stats.received);
  families.counter("amfs_duplicates_total", "Deliveries recognised as repeats, ever.")
      .add(stats.duplicates);
  const std::int64_t settled = stats.done + stats.dead;
  families.gauge("amfs_events", "Events by state.")
      .add(stats.received - settled - stats.retrying, {{"state", "received"}})
      .add(stats.retrying, {{"state", "retrying"}})
      .add(stats.done, {{"state", "done"}})
      .add(stats.dead, {{"state", "dead"}});
}

void add_writer(const store::StoreStats& stats, Families& families) {
  families.gauge("amfs_store_queue_operations", "Writes that wait for the writer.")
      .add(stats.appends_waiting, {{"kind", "append"}})
      .add(stats.settlements_waiting, {{"kind", "settlement"}});
  families.gauge("amfs_store_queue_limit_operations", "Of each kind; more are refused.")
      .add(store::sqlite::kQueueMax);
  families.counter("amfs_store_refused_total", "Writes refused, by reason.")
      .add(stats.queue_refused, {{"reason", "queue"}})
      .add(stats.refused_late, {{"reason", "deadline"}})
      .add(stats.refused_full, {{"reason", "disk_reserve"}});
  families.histogram("amfs_store_commit_seconds", "Transactions of the writer, fsync included.")
      .add({&stats.commits});
  families
      .counter("amfs_store_operations_total",
               "Writes in those transactions; their quotient is the size of a group.")
      .add(stats.operations);
  families.histogram("amfs_store_checkpoint_seconds", "Checkpoints; nothing is written meanwhile.")
      .add({&stats.checkpoints});
  families.counter("amfs_store_checkpoints_held_total", "Checkpoints that a reader held back.")
      .add(stats.checkpoints_held);
  families.gauge("amfs_store_log_pages", "Pages in the write-ahead log.").add(stats.log_pages);
  families.counter("amfs_store_index_repairs_total", "Times the search index was made anew.")
      .add(stats.index_repairs);
  families.counter("amfs_store_recalls_dropped_total", "Reads by key that were not counted.")
      .add(stats.recalls_dropped);
  families.counter("amfs_store_audit_dropped_total", "Oldest audit rows dropped at their limit.")
      .add(stats.audit_dropped);
}

// Nothing for a file that is not there.
void add_size(const std::filesystem::path& file, const char* name, Families& families) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(file, failed);
  if (!failed) families.add(bytes, {{"file", name}});
}

void add_disk(const Sources& sources, Families& families) {
  families.gauge("amfs_store_writable", "1: events are taken. 0: refused, GET /ready says why.")
      .add(sources.store.health().writable ? 1 : 0);
  families.gauge("amfs_store_file_bytes", "Size of the store's files.");
  add_size(sources.store_file, "main", families);
  add_size(sources.store_file.string() + "-wal", "log", families);
  families.gauge("amfs_store_disk_free_bytes", "Free space beside the store.");
  if (sources.store.stats().disk_free >= 0) families.add(sources.store.stats().disk_free);
  families.gauge("amfs_store_disk_reserve_bytes", "storage.disk_reserve_bytes; below it 503.")
      .add(sources.disk_reserve_bytes);
}

}  // namespace

void add_store_metrics(const Sources& sources, Families& families) {
  add_events(sources.store.stats(), families);
  add_writer(sources.store.stats(), families);
  add_disk(sources, families);
}

}  // namespace host::metrics
