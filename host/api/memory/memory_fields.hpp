// The part of a request's body that describes one memory, the same in POST /entries and POST
// /events.
#pragma once

#include "host/api/body_fields.hpp"
#include "host/store/records.hpp"

namespace host::api {

// The field entity_path as it will be kept; "" and a fault when it names nothing or is too long.
std::string written_path(BodyFields& fields);

// Path, key (`/` is allowed), value as written, confidence, type, refs and ttl, by the bounds of
// contract 2.3; faults are noted in `fields`. Happened `now`.
store::MemoryWrite memory_write_of(BodyFields& fields, store::MemoryType default_type,
                                   bool value_required, UnixNs now);

inline constexpr const char* kTtlPast = "lies in the past; send a time to come, or none";
// A ttl_at that is over `now` is a fault.
void check_ttl(BodyFields& fields, const store::MemoryWrite& write, UnixNs now);

// What costs time and must not be done on the writer's thread: the search text, the content
// hash and the mark. After check().
void prepare(store::MemoryWrite& write);

}  // namespace host::api
