// Read-modify-write of an entry whose events may come late, twice or in any order.
//
// A value built up from events remembers when its parts last changed; a part changes only for an
// event that is not older. Lists are keyed by id, sorted by time and bounded, so that the same
// events make the same value whatever their order.
#pragma once

#include <amfs/connector.hpp>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "common/fields.hpp"

namespace common {

// A merged value stays below this, as JSON; the host refuses one above 256 KiB.
inline constexpr std::size_t kMaxMergedBytes = std::size_t{192} * 1024;

// When an event happened.
struct Moment {
  amfs::Time at;        // as the host believes it: never far in the future
  bool certain = true;  // false: the sender's clock was wrong, so `at` orders nothing
  bool replay = false;
};
// `claimed`: the time in the payload that the manifest's identity.occurred_at names.
Moment moment_of(const amfs::ConnectorEvent& event, const amfs::Json& claimed);

// RFC 3339 text or seconds since 1970, as text or number.
std::optional<amfs::Time> time_of(const amfs::Json& json);
// "2026-11-23T09:44:00.000Z": fixed width, so that texts sort as times do.
std::string rfc3339(amfs::Time time);

// Whether a change at that moment counts against value[field], the time of the last one; it then
// becomes the last one. A change with a wrong clock counts (once: not when replayed) but leaves the
// time alone: what follows it must not look late.
bool advance(amfs::Value& value, std::string_view field, const Moment& moment);

// What is stored, to build upon; an empty object for nothing and for what no merge can have made
// (anyone who may write can write there).
amfs::Value stored_value(const std::optional<amfs::Entry>& entry);

// Puts an item with `id` and `at` (as rfc3339()) into the list, in place of an older one of that
// id; the newest kMaxItems are kept.
void put_item(amfs::Value& list, amfs::Value item);

struct TextList {
  std::string_view list;  // member of the value
  std::string_view id;    // of its items
  std::string_view text;  // the member of an item that may be shortened
};
// Brings a value below kMaxMergedBytes: first by shorter texts, then by fewer (newer) items.
void fit(amfs::Value& value, std::initializer_list<TextList> lists);

}  // namespace common
