// Manifest: connector.yaml (contract 3) as typed, validated values. Immutable once loaded.
//
// Durations are nanoseconds. JSON parts (config, config_schema) are kept as JSON text. Everything
// here has been checked by manifest_loader: header names are tokens, paths are clean, templates
// compile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/config/template.hpp"
#include "host/config/version.hpp"

namespace host::config {

inline constexpr std::int64_t kMinuteNs = 60 * kNsPerSecond;
inline constexpr std::int64_t kDayNs = 24 * 60 * kMinuteNs;

enum class SignatureScheme { signature, token, basic, jwt, code, none };
enum class SignatureAlgorithm {
  hmac_sha256,
  hmac_sha1,
  hmac_sha384,
  hmac_sha512,
  ed25519,
  from_prefix
};
enum class SignatureEncoding { hex, base64 };
enum class KeyEncoding { utf8, base64, hex };
enum class TimestampFormat { unix_s, unix_ms, rfc3339 };
enum class SuccessBody { json, empty };

struct TimestampSpec {
  std::string header;
  std::string prefix;  // "t=" where the time is one item of a list header (Stripe); else empty
  TimestampFormat format = TimestampFormat::unix_s;
  std::int64_t tolerance_ns = 300 * kNsPerSecond;  // both directions
};

// signed_content, cut into pieces: what the sender put under the signature, in order.
struct SignedPiece {
  enum class Kind { literal, body, timestamp, id };
  Kind kind = Kind::literal;
  std::string literal;
  bool operator==(const SignedPiece&) const = default;
};

struct SignatureSpec {
  SignatureScheme scheme = SignatureScheme::signature;
  std::string signature_header;
  SignatureAlgorithm algorithm = SignatureAlgorithm::hmac_sha256;
  // Allow-list for from_prefix ("sha256" → hmac_sha256) and jwt ("HS256" → hmac_sha256).
  std::map<std::string, SignatureAlgorithm, std::less<>> algorithms;
  std::string signature_prefix;     // must be present; list items without it are ignored
  std::string signature_separator;  // "" = one value, "," or " " = list
  SignatureEncoding encoding = SignatureEncoding::hex;
  std::vector<SignedPiece> signed_content{{SignedPiece::Kind::body, {}}};
  std::optional<TimestampSpec> timestamp;  // set exactly when signed_content has {timestamp}
  std::string id_header;                   // set when signed_content has {id}
  KeyEncoding key_encoding = KeyEncoding::utf8;
  std::string key_prefix;  // stripped from the secret before decoding

  bool signs(SignedPiece::Kind kind) const;
};

inline constexpr std::size_t kMaxSignatureCandidates = 16;  // items of a list header that are tried

// One item of `keys`: used when the CONFIGURED secret starts with secret_prefix ("" matches all).
struct KeySpec {
  std::string secret_prefix;
  SignatureSpec signature;  // the webhook's own values with the item's on top
};

struct WebhookSpec {
  SignatureSpec signature;    // complete and validated only when `keys` is empty
  std::vector<KeySpec> keys;  // in order; the first whose prefix fits the secret
  std::uint64_t max_payload_bytes = 1048576;
  int success_status = 200;
  SuccessBody success_body = SuccessBody::json;
  std::int64_t ack_deadline_ns = 2500 * kNsPerMs;
  bool accept_json = true;
  bool accept_form = true;
  std::vector<std::string> store_headers;

  // The rules for this secret; nullptr when `keys` has no item for it (fail closed).
  const SignatureSpec* for_secret(std::string_view secret) const;
  // True when no secret is needed at all (scheme: none).
  bool needs_secret() const;
};

struct EventIdSource {
  enum class Kind { none, pointer, header };
  Kind kind = Kind::none;
  JsonPointer pointer;
  std::string header;
};

struct OccurredAtSpec {
  std::vector<JsonPointer> pointers;      // first that is present
  std::optional<TimestampFormat> format;  // nullopt: numbers are unix seconds, text RFC 3339
};

struct IdentitySpec {
  TemplateList event_type;  // default [{header.X-Event-Type}, {/event_type}, generic]
  EventIdSource id;
  TemplateList entity_path;  // empty = default_entity_path
  OccurredAtSpec occurred_at;
};

struct DedupeSpec {
  std::int64_t window_ns = 7 * kDayNs;
  std::int64_t digest_window_ns = 15 * kMinuteNs;
  bool body_unique = false;
};

struct HandshakeCondition {
  bool on_event_type = false;  // else: on the scalar at `pointer`
  JsonPointer pointer;
  std::string value;
};

struct HandshakeReply {
  int status = 200;
  std::string content_type = "text/plain";
  std::optional<Template> body;  // nullopt = empty
};

inline constexpr std::size_t kMaxHandshakeReplyBytes = 1024;  // after resolving

struct HandshakeSpec {
  std::vector<HandshakeCondition> when;  // all must hold
  HandshakeReply reply;
};

struct PermissionsSpec {
  bool memory_read = false;
  std::vector<std::string> memory_write;  // clean paths; everything below them is allowed
};

struct RetrySpec {
  int attempts = 3;
  std::int64_t delay_ns = 5 * kNsPerSecond;
  std::int64_t max_delay_ns = 5 * kMinuteNs;
};

struct EnvVarSpec {
  std::string name;
  std::string description;
  bool required = false;
  bool expose = false;
};

struct EntryPoint {
  std::string library;     // "amfs_connector_x": the file is lib<library>.so beside the manifest
  std::string class_name;  // "" = the library's only class
};

struct Manifest {
  std::string name;
  Version version;
  std::string description;
  std::string author;
  std::string license;
  EntryPoint entry_point;
  WebhookSpec webhook;
  std::string default_entity_path;
  std::vector<std::string> event_types;  // exact, or a prefix and one trailing `*`
  std::vector<EnvVarSpec> env_vars;
  std::optional<Version> min_amfs_version;
  std::vector<std::string> dependencies;  // shown, not resolved
  std::string config_json = "{}";
  IdentitySpec identity;
  DedupeSpec dedupe;
  std::vector<HandshakeSpec> handshake;
  PermissionsSpec permissions;
  std::string config_schema_json;  // "" = none
  RetrySpec retry;
  std::vector<JsonPointer> redact;

  // Whether transform sees this event type; one that is not listed is kept raw.
  bool handles(std::string_view event_type) const;
  // Whether the signature rules in use cover the event id (a body pointer, or a signed id header).
  bool id_is_signed(const SignatureSpec& rules) const;
  std::string library_file() const { return "lib" + entry_point.library + ".so"; }
};

}  // namespace host::config
