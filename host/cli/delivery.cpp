#include "host/cli/delivery.hpp"

#include <fmt/format.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "host/base/encoding.hpp"
#include "host/base/text.hpp"
#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/config/yaml_values.hpp"
#include "host/ingest/test_header.hpp"

namespace host::cli {
namespace {

using config::SignatureSpec;
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

void set_header(HttpHeaders& headers, const std::string& name, const std::string& value) {
  const auto is_name = [&](const auto& item) { return equals_ignore_case(item.first, name); };
  headers.erase(std::remove_if(headers.begin(), headers.end(), is_name), headers.end());
  headers.emplace_back(name, value);
}

Result<Delivery> make_delivery(const config::Manifest& manifest, SampleEvent sample,
                               const ingest::SenderSecrets& secrets,
                               const std::optional<std::string>& id, UnixNs now) {
  const SignatureSpec* rules = manifest.webhook.for_secret(secrets.secret.reveal());
  if (rules == nullptr) {
    return Error{"cannot_sign", fmt::format("the secret starts with none of the prefixes that {}'s "
                                            "manifest lists under keys; set the right one in {}",
                                            manifest.name, "AMFS_CONNECTOR_…_SECRET")};
  }
  if (auto checked = check_id(manifest, *rules, id); !checked) return checked.error();
  Delivery delivery{std::move(sample.headers), {}};
  const auto is_type = [](const auto& item) {
    return equals_ignore_case(item.first, "Content-Type");
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
  set_header(delivery.headers, ingest::kTestHeader, "true");
  delivery.body = compact(sample.body);
  const auto proof = ingest::make_proof(*rules, secrets, delivery.body, sent_id, now);
  if (!proof) return proof.error();
  for (const auto& [name, value] : ingest::proof_headers(*rules, *proof, now))
    set_header(delivery.headers, name, value);
  return delivery;
}

}  // namespace host::cli
