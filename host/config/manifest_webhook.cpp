#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/text.hpp"
#include "host/config/manifest_sections.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

constexpr std::int64_t kMaxPayloadBytes = 64LL << 20;
constexpr std::size_t kMaxKeys = 8;           // items of `keys`
constexpr std::size_t kMaxStoreHeaders = 32;  // items of `store_headers`

constexpr std::array<std::pair<std::string_view, SuccessBody>, 2> kSuccessBodies{{
    {"json", SuccessBody::json},
    {"empty", SuccessBody::empty},
}};
// Storing these would put credentials into the inbox.
constexpr std::array<std::string_view, 5> kNeverStored{"authorization", "proxy-authorization",
                                                       "cookie", "set-cookie", "x-amfs-api-key"};

// An item holds the webhook's own rules with its keys on top; another scheme starts from scratch,
// because nothing of one scheme makes sense in another.
KeySpec read_key(const YamlNode& node, const SignatureSpec& base) {
  YamlMap map(node, "an item of keys");
  const auto scheme = read_scheme(map);
  KeySpec key;
  if (!scheme || *scheme == base.scheme) key.signature = base;
  const auto* prefix = map.find("prefix");
  if (prefix != nullptr) {
    key.secret_prefix = read_text(*prefix, 64);
    key.signature.key_prefix = key.secret_prefix;  // what picks the key is not part of it
  }
  read_signature_keys(map, key.signature);
  if (const auto* encoding = map.find("encoding")) {
    if (map.find("key_encoding") != nullptr) {
      fail_at(*encoding, "encoding and key_encoding say the same thing; keep one");
    }
    key.signature.key_encoding = read_key_encoding(*encoding);
  }
  map.finish();
  complete_signature(node, key.signature);
  return key;
}

void read_keys(const YamlNode& node, WebhookSpec& webhook) {
  if (!node.is_sequence() || node.items.empty() || node.items.size() > kMaxKeys) {
    fail_at(node, fmt::format("keys must be a list of 1 to {} items", kMaxKeys));
  }
  for (const YamlNode& item : node.items) {
    KeySpec key = read_key(item, webhook.signature);
    const auto hides = [&](const KeySpec& earlier) {
      return key.secret_prefix.starts_with(earlier.secret_prefix);
    };
    if (std::any_of(webhook.keys.begin(), webhook.keys.end(), hides)) {
      fail_at(item,
              "never reached: an earlier item's prefix matches first; put the longer prefix first");
    }
    webhook.keys.push_back(std::move(key));
  }
}

void read_content_types(const YamlNode& node, WebhookSpec& webhook) {
  webhook.accept_json = false;
  webhook.accept_form = false;
  for (const std::string& type : read_text_list(node)) {
    if (type != "json" && type != "form") fail_at(node, "content_types knows json and form");
    (type == "json" ? webhook.accept_json : webhook.accept_form) = true;
  }
  if (!webhook.accept_json && !webhook.accept_form) {
    fail_at(node, "content_types is empty; name json, form or both");
  }
}

void read_store_headers(const YamlNode& node, WebhookSpec& webhook) {
  webhook.store_headers = read_text_list(node);
  if (webhook.store_headers.size() > kMaxStoreHeaders)
    fail_at(node, "more than 32 headers; shorten the list");
  for (const std::string& name : webhook.store_headers) {
    if (!is_header_name(name)) fail_at(node, fmt::format("\"{}\" is not a header name", name));
    const auto forbidden = [&](std::string_view other) { return equals_ignore_case(name, other); };
    if (std::any_of(kNeverStored.begin(), kNeverStored.end(), forbidden)) {
      fail_at(node, fmt::format("\"{}\" carries credentials and is never stored; remove it", name));
    }
  }
}

int read_success_status(const YamlNode& node) {
  const auto status = static_cast<int>(read_integer(node, 200, 299));
  if (status != 200 && status != 202 && status != 204) fail_at(node, "must be 200, 202 or 204");
  return status;
}

}  // namespace

WebhookSpec read_webhook(const YamlNode& node) {
  YamlMap map(node, "webhook");
  WebhookSpec webhook;
  read_signature_keys(map, webhook.signature);
  if (const auto* keys = map.find("keys")) {
    read_keys(*keys, webhook);
  }
  if (const auto* max = map.find("max_payload_bytes")) {
    webhook.max_payload_bytes = static_cast<std::uint64_t>(read_integer(*max, 1, kMaxPayloadBytes));
  }
  if (const auto* status = map.find("success_status")) {
    webhook.success_status = read_success_status(*status);
  }
  if (const auto* body = map.find("success_body"))
    webhook.success_body = read_word(*body, kSuccessBodies);
  if (webhook.success_status == 204) webhook.success_body = SuccessBody::empty;
  if (const auto* deadline = map.find("ack_deadline")) {
    webhook.ack_deadline_ns = read_duration(*deadline, 100 * kNsPerMs, kMinuteNs);
  }
  if (const auto* types = map.find("content_types")) read_content_types(*types, webhook);
  if (const auto* headers = map.find("store_headers")) read_store_headers(*headers, webhook);
  map.finish();  // before the rules are judged: a misspelt key says more than what it left missing
  if (webhook.keys.empty()) complete_signature(node, webhook.signature);
  return webhook;
}

}  // namespace host::config
