// Request: one parsed HTTP request, handed by value to its handler.
//
// All string views point into memory that the Request owns, so it may be moved and sent to another
// thread; they die with it. Header fields are those of the header section only: trailers are never
// seen. `body` may be moved out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/http/byte_budget.hpp"
#include "host/http/uri.hpp"

namespace host::http {

struct Header {
  std::string_view name;
  std::string_view value;  // without leading and trailing white space
};

// Fields in order of appearance; names compare without regard to case.
class HeaderList {
 public:
  std::optional<std::string_view> find(std::string_view name) const;  // the first
  std::vector<std::string_view> find_all(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  std::size_t size() const { return fields_.size(); }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

  void reserve(std::size_t count) { fields_.reserve(count); }
  void add(std::string_view name, std::string_view value) { fields_.push_back({name, value}); }

 private:
  std::vector<Header> fields_;
};

// What a route's pattern captured: raw, still percent-encoded.
class RouteParams {
 public:
  static constexpr std::size_t kMax = 4;

  void add(std::string_view name, std::string_view raw_value);
  void clear() { size_ = 0; }
  // Empty when the pattern has no such name.
  std::string_view raw(std::string_view name) const;

 private:
  struct Param {
    std::string_view name;  // points into the route
    std::string_view value;
  };
  std::array<Param, kMax> params_;
  std::size_t size_ = 0;
};

// Base of whatever a handler wants to carry from on_head() to handle().
struct RequestContext {
  virtual ~RequestContext() = default;
};

// Unique per request; not secret. 16 characters of lower-case base32.
using RequestId = std::array<char, 16>;

struct Request {
  std::string_view method;
  std::string_view target;  // as sent
  std::string_view path;    // target up to `?`, percent-encoded
  std::string_view query;   // after `?`, percent-encoded; may be empty
  int version = 11;         // 10 or 11
  HeaderList headers;
  std::optional<std::uint64_t> content_length;  // none: chunked, or no body
  bool is_chunked = false;

  RouteParams params;
  std::string body;             // empty in on_head()
  BodyReservation reservation;  // the body's bytes in flight
  std::unique_ptr<RequestContext> context;

  std::string peer_address;  // numeric, without port
  bool is_loopback_peer = false;
  UnixNs received_ns = 0;  // when the header was complete
  RequestId id{};

  std::string_view request_id() const { return {id.data(), id.size()}; }
  // Decoded value of a pattern's {name}; `invalid_target` answers 400.
  Result<std::string> param(std::string_view name) const {
    return percent_decode(params.raw(name));
  }
  Result<QueryParams> query_params() const { return QueryParams::parse(query); }

  // The header section as received; all views above point into it.
  std::unique_ptr<char[]> raw_head;
};

}  // namespace host::http
