#include "host/dispatch/endpoint_scope.hpp"

#include "host/config/entity_path.hpp"

namespace host::dispatch {
namespace {

std::string moved(std::string_view path, std::string_view from, std::string_view to) {
  return std::string(to).append(path.substr(from.size()));
}

}  // namespace

std::string PathMove::to_memory(std::string_view path) const {
  if (!moves() || !config::is_within(path, connector_path_)) return std::string(path);
  return moved(path, connector_path_, prefix_);
}

std::optional<std::string> PathMove::to_connector(std::string_view path) const {
  if (!moves()) return std::string(path);
  if (config::is_within(path, prefix_)) return moved(path, prefix_, connector_path_);
  if (config::is_within(path, connector_path_)) return std::nullopt;
  return std::string(path);
}

}  // namespace host::dispatch
