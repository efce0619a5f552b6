// IdentityPlan: what a manifest's `identity` and `handshake` sections say about one delivery,
// compiled once per connector. One scan of the payload serves all of it (contract 1, step 2).
//
// Immutable: any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/config/manifest.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::identity {

inline constexpr std::size_t kEventTypeMax = 128;   // bytes; longer ones are cut
inline constexpr std::size_t kDeliveryIdMax = 256;  // bytes; longer ones count as no id

// The headers of a delivery that outlive the request.
using HeaderValues = std::vector<std::pair<std::string, std::string>>;

// One delivery as the plan sees it. The views must outlive the call they are passed to.
struct Evidence {
  const json::Scan* scan = nullptr;  // of the payload, with the plan's pointers; null: not JSON
  const HeaderValues* headers = nullptr;
};

struct HandshakeAnswer {
  int status = 200;
  std::string content_type;
  std::string body;
};

class IdentityPlan {
 public:
  // `entity_path`: the effective default path of the connector.
  IdentityPlan(std::shared_ptr<const config::Manifest> manifest, std::string entity_path);

  const json::PointerSet& pointers() const { return pointers_; }

  std::string event_type(const Evidence& evidence) const;
  // Empty when the delivery has none.
  std::string delivery_id(const Evidence& evidence) const;
  // 0 when the payload has none, or none that makes sense.
  UnixNs occurred_at(const Evidence& evidence) const;
  // Where a raw entry of this delivery goes.
  std::string raw_path(const Evidence& evidence) const;
  // Set when the delivery is one of the manifest's handshakes.
  std::optional<HandshakeAnswer> handshake(const Evidence& evidence,
                                           const std::string& event_type) const;

  // The header names a delivery must keep for all of this, with those of `store_headers`.
  const std::vector<std::string>& kept_headers() const { return kept_headers_; }

 private:
  void need(const config::TemplateList& list);
  void need(const config::TemplateRef& ref);
  void need_pointer(const config::JsonPointer& pointer);
  void need_header(const std::string& name);
  const json::Scalar* scalar(const Evidence& evidence, const config::JsonPointer& pointer) const;
  std::optional<std::string_view> lookup(const Evidence& evidence,
                                         const config::TemplateRef& ref) const;
  bool holds(const config::HandshakeCondition& condition, const Evidence& evidence,
             const std::string& event_type) const;

  std::shared_ptr<const config::Manifest> manifest_;
  std::string entity_path_;
  std::vector<config::JsonPointer> pointer_list_;  // same order as pointers_
  std::vector<std::string> kept_headers_;
  json::PointerSet pointers_;
};

}  // namespace host::identity
