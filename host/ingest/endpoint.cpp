#include "host/ingest/endpoint.hpp"

#include "host/config/nearest.hpp"

namespace host::ingest {

void EndpointTable::add(Endpoint endpoint) {
  std::string name = endpoint.connector;
  endpoints_.insert_or_assign(std::move(name), std::move(endpoint));
}

const Endpoint* EndpointTable::find(std::string_view connector) const {
  const auto found = endpoints_.find(connector);
  return found == endpoints_.end() ? nullptr : &found->second;
}

std::optional<std::string> EndpointTable::nearest(std::string_view connector) const {
  std::vector<std::string> names;
  for (const auto& [name, endpoint] : endpoints_) names.push_back(name);
  return config::nearest(connector, names);
}

}  // namespace host::ingest
