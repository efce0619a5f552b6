// SqliteReader: one read-only connection and its statements. Every public call is one snapshot.
// Thread rule: one thread at a time.
#pragma once

#include "host/store/sqlite/administration/endpoint_queries.hpp"
#include "host/store/sqlite/administration/key_queries.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/memory/context_queries.hpp"
#include "host/store/sqlite/memory/entry_columns.hpp"
#include "host/store/sqlite/memory/entry_rows.hpp"
#include "host/store/sqlite/memory/feed_queries.hpp"
#include "host/store/sqlite/memory/outcome_queries.hpp"
#include "host/store/sqlite/overview/overview_queries.hpp"
#include "host/store/sqlite/search/search_tokens.hpp"
#include "host/store/store.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kEventScanMax = 50000;  // rows one page of a filtered list may read

class SqliteReader final : public Reader {
 public:
  // `clock` says what has run out; it must outlive the reader.
  SqliteReader(const std::string& file, const Clock& clock);

  std::optional<Entry> current_entry(TenantId, std::string_view entity_path,
                                     std::string_view key) override;
  std::optional<Entry> find_reference(TenantId, std::string_view reference) override;
  std::vector<Entry> list_current(TenantId, std::string_view entity_path,
                                  std::size_t limit) override;
  HistoryPage history(const HistoryFilter&) override;
  EntryPage list_entries(const EntryFilter&) override;
  SearchResult search(const SearchQuery&) override;

  EventPage list_events(const EventFilter&) override;
  std::optional<EventRow> find_event(TenantId, std::string_view id) override;
  std::optional<EventBody> event_body(EventSeq seq) override { return rows_.body(seq); }
  std::vector<EventResult> event_results(EventSeq) override;
  std::vector<EventRow> open_events(EndpointId, EventSeq after, std::size_t limit) override;
  std::optional<EventRow> event_by_seq(EventSeq) override;
  std::vector<Backlog> backlog() override;

  MemoryStats stats(TenantId) override;

  OverviewReader& overview() override { return overview_; }
  ContextReader& contexts() override { return contexts_; }
  OutcomeReader& outcomes() override { return outcomes_; }
  FeedReader& feed() override { return feed_; }
  KeyReader& keys() override { return keys_; }
  EndpointReader& endpoints() override { return endpoints_; }

 private:
  Entry read_entry(const Statement& row) { return rows_.read(row); }
  std::vector<Entry> read_entries(Statement& rows) { return rows_.read_all(rows); }

  Database database_;
  Tokenizer tokenizer_{database_};
  EntryRows rows_;
  Statement current_, find_reference_, list_current_, history_, find_event_, event_by_seq_,
      event_results_, open_events_;
  OverviewQueries overview_{database_};
  ContextQueries contexts_{database_};
  OutcomeQueries outcomes_{database_, rows_};
  FeedQueries feed_{database_, [this](Statement& row) { return read_entry(row); }};
  KeyQueries keys_{database_};
  EndpointQueries endpoints_{database_};
};

}  // namespace host::store::sqlite
