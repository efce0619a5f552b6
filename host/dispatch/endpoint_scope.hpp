// EndpointScope: what a lane must know of one endpoint of its connector: whose it is and where its
// memories go.
//
// A connector sees one set of paths, those below its own default path. Where an endpoint has a
// prefix of its own, the host moves what lies below the default path there and back (PathMove), so
// that one instance serves endpoints of many tenants. Immutable: any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/store/endpoints.hpp"
#include "host/store/records.hpp"

namespace host::dispatch {

struct EndpointScope {
  store::EndpointId id = 0;
  store::TenantId tenant = store::kDefaultTenant;
  std::string shown_id = store::kDefaultEndpoint;  // to connectors; never a token
  std::string entity_prefix;                       // empty: the connector's default path
};

// Between the paths a connector uses and those of the memory. The arguments must outlive it.
class PathMove {
 public:
  PathMove() = default;
  // `prefix` empty: nothing moves.
  PathMove(std::string_view connector_path, std::string_view prefix)
      : connector_path_(connector_path), prefix_(prefix) {}

  std::string to_memory(std::string_view path) const;
  // Nothing: the path is not this endpoint's to see (below the default path, which its own prefix
  // replaces).
  std::optional<std::string> to_connector(std::string_view path) const;

 private:
  bool moves() const { return !prefix_.empty() && prefix_ != connector_path_; }

  std::string_view connector_path_;
  std::string_view prefix_;
};

}  // namespace host::dispatch
