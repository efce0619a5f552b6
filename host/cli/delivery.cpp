#include "host/cli/delivery.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "host/base/encoding.hpp"
#include "host/base/rfc3339.hpp"
#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/config/yaml_values.hpp"
#include "host/crypto/digest.hpp"

namespace host::cli {
namespace {

using config::SignatureAlgorithm;
using config::SignatureScheme;
using config::SignatureSpec;
using config::SignedPiece;
using IdKind = config::EventIdSource::Kind;

constexpr std::size_t kMaxIdBytes = 256;

// RFC 9562, version 4.
std::string make_uuid() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string text = to_hex(bytes);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

void set_header(HttpHeaders& headers, const std::string& name, const std::string& value) {
  const auto is_name = [&](const auto& item) { return config::same_header(item.first, name); };
  headers.erase(std::remove_if(headers.begin(), headers.end(), is_name), headers.end());
  headers.emplace_back(name, value);
}

std::optional<crypto::HmacAlgorithm> hmac_of(const SignatureSpec& rules) {
  const bool is_plain = rules.scheme == SignatureScheme::signature &&
                        rules.encoding == config::SignatureEncoding::hex &&
                        rules.key_encoding == config::KeyEncoding::utf8 && rules.key_prefix.empty();
  if (!is_plain) return std::nullopt;
  switch (rules.algorithm) {
    case SignatureAlgorithm::hmac_sha256:
      return crypto::HmacAlgorithm::sha256;
    case SignatureAlgorithm::hmac_sha1:
      return crypto::HmacAlgorithm::sha1;
    case SignatureAlgorithm::hmac_sha512:
      return crypto::HmacAlgorithm::sha512;
    case SignatureAlgorithm::ed25519:
    case SignatureAlgorithm::from_prefix:
      break;
  }
  return std::nullopt;
}

std::string timestamp_text(const config::TimestampSpec& spec, UnixNs now) {
  switch (spec.format) {
    case config::TimestampFormat::unix_ms:
      return std::to_string(now / kNsPerMs);
    case config::TimestampFormat::rfc3339:
      return format_rfc3339(now);
    case config::TimestampFormat::unix_s:
      break;
  }
  return std::to_string(now / kNsPerSecond);
}

std::string signed_content(const SignatureSpec& rules, const std::string& body,
                           const std::string& timestamp, const std::string& id) {
  std::string content;
  for (const SignedPiece& piece : rules.signed_content) {
    switch (piece.kind) {
      case SignedPiece::Kind::literal:
        content += piece.literal;
        break;
      case SignedPiece::Kind::body:
        content += body;
        break;
      case SignedPiece::Kind::timestamp:
        content += timestamp;
        break;
      case SignedPiece::Kind::id:
        content += id;
        break;
    }
  }
  return content;
}

Result<void> sign(Delivery& delivery, const SignatureSpec& rules, std::string_view secret,
                  const std::string& id, UnixNs now) {
  const auto algorithm = hmac_of(rules);
  if (!algorithm) {
    return Error{"cannot_sign",
                 "this connector's signature rules are not supported yet (only HMAC "
                 "with hexadecimal text is); see: amfs connector list"};
  }
  std::string value;
  std::string timestamp;
  if (rules.timestamp) {
    timestamp = timestamp_text(*rules.timestamp, now);
    const std::string item = rules.timestamp->prefix + timestamp;
    // Stripe's way: the time is one item of the signature header.
    if (config::same_header(rules.timestamp->header, rules.signature_header)) {
      value = item + rules.signature_separator;
    } else {
      set_header(delivery.headers, rules.timestamp->header, item);
    }
  }
  const std::string content = signed_content(rules, delivery.body, timestamp, id);
  value += rules.signature_prefix + to_hex(crypto::Hmac(*algorithm, secret).compute({content}));
  set_header(delivery.headers, rules.signature_header, value);
  return {};
}

bool is_id(const std::string& text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

Result<void> check_id(const config::Manifest& manifest, const SignatureSpec& rules,
                      const std::optional<std::string>& id) {
  if (!id) return {};
  if (!is_id(*id)) return Error{kUsage, "--id must be 1 to 256 visible ASCII characters"};
  if (manifest.identity.id.kind != IdKind::none || !rules.id_header.empty()) return {};
  return Error{kUsage, fmt::format("{} has no delivery ids; leave --id out", manifest.name)};
}

std::string compact(const rapidjson::Document& body) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  body.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

Result<Delivery> make_delivery(const config::Manifest& manifest, SampleEvent sample,
                               std::string_view secret, const std::optional<std::string>& id,
                               UnixNs now) {
  const SignatureSpec* rules = manifest.webhook.for_secret(secret);
  if (rules == nullptr) {
    return Error{"cannot_sign", fmt::format("the secret starts with none of the prefixes that {}'s "
                                            "manifest lists under keys; set the right one in {}",
                                            manifest.name, "AMFS_CONNECTOR_…_SECRET")};
  }
  if (auto checked = check_id(manifest, *rules, id); !checked) return checked.error();
  Delivery delivery{std::move(sample.headers), {}};
  const auto is_type = [](const auto& item) {
    return config::same_header(item.first, "Content-Type");
  };
  if (std::none_of(delivery.headers.begin(), delivery.headers.end(), is_type)) {
    delivery.headers.emplace_back("Content-Type", kJsonType);
  }
  const auto& source = manifest.identity.id;
  const std::string sent_id = id.value_or(make_uuid());
  if (source.kind == IdKind::header) set_header(delivery.headers, source.header, sent_id);
  if (!rules->id_header.empty()) set_header(delivery.headers, rules->id_header, sent_id);
  if (source.kind == IdKind::pointer && id) {
    rapidjson::Pointer(source.pointer.text.c_str()).Set(sample.body, sent_id.c_str());
  }
  delivery.body = compact(sample.body);
  if (rules->scheme == SignatureScheme::none) return delivery;
  if (auto done = sign(delivery, *rules, secret, sent_id, now); !done) return done.error();
  return delivery;
}

}  // namespace host::cli
