#include "host/api/administration/endpoint_request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/api/body_fields.hpp"
#include "host/config/entity_path.hpp"
#include "host/config/secrets.hpp"
#include "host/config/signing_key.hpp"

namespace host::api {
namespace {

constexpr std::size_t kEndpointNameMax = 64;
constexpr std::size_t kEntityPrefixMax = 256;  // bytes: leaves room for what comes below it
constexpr std::size_t kSecretMax = 4096;
constexpr std::int64_t kRetryAfterOperator = 60;  // seconds

bool is_name(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && plain(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return plain(c) || c == '-' || c == '_' || c == '.';
  });
}

// However parsing ends.
class WipedLater {
 public:
  explicit WipedLater(std::string& text) : text_(text) {}
  ~WipedLater() { config::wipe(text_); }
  WipedLater(const WipedLater&) = delete;
  WipedLater& operator=(const WipedLater&) = delete;

 private:
  std::string& text_;
};

void check_connector(BodyFields& fields, const std::string& name,
                     const ingest::EndpointTable& connectors) {
  if (!fields.is_sound("connector") || connectors.group(name)) return;
  const auto nearest = connectors.nearest(name);
  fields.fault("connector", "no such connector" + (nearest ? "; did you mean " + *nearest + "?"
                                                           : std::string("; list connectors")));
}

BadRequest unusable(const std::string& why) {
  return BadRequest(http::problem(422, "secret_unusable", why, {{"/secret", why}}));
}

std::string read_prefix(BodyFields& fields) {
  const std::string given = fields.text("entity_prefix", kEntityPrefixMax);
  if (given.empty()) return {};
  auto path = config::clean_path(given);
  if (!path) fields.fault("entity_prefix", "expected an entity path such as repos/acme");
  return path.value_or("");
}

}  // namespace

EndpointRequest parse_endpoint(std::string& body, const access::Caller& caller,
                               const ingest::EndpointTable& connectors) {
  const WipedLater wiped(body);
  BodyFields fields(body);
  fields.allow_only({"tenant", "connector", "name", "entity_prefix", "secret"});
  EndpointRequest out;
  out.row.tenant = caller.tenant;
  out.row.tenant_name = fields.text("tenant");
  out.row.connector = fields.required_text("connector");
  check_connector(fields, out.row.connector, connectors);
  out.row.name = fields.has("name") ? fields.text("name", kEndpointNameMax)
                                    : std::string(store::kDefaultEndpoint);
  if (fields.is_sound("name") && !is_name(out.row.name)) {
    fields.fault("name", "expected [a-z0-9][a-z0-9._-]{0,63}");
  }
  out.row.entity_prefix = read_prefix(fields);
  out.secret = config::SecretString::absorb(fields.text("secret", kSecretMax));
  fields.check();
  if (!out.row.tenant_name.empty() && !caller.is_operator) {
    throw BadRequest(http::problem(403, "operator_required",
                                   "only the operator's keys may name a tenant; leave it out"));
  }
  return out;
}

RotationRequest parse_rotation(std::string& body) {
  const WipedLater wiped(body);
  BodyFields fields(body);
  fields.allow_only({"secret", "keep_previous"});
  RotationRequest out;
  out.secret = config::SecretString::absorb(fields.required_text("secret", kSecretMax));
  out.keeps_previous = fields.boolean("keep_previous", true);
  if (fields.is_sound("secret") && out.secret.empty()) fields.fault("secret", "must not be empty");
  fields.check();
  return out;
}

void check_endpoint_secret(const config::Manifest& manifest, const config::SecretString& secret) {
  if (secret.empty()) return;
  if (!manifest.webhook.needs_secret()) {
    throw unusable(
        fmt::format("deliveries to {} carry no signature; leave the secret out", manifest.name));
  }
  const auto fits = config::check_secret(manifest.webhook, secret.reveal());
  if (fits.has_error()) throw unusable(fits.error().message);
}

std::string seal_secret(const crypto::SealedBox* box, const config::SecretString& secret,
                        const std::string& endpoint) {
  if (secret.empty()) return {};
  if (box != nullptr) return box->seal(secret.reveal(), endpoint);
  http::Response refusal = http::problem(
      503, "secrets_key_missing",
      fmt::format("secrets are stored sealed only; the operator must set {} (openssl rand -hex {}) "
                  "and restart amfs",
                  config::kSecretsKey, config::kSecretsKeyBytes));
  throw BadRequest(std::move(refusal.retry_after(kRetryAfterOperator)));
}

}  // namespace host::api
