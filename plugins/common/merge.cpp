#include "common/merge.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace common {

using amfs::Json;
using amfs::Value;

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kMsPerDay = 86'400'000;

struct Date {
  std::int64_t year, month, day;
};

// The inverse of amfs::detail::days_from_civil.
Date date_of(std::int64_t days) {
  days += 719468;  // from 0000-03-01 to 1970-01-01
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;  // 0 is March
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted + 2) / 5 + 1};
}

void append_digits(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

// Older items come first.
std::pair<std::string, std::string> order_of(const Value& item) {
  return {item.get("at").str(), item.get("id").text()};
}

void shorten(Value& value, const TextList& where, std::size_t max_characters) {
  if (!value.get(where.list).is_array()) return;
  Value out = Value::array();
  for (Value item : value.get(where.list).items()) {
    const std::string text = item.get(where.text).str();
    if (!text.empty()) item[where.text] = amfs::clip(text, max_characters);
    out.push_back(std::move(item));
  }
  value[where.list] = std::move(out);
}

bool fits(const Value& value) { return value.dump().size() <= kMaxMergedBytes; }

}  // namespace

std::optional<amfs::Time> time_of(const Json& json) {
  if (!json.is_string()) return json.time();
  if (const auto time = amfs::parse_rfc3339(json.view())) return time;
  return amfs::parse_unix_seconds(json.view());
}

Moment moment_of(const amfs::ConnectorEvent& event, const Json& claimed) {
  Moment moment{event.occurred_at(), true, event.is_replay()};
  if (!claimed.exists() || claimed.is_null()) return moment;
  // What the host did not believe it replaced. It reads fractions of seconds as a double, so what
  // it did believe may be off by some nanoseconds.
  const auto time = time_of(claimed);
  moment.certain = time && std::chrono::abs(*time - moment.at) <= std::chrono::milliseconds(1);
  return moment;
}

std::string rfc3339(amfs::Time time) {
  const std::int64_t ns = amfs::to_unix_ns(time);
  const std::int64_t ms = ns >= 0 ? ns / kNsPerMs : (ns - kNsPerMs + 1) / kNsPerMs;
  const std::int64_t days = ms >= 0 ? ms / kMsPerDay : (ms - kMsPerDay + 1) / kMsPerDay;
  const std::int64_t of_day = ms - days * kMsPerDay;
  const Date date = date_of(days);
  std::string out;
  const auto put = [&](std::int64_t value, std::size_t width, char after) {
    append_digits(out, value, width);
    out += after;
  };
  put(date.year, 4, '-');
  put(date.month, 2, '-');
  put(date.day, 2, 'T');
  put(of_day / 3'600'000, 2, ':');
  put(of_day / 60'000 % 60, 2, ':');
  put(of_day / 1000 % 60, 2, '.');
  put(of_day % 1000, 3, 'Z');
  return out;
}

bool advance(Value& value, std::string_view field, const Moment& moment) {
  const std::string last = value.get(field).str();
  if (!moment.certain) return last.empty() || !moment.replay;
  std::string now = rfc3339(moment.at);
  if (now < last) return false;
  value[field] = std::move(now);
  return true;
}

Value stored_value(const std::optional<amfs::Entry>& entry) {
  if (!entry || !entry->value.is_object() || !fits(entry->value)) return Value::object();
  return entry->value;
}

void put_item(Value& list, Value item) {
  const auto order = order_of(item);
  Value sorted = Value::array();
  bool placed = false;
  for (const Value& other : list.items()) {
    if (!other.is_object()) continue;
    const auto others = order_of(other);
    if (others.second == order.second) {
      if (others.first > order.first) return;
      continue;
    }
    if (!placed && order < others) {
      sorted.push_back(item);
      placed = true;
    }
    sorted.push_back(other);
  }
  if (!placed) sorted.push_back(std::move(item));
  sorted.keep_last(kMaxItems);
  list = std::move(sorted);
}

void fit(Value& value, std::initializer_list<TextList> lists) {
  for (const std::size_t characters : {std::size_t{1000}, std::size_t{300}, std::size_t{100}}) {
    if (fits(value)) return;
    for (const TextList& where : lists) shorten(value, where, characters);
  }
  for (std::size_t items = kMaxItems / 2; items > 0 && !fits(value); items /= 2) {
    for (const TextList& where : lists) {
      if (value.get(where.list).is_array()) value[where.list].keep_last(items);
    }
  }
}

}  // namespace common
