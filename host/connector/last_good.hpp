// The manifests by which events were accepted last, kept in the data directory: a connector whose
// folder is broken or gone at the next start still has its events verified and held (P4).
//
// Only connector.yaml is kept, never a secret. Files: <root>/<name>.yaml, 0600.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/config/manifest.hpp"

namespace host::connector {

struct KeptManifest {
  std::string yaml;
  std::shared_ptr<const config::Manifest> manifest;
};

class LastGood {
 public:
  explicit LastGood(std::filesystem::path root) : root_(std::move(root)) {}

  // The connectors that have one, at most kConnectorsMax.
  std::vector<std::string> names() const;
  // Null manifest: none, or it does not fit this host any more (that is logged).
  KeptManifest read(const std::string& name) const;
  // A failure is logged: what runs goes on without it.
  void keep(const std::string& name, const std::string& yaml) const;
  void forget(const std::string& name) const;

 private:
  std::filesystem::path file_of(const std::string& name) const { return root_ / (name + ".yaml"); }
  std::filesystem::path root_;
};

}  // namespace host::connector
