#include "delivery.hpp"

#include <algorithm>

#include "common/fields.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;

namespace {

constexpr std::size_t kMaxTs = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_id_character(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }

bool is_plain_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), is_id_character);
}

}  // namespace

bool is_ts(std::string_view text) {
  if (text.empty() || text.size() > kMaxTs || !is_digit(text.front()) || !is_digit(text.back())) {
    return false;
  }
  return text.front() != '0' && std::count(text.begin(), text.end(), '.') <= 1 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

bool ts_less(std::string_view a, std::string_view b) {
  const std::size_t a_whole = std::min(a.find('.'), a.size());
  const std::size_t b_whole = std::min(b.find('.'), b.size());
  return a_whole != b_whole ? a_whole < b_whole : a < b;
}

std::string need_ts(const Json& json) {
  std::string ts = json.text();
  if (!is_ts(ts)) throw amfs::Unmatched("the payload names no message by a timestamp");
  return ts;
}

Value thread_url(const Delivery& delivery, const std::string& root_ts) {
  const std::string_view team = delivery.payload["team_id"].view();
  if (!is_plain_id(team) || !is_plain_id(delivery.channel)) return Value::missing();
  return "https://app.slack.com/client/" + std::string(team) + "/" + delivery.channel + "/thread/" +
         delivery.channel + "-" + root_ts;
}

}  // namespace slack
