#include "host/ingest/endpoint.hpp"

#include "host/config/nearest.hpp"

namespace host::ingest {

std::vector<EndpointPointer> EndpointGroup::all() const {
  std::vector<EndpointPointer> out;
  for (const auto& [tenant, endpoint] : defaults) out.push_back(endpoint);
  for (const auto& [digest, endpoint] : by_token) out.push_back(endpoint);
  return out;
}

EndpointTable::GroupPointer EndpointTable::put(const std::string& connector, EndpointGroup group) {
  ByConnector table = *groups_.get();
  auto earlier =
      std::exchange(table[connector], std::make_shared<const EndpointGroup>(std::move(group)));
  groups_.set(std::move(table));
  return earlier;
}

EndpointTable::GroupPointer EndpointTable::remove(const std::string& connector) {
  ByConnector table = *groups_.get();
  const auto found = table.find(connector);
  if (found == table.end()) return nullptr;
  auto earlier = std::move(found->second);
  table.erase(found);
  groups_.set(std::move(table));
  return earlier;
}

EndpointTable::GroupPointer EndpointTable::group(std::string_view connector) const {
  const auto table = groups_.get();
  const auto found = table->find(connector);
  return found == table->end() ? nullptr : found->second;
}

EndpointPointer EndpointTable::find(std::string_view connector, store::TenantId tenant) const {
  const GroupPointer of = group(connector);
  if (!of) return nullptr;
  const auto found = of->defaults.find(tenant);
  return found == of->defaults.end() ? nullptr : found->second;
}

EndpointPointer EndpointTable::find_by_token(std::string_view connector,
                                             const crypto::Sha256& digest) const {
  const GroupPointer of = group(connector);
  if (!of) return nullptr;
  const auto found = of->by_token.find(std::string(crypto::as_text(digest)));
  return found == of->by_token.end() ? nullptr : found->second;
}

std::optional<std::string> EndpointTable::nearest(std::string_view connector) const {
  std::vector<std::string> names;
  const auto table = groups_.get();
  for (const auto& [name, group] : *table) names.push_back(name);
  return config::nearest(connector, names);
}

}  // namespace host::ingest
