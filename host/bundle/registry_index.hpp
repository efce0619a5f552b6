// The index of a registry (index.json): which connectors there are, for which platforms, in which
// files. And the choice of the version that suits a host.
//
//   {"format":1,"connectors":[{"name","description","author","license","versions":[
//     {"version","os","arch","file","sha256","size","min_amfs_version","abi"}]}]}
//
// Members that are not known here are left alone: a signature may be added to the index or to a
// version without a new format. `file` is a name beside the index, so the same index serves from a
// directory and from a URL.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"
#include "host/bundle/platform.hpp"
#include "host/config/version.hpp"

namespace host::bundle {

inline constexpr char kIndexFile[] = "index.json";
inline constexpr std::size_t kMaxIndexBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxIndexConnectors = 4096;
inline constexpr std::size_t kMaxIndexVersions = 256;  // of one connector

// The ABI a library needs. "0.9" is for hosts that speak exactly 0.9, "1.2" for 1.2 and later 1.x.
struct Abi {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;

  // The check takes the 0 that the compiler compares with for a pointer.
  auto operator<=>(const Abi&) const = default;  // NOLINT(modernize-use-nullptr)
  std::string text() const { return std::to_string(major) + '.' + std::to_string(minor); }
};

struct IndexVersion {
  config::Version version;
  Platform platform;
  std::string file;
  std::string sha256;
  std::uint64_t size = 0;
  std::optional<config::Version> min_amfs_version;
  Abi abi;
};

struct IndexConnector {
  std::string name;
  std::string description;
  std::string author;
  std::string license;
  std::vector<IndexVersion> versions;  // newest first
};

struct Index {
  std::vector<IndexConnector> connectors;  // by name

  const IndexConnector* find(std::string_view name) const;
  std::vector<std::string> names() const;
  // Adds a version with its connector's texts; the same version for the same platform is replaced.
  void put(const IndexConnector& texts, IndexVersion version);
};

// An index beyond the bounds or with one wrong member is refused as a whole.
Result<Index> parse_index(const std::string& text, std::string_view shown);
std::string to_json(const Index& index);

// What a host can run.
struct HostFacts {
  Platform platform;
  config::Version amfs;
  Abi abi;
};

// nullopt when it suits; else why not: "is for linux-aarch64, this is linux-x86_64".
std::optional<std::string> unsuitable(const HostFacts& host, const Platform& platform,
                                      const std::optional<config::Version>& min_amfs,
                                      const Abi& abi);

// The newest suitable version, pre-releases only where `wanted` names one ("" = any). The result
// points into `connector`.
Result<const IndexVersion*> choose(const IndexConnector& connector, std::string_view wanted,
                                   const HostFacts& host);

}  // namespace host::bundle
