// ConnectorEvent: one delivery, verified by the host. The host owns every byte of it; every view
// taken from it, Json included, ends when transform returns.
//
// Thread tag: [call], only on the thread that transform runs on (payload() parses on first use).
#pragma once

#include <string>
#include <string_view>

#include "amfs/abi/connector.h"
#include "amfs/detail/abi_text.hpp"
#include "amfs/detail/call.hpp"
#include "amfs/json.hpp"
#include "amfs/time.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

// Header names compare without regard to case (ASCII).
inline bool same_header(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

inline std::string_view find_header(const amfs_kv* headers, std::uint32_t count,
                                    std::string_view name) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (same_header(from_abi(headers[i].key), name)) return from_abi(headers[i].value);
  }
  return {};
}

}  // namespace detail

class ConnectorEvent {
 public:
  // `event` must outlive this object. Authors get events from transform or from amfs/testing.hpp.
  explicit ConnectorEvent(const amfs_event& event) : event_(event) {}
  ConnectorEvent(const ConnectorEvent&) = delete;
  ConnectorEvent& operator=(const ConnectorEvent&) = delete;

  // By the manifest's identity.event_type.
  std::string_view event_type() const { return detail::from_abi(event_.event_type); }
  // The host's id, "evt_…"; the same in a retry and a replay.
  std::string_view event_id() const { return detail::from_abi(event_.event_id); }
  // The sender's, by the manifest's identity.id; "" when there is none.
  std::string_view delivery_id() const { return detail::from_abi(event_.delivery_id); }
  // The name in the manifest.
  std::string_view connector() const { return detail::from_abi(event_.connector); }
  // The endpoint's id, never its token.
  std::string_view endpoint() const { return detail::from_abi(event_.endpoint); }
  std::string_view method() const { return detail::from_abi(event_.method); }
  // The raw query string, without '?'.
  std::string_view query() const { return detail::from_abi(event_.query); }
  // As sent.
  std::string_view content_type() const { return detail::from_abi(event_.content_type); }
  // The bytes that were signed.
  std::string_view body() const { return detail::from_abi(event_.body); }
  // A header that the manifest names (store_headers and the signature's); "" when it was not sent.
  std::string_view header(std::string_view name) const {
    return detail::find_header(event_.headers, event_.header_count, name);
  }
  // First receipt, also in a replay.
  Time received_at() const { return from_unix_ns(event_.received_unix_ns); }
  // When it happened, by the manifest's identity.occurred_at; else received_at().
  Time occurred_at() const {
    return from_unix_ns(event_.occurred_unix_ns != 0 ? event_.occurred_unix_ns
                                                     : event_.received_unix_ns);
  }
  std::uint32_t attempt() const { return event_.attempt; }  // 1 on the first
  // An operator asked for it: it was seen before.
  bool is_replay() const { return (event_.flags & AMFS_EVENT_REPLAY) != 0; }
  // A sample, made by `amfs event trigger` or a test.
  bool is_test() const { return (event_.flags & AMFS_EVENT_TEST) != 0; }
  // The body was a form; payload() is JSON made of it.
  bool is_form() const { return (event_.flags & AMFS_EVENT_FORM) != 0; }
  // The signature covers delivery_id().
  bool has_signed_id() const { return (event_.flags & AMFS_EVENT_ID_SIGNED) != 0; }
  // delivery_id() came before, with another body.
  bool has_reused_id() const { return (event_.flags & AMFS_EVENT_ID_REUSED) != 0; }

  // The payload, parsed on first use. A body that is not JSON makes the event Unmatched.
  Json payload() const;
  // Non-empty text or a number at the pointer; without it the event is Unmatched, so that no key
  // like "pr-" ever forms.
  std::string need(std::string_view pointer) const;

 private:
  const amfs_event& event_;
  mutable detail::JsonTape tape_;
  mutable bool parsed_ = false;
};

inline Json ConnectorEvent::payload() const {
  if (!parsed_) {
    parsed_ = true;
    tape_.parse(detail::from_abi(event_.payload));
  }
  if (tape_.empty()) detail::raise_unmatched("the payload is " + tape_.error());
  return Json::root(tape_);
}

inline std::string ConnectorEvent::need(std::string_view pointer) const {
  std::string text = payload().at(pointer).text();
  if (text.empty()) {
    detail::raise_unmatched("the payload has no text or number at " + std::string(pointer));
  }
  return text;
}

}  // namespace v1
}  // namespace amfs
