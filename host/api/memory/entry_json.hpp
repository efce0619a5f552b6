// Entries and events as the API shows them: entries in AMFS's wire format, plus what we know of
// where they came from.
#pragma once

#include "host/json/writer.hpp"
#include "host/store/store.hpp"

namespace host::api {

// null for 0 (never).
void put_time(json::JsonWriter& writer, std::string_view name, UnixNs time);
// null for "".
void put_or_null(json::JsonWriter& writer, std::string_view name, const std::string& text);

// `with_value` false: the meta form (fields=meta).
void write_entry(json::JsonWriter& writer, const store::Entry& entry, bool with_value = true);
// The members of write_entry() without the braces, for callers that add some.
void write_entry_members(json::JsonWriter& writer, const store::Entry& entry,
                         bool with_value = true);
void write_event(json::JsonWriter& writer, const store::EventRow& event, bool is_processing);

// The members of write_event() without the braces, for callers that add some.
void write_event_members(json::JsonWriter& writer, const store::EventRow& event,
                         bool is_processing);

}  // namespace host::api
