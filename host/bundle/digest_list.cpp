#include "host/bundle/digest_list.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"

namespace host::bundle {
namespace {

constexpr std::string_view kFormat = "# amfs-bundle 1";
constexpr std::string_view kFormatWord = "# amfs-bundle ";
constexpr std::size_t kHexDigits = 64;
constexpr std::string_view kGap = "  ";

Error refuse(std::string_view what) {
  return {"bundle_invalid", fmt::format("{}: {}", kDigestListFile, what)};
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::optional<std::string> take_field(std::string_view& text, std::string_view field) {
  const std::string start = fmt::format("# {}: ", field);
  const std::string_view line = take_line(text);
  if (!line.starts_with(start)) return std::nullopt;
  return std::string(line.substr(start.size()));
}

}  // namespace

std::string hex_sha256(std::string_view bytes) {
  return to_hex(crypto::as_text(crypto::sha256(bytes)));
}

DigestList make_digest_list(std::string name, std::string version, Platform platform,
                            const FileSet& files) {
  DigestList list{std::move(name), std::move(version), std::move(platform), {}};
  for (const auto& [path, bytes] : files) list.digests.emplace(path, hex_sha256(bytes));
  return list;
}

std::string to_text(const DigestList& list) {
  std::string text = fmt::format("{}\n# name: {}\n# version: {}\n# platform: {}\n", kFormat,
                                 list.name, list.version, list.platform.text());
  for (const auto& [path, digest] : list.digests) text += digest + std::string(kGap) + path + '\n';
  return text;
}

Result<DigestList> parse_digest_list(std::string_view text) {
  const std::string_view whole = text;
  if (text.size() > kMaxDigestListBytes) return refuse("is larger than 256 KiB");
  const std::string_view format = take_line(text);
  if (format != kFormat) {
    return refuse(format.starts_with(kFormatWord)
                      ? "has a format this amfs does not know; update amfs"
                      : "does not begin with \"# amfs-bundle 1\"; this is no connector bundle");
  }
  auto name = take_field(text, "name");
  auto version = take_field(text, "version");
  const auto platform_text = take_field(text, "platform");
  if (!name || !version || !platform_text) return refuse("lacks name, version or platform");
  auto platform = parse_platform(*platform_text);
  if (!platform) return refuse(platform.error().message);
  DigestList list{std::move(*name), std::move(*version), std::move(*platform), {}};
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.size() <= kHexDigits + kGap.size() || list.digests.size() >= kMaxFiles) {
      return refuse("has a damaged line, or too many");
    }
    const std::string path(line.substr(kHexDigits + kGap.size()));
    if (auto checked = check_path(path); !checked) return checked.error();
    list.digests.emplace(path, line.substr(0, kHexDigits));
  }
  if (to_text(list) != whole) {
    return refuse("is not as amfs connector package writes it (order, spaces or line ends)");
  }
  return list;
}

Result<void> check_digests(const DigestList& list, const FileSet& files) {
  for (const auto& [path, bytes] : files) {
    const auto listed = list.digests.find(path);
    if (listed == list.digests.end()) {
      return Error{"bundle_invalid",
                   fmt::format("\"{}\" is not listed in {}; the bundle was changed after it was "
                               "made: get it again from its author",
                               path, kDigestListFile)};
    }
    if (listed->second != hex_sha256(bytes)) {
      return Error{"digest_mismatch",
                   fmt::format("\"{}\" does not have the SHA-256 that {} says; the bundle is "
                               "damaged or was changed: get it again from its author",
                               path, kDigestListFile)};
    }
  }
  for (const auto& [path, digest] : list.digests) {
    if (files.count(path) == 0) {
      return Error{"bundle_invalid", fmt::format("\"{}\" is listed in {} and missing; get the "
                                                 "bundle again from its author",
                                                 path, kDigestListFile)};
    }
  }
  return {};
}

}  // namespace host::bundle
