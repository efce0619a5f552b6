#include "host/bundle/registry_index.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace host::bundle {
namespace {

constexpr std::size_t kShownVersions = 8;  // in one message

std::string version_list(const IndexConnector& connector) {
  std::vector<std::string> texts;
  for (const IndexVersion& item : connector.versions) {
    if (std::find(texts.begin(), texts.end(), item.version.text) == texts.end())
      texts.push_back(item.version.text);
  }
  const bool more = texts.size() > kShownVersions;
  if (more) texts.resize(kShownVersions);
  return fmt::format("{}{}", fmt::join(texts, ", "), more ? ", …" : "");
}

Error not_found(std::string message) { return {"version_not_found", std::move(message)}; }

// Newest first; of one version the platforms in order.
bool comes_first(const IndexVersion& left, const IndexVersion& right) {
  if (config::is_older(right.version, left.version)) return true;
  if (config::is_older(left.version, right.version)) return false;
  return std::pair(left.version.text, left.platform.text()) <
         std::pair(right.version.text, right.platform.text());
}

}  // namespace

const IndexConnector* Index::find(std::string_view name) const {
  for (const IndexConnector& item : connectors) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

std::vector<std::string> Index::names() const {
  std::vector<std::string> names;
  for (const IndexConnector& item : connectors) names.push_back(item.name);
  return names;
}

void Index::put(const IndexConnector& texts, IndexVersion version) {
  auto at = std::find_if(connectors.begin(), connectors.end(),
                         [&](const IndexConnector& item) { return item.name >= texts.name; });
  if (at == connectors.end() || at->name != texts.name)
    at = connectors.insert(at, IndexConnector{texts.name, {}, {}, {}, {}});
  std::erase_if(at->versions, [&](const IndexVersion& item) {
    return item.version.text == version.version.text && item.platform == version.platform;
  });
  const bool newest =
      at->versions.empty() || !config::is_older(version.version, at->versions.front().version);
  if (newest) {
    at->description = texts.description;
    at->author = texts.author;
    at->license = texts.license;
  }
  at->versions.push_back(std::move(version));
  std::sort(at->versions.begin(), at->versions.end(), comes_first);
}

std::optional<std::string> unsuitable(const HostFacts& host, const Platform& platform,
                                      const std::optional<config::Version>& min_amfs,
                                      const Abi& abi) {
  if (platform != host.platform) {
    return fmt::format("is for {}, this is {}; get the one for this machine", platform.text(),
                       host.platform.text());
  }
  if (min_amfs && config::is_older(host.amfs, *min_amfs)) {
    return fmt::format("needs amfs {} or newer, this is {}; update amfs", min_amfs->text,
                       host.amfs.text);
  }
  const bool fits = abi.major == host.abi.major &&
                    (abi.major == 0 ? abi.minor == host.abi.minor : abi.minor <= host.abi.minor);
  if (fits) return std::nullopt;
  return fmt::format("needs connector ABI {}, this amfs speaks {}; {}", abi.text(), host.abi.text(),
                     abi > host.abi ? "update amfs" : "get a newer version of the connector");
}

Result<const IndexVersion*> choose(const IndexConnector& connector, std::string_view wanted,
                                   const HostFacts& host) {
  std::string why;
  bool only_prereleases = false;
  for (const IndexVersion& item : connector.versions) {
    if (!wanted.empty() && item.version.text != wanted) continue;
    auto reason = unsuitable(host, item.platform, item.min_amfs_version, item.abi);
    if (!reason && wanted.empty() && !item.version.prerelease.empty()) {
      only_prereleases = true;
      continue;
    }
    if (!reason) return &item;
    if (why.empty()) why = fmt::format("{} {} {}", connector.name, item.version.text, *reason);
  }
  if (only_prereleases) {
    return not_found(fmt::format("{} has pre-releases only ({}); name one: {}@VERSION",
                                 connector.name, version_list(connector), connector.name));
  }
  if (!why.empty()) return Error{"unsuitable", std::move(why)};
  return not_found(fmt::format("the registry has no {} {}; it has {}", connector.name, wanted,
                               version_list(connector)));
}

}  // namespace host::bundle
