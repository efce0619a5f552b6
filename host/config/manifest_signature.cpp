#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/text.hpp"
#include "host/config/manifest_sections.hpp"
#include "host/config/yaml_values.hpp"

namespace host::config {
namespace {

using std::string_view;
using Kind = SignedPiece::Kind;

constexpr std::size_t kMaxAffix = 64;  // bytes of a prefix
constexpr std::size_t kMaxSignedPieces = 16;
constexpr std::size_t kMaxAlgorithms = 16;  // items of signature_algorithms

constexpr std::array<std::pair<string_view, SignatureScheme>, 6> kSchemes{{
    {"signature", SignatureScheme::signature},
    {"token", SignatureScheme::token},
    {"basic", SignatureScheme::basic},
    {"jwt", SignatureScheme::jwt},
    {"code", SignatureScheme::code},
    {"none", SignatureScheme::none},
}};
constexpr std::array<std::pair<string_view, SignatureAlgorithm>, 6> kAlgorithms{{
    {"hmac-sha256", SignatureAlgorithm::hmac_sha256},
    {"hmac-sha1", SignatureAlgorithm::hmac_sha1},
    {"hmac-sha384", SignatureAlgorithm::hmac_sha384},
    {"hmac-sha512", SignatureAlgorithm::hmac_sha512},
    {"ed25519", SignatureAlgorithm::ed25519},
    {"from-prefix", SignatureAlgorithm::from_prefix},
}};
constexpr std::array<std::pair<string_view, SignatureEncoding>, 2> kEncodings{{
    {"hex", SignatureEncoding::hex},
    {"base64", SignatureEncoding::base64},
}};
constexpr std::array<std::pair<string_view, KeyEncoding>, 3> kKeyEncodings{{
    {"utf8", KeyEncoding::utf8},
    {"base64", KeyEncoding::base64},
    {"hex", KeyEncoding::hex},
}};
constexpr std::array<std::pair<string_view, TimestampFormat>, 3> kTimestampFormats{{
    {"unix_s", TimestampFormat::unix_s},
    {"unix_ms", TimestampFormat::unix_ms},
    {"rfc3339", TimestampFormat::rfc3339},
}};

// Text that stands in a header value: printable ASCII.
std::string read_affix(const YamlNode& node) {
  std::string text = read_text(node, kMaxAffix);
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    fail_at(node, "must be printable ASCII, as it stands in the header");
  }
  return text;
}

std::string read_separator(const YamlNode& node) {
  std::string text = read_text(node);
  if (!text.empty() && text != "," && text != " ") {
    fail_at(node, "must be \",\" or \" \" for a list of signatures, or \"\" for one value");
  }
  return text;
}

SignedPiece read_placeholder(const YamlNode& node, string_view name) {
  if (name == "body") return {Kind::body, {}};
  if (name == "timestamp") return {Kind::timestamp, {}};
  if (name == "id") return {Kind::id, {}};
  fail_at(node,
          fmt::format("unknown placeholder {{{}}}; use {{body}}, {{timestamp}} or {{id}}", name));
}

std::vector<SignedPiece> read_signed_content(const YamlNode& node) {
  const std::string text = read_text(node, kMaxTemplateBytes);
  std::vector<SignedPiece> pieces;
  string_view rest = text;
  while (!rest.empty()) {
    if (pieces.size() == kMaxSignedPieces) fail_at(node, "more than 16 pieces; shorten it");
    const std::size_t open = rest.find('{');
    if (open != 0) {
      pieces.push_back({Kind::literal, std::string(rest.substr(0, open))});
      rest.remove_prefix(std::min(open, rest.size()));
      continue;
    }
    const std::size_t close = rest.find('}');
    if (close == string_view::npos) fail_at(node, "\"{\" without \"}\"; close the placeholder");
    pieces.push_back(read_placeholder(node, rest.substr(1, close - 1)));
    rest.remove_prefix(close + 1);
  }
  return pieces;
}

TimestampSpec read_timestamp(const YamlNode& node) {
  constexpr std::int64_t kMinTolerance = kNsPerSecond;
  YamlMap map(node, "timestamp");
  TimestampSpec spec;
  spec.header = read_header_name(map.need("header", "name the header that carries the time"));
  if (const auto* prefix = map.find("prefix")) spec.prefix = read_affix(*prefix);
  if (const auto* format = map.find("format")) spec.format = read_timestamp_format(*format);
  if (const auto* tolerance = map.find("tolerance")) {
    spec.tolerance_ns = read_duration(*tolerance, kMinTolerance, kDayNs);
  }
  map.finish();
  return spec;
}

SignatureAlgorithm read_concrete_algorithm(const YamlNode& node) {
  const auto algorithm = read_word(node, kAlgorithms);
  if (algorithm == SignatureAlgorithm::from_prefix) {
    fail_at(node, "from-prefix is not an algorithm; name one, like hmac-sha256");
  }
  return algorithm;
}

void read_algorithms(const YamlNode& node, SignatureSpec& spec) {
  if (!node.is_map() || node.entries.empty() || node.entries.size() > kMaxAlgorithms) {
    fail_at(node,
            "signature_algorithms must map 1 to 16 names; write it like {sha256: hmac-sha256}");
  }
  spec.algorithms.clear();
  for (const YamlEntry& entry : node.entries) {
    if (!is_header_name(entry.key)) {
      throw ConfigError(entry.line, entry.column, "not an algorithm name; use letters and digits");
    }
    spec.algorithms.emplace(entry.key, read_concrete_algorithm(entry.value));
  }
}

// JWT names an algorithm by a fixed word (RFC 7518); a word with another algorithm behind it is an
// error that would only show as refused deliveries.
bool is_jwt_algorithm(const std::string& name, SignatureAlgorithm algorithm) {
  return (name == "HS256" && algorithm == SignatureAlgorithm::hmac_sha256) ||
         (name == "HS384" && algorithm == SignatureAlgorithm::hmac_sha384) ||
         (name == "HS512" && algorithm == SignatureAlgorithm::hmac_sha512);
}

bool is_ed25519(const std::pair<const std::string, SignatureAlgorithm>& item) {
  return item.second == SignatureAlgorithm::ed25519;
}

// "" or why these rules cannot work, with the fix.
std::string signature_problem(const SignatureSpec& spec) {
  const bool from_prefix = spec.algorithm == SignatureAlgorithm::from_prefix;
  if (!spec.signs(Kind::body))
    return "signed_content lacks {body}; a body that is not signed proves nothing";
  if (std::count(spec.signed_content.begin(), spec.signed_content.end(),
                 SignedPiece{Kind::body, {}}) > 1) {
    return "signed_content has {body} twice; keep one";
  }
  if (spec.signs(Kind::timestamp) && !spec.timestamp) {
    return "signed_content has {timestamp}; add timestamp: {header: …}";
  }
  if (spec.timestamp && !spec.signs(Kind::timestamp)) {
    return "timestamp is set but not signed; put {timestamp} into signed_content or remove it";
  }
  if (spec.signs(Kind::id) != !spec.id_header.empty()) {
    return "{id} in signed_content and id: {header: …} belong together; add the missing one";
  }
  if (from_prefix && (spec.algorithms.empty() || !spec.signature_prefix.empty())) {
    return "from-prefix needs signature_algorithms: {name: algorithm} and no signature_prefix";
  }
  if (std::any_of(spec.algorithms.begin(), spec.algorithms.end(), is_ed25519)) {
    return "from-prefix has one HMAC key for all its algorithms; declare ed25519 by itself";
  }
  if (!from_prefix && !spec.algorithms.empty()) {
    return "signature_algorithms is only for from-prefix and jwt; remove it";
  }
  if (spec.algorithm == SignatureAlgorithm::ed25519 && spec.key_encoding == KeyEncoding::utf8) {
    return "ed25519 needs key_encoding: base64 or hex";
  }
  if (spec.timestamp && equals_ignore_case(spec.timestamp->header, spec.signature_header) &&
      (spec.timestamp->prefix.empty() || spec.signature_separator.empty())) {
    return "timestamp in the signature header needs timestamp.prefix and signature_separator";
  }
  return {};
}

std::string other_scheme_problem(const SignatureSpec& spec) {
  if (spec.timestamp || !spec.id_header.empty() ||
      spec.signed_content != SignatureSpec().signed_content) {
    return "signed_content, timestamp and id are only for scheme signature or code; remove them";
  }
  if (spec.scheme == SignatureScheme::jwt && spec.algorithms.empty()) {
    return "scheme jwt needs signature_algorithms, like {HS256: hmac-sha256}";
  }
  const bool jwt = spec.scheme == SignatureScheme::jwt;
  if (!jwt && !spec.algorithms.empty()) {
    return "signature_algorithms is only for from-prefix and jwt; remove it";
  }
  for (const auto& [name, algorithm] : spec.algorithms) {
    if (!is_jwt_algorithm(name, algorithm)) {
      return "scheme jwt takes {HS256: hmac-sha256, HS384: hmac-sha384, HS512: hmac-sha512}";
    }
  }
  if (!spec.signature_separator.empty()) {
    return "signature_separator is only for scheme signature or code; remove it";
  }
  return {};
}

// What is signed, and how, only the plugin knows: these keys say what it is shown and how a sample
// event is signed.
std::string code_problem(const SignatureSpec& spec) {
  if (spec.signs(Kind::timestamp) && !spec.timestamp) {
    return "signed_content has {timestamp}; add timestamp: {header: …}";
  }
  if (spec.signs(Kind::id) && spec.id_header.empty()) {
    return "signed_content has {id}; add id: {header: …}";
  }
  if (spec.algorithm == SignatureAlgorithm::ed25519 ||
      spec.algorithm == SignatureAlgorithm::from_prefix) {
    return "scheme code verifies HMACs only; remove signature_algorithm";
  }
  return {};
}

std::string problem_of(const SignatureSpec& spec) {
  std::string problem;
  if (spec.scheme == SignatureScheme::signature) {
    problem = signature_problem(spec);
  } else if (spec.scheme == SignatureScheme::code) {
    problem = code_problem(spec);
  } else {
    problem = other_scheme_problem(spec);
  }
  if (problem.empty() && !spec.signature_separator.empty() &&
      spec.signature_prefix.find(spec.signature_separator) != std::string::npos) {
    problem = "signature_prefix holds the signature_separator; no list item could ever match";
  }
  return problem;
}

}  // namespace

TimestampFormat read_timestamp_format(const YamlNode& node) {
  return read_word(node, kTimestampFormats);
}

KeyEncoding read_key_encoding(const YamlNode& node) { return read_word(node, kKeyEncodings); }

std::optional<SignatureScheme> read_scheme(YamlMap& map) {
  const auto* node = map.find("scheme");
  if (node == nullptr) return std::nullopt;
  return read_word(*node, kSchemes);
}

void read_signature_keys(YamlMap& map, SignatureSpec& spec) {
  if (const auto scheme = read_scheme(map)) spec.scheme = *scheme;
  if (const auto* node = map.find("signature_header"))
    spec.signature_header = read_header_name(*node);
  if (const auto* node = map.find("signature_algorithm"))
    spec.algorithm = read_word(*node, kAlgorithms);
  if (const auto* node = map.find("signature_algorithms")) read_algorithms(*node, spec);
  if (const auto* node = map.find("signature_prefix")) spec.signature_prefix = read_affix(*node);
  if (const auto* node = map.find("signature_separator"))
    spec.signature_separator = read_separator(*node);
  if (const auto* node = map.find("signature_encoding"))
    spec.encoding = read_word(*node, kEncodings);
  if (const auto* node = map.find("signed_content"))
    spec.signed_content = read_signed_content(*node);
  if (const auto* node = map.find("timestamp")) spec.timestamp = read_timestamp(*node);
  if (const auto* node = map.find("id")) {
    YamlMap id(*node, "id");
    spec.id_header = read_header_name(id.need("header", "name the header that carries the id"));
    id.finish();
  }
  if (const auto* node = map.find("key_encoding")) spec.key_encoding = read_key_encoding(*node);
  if (const auto* node = map.find("key_prefix")) spec.key_prefix = read_affix(*node);
}

void complete_signature(const YamlNode& at, SignatureSpec& spec) {
  const bool authorization =
      spec.scheme == SignatureScheme::basic || spec.scheme == SignatureScheme::jwt;
  if (authorization && spec.signature_header.empty()) spec.signature_header = "Authorization";
  if (spec.scheme != SignatureScheme::none && spec.signature_header.empty()) {
    fail_at(at, "lacks \"signature_header\"; name the header that carries the signature");
  }
  if (spec.scheme == SignatureScheme::jwt && spec.signature_prefix.empty() &&
      equals_ignore_case(spec.signature_header, "Authorization")) {
    spec.signature_prefix = "Bearer ";
  }
  const std::string problem = problem_of(spec);
  if (!problem.empty()) fail_at(at, problem);
}

}  // namespace host::config
