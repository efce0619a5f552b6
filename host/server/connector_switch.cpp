#include "host/server/connector_switch.hpp"

#include <algorithm>

#include "host/base/log.hpp"
#include "host/server/connector_setup.hpp"

namespace host::server {
namespace {

void log_change(const api::ConnectorInfo* before, const api::ConnectorInfo& after) {
  const std::string from = before == nullptr ? "new" : before->state + " " + before->version;
  const auto level = after.reason.empty() ? log::Level::info : log::Level::warn;
  log::line(level, "connector {} {}: {} -> {}, generation {}{}{}", after.name, after.version, from,
            after.state, after.generation, after.reason.empty() ? "" : ": ", after.reason);
}

}  // namespace

ConnectorSwitch::ConnectorSwitch(store::Store& store, EndpointRoster& roster,
                                 dispatch::Dispatcher& dispatcher, ConnectorInfos& infos)
    : store_(store), roster_(roster), dispatcher_(dispatcher), infos_(infos) {}

Result<void> ConnectorSwitch::apply(std::vector<connector::Change> changes) {
  for (connector::Change& change : changes) open_.insert_or_assign(change.name, std::move(change));
  Result<void> result;
  for (auto it = open_.begin(); it != open_.end();) {
    const auto& [name, change] = *it;
    Result<void> done;
    if (change.connector) {
      done = put(change.connector);
    } else {
      remove(name);
    }
    if (done.has_error()) {
      if (result.has_value()) result = done.error();
      ++it;
      continue;
    }
    show(name, change.connector.get());
    it = open_.erase(it);
  }
  return result;
}

// A connector whose rules are known gets endpoints even when its code does not run: its events are
// verified and held (P4).
Result<void> ConnectorSwitch::put(const std::shared_ptr<const connector::Connector>& connector) {
  if (!connector->manifest) {
    remove(connector->name);
    return {};
  }
  const auto id = endpoint_id(connector->name);
  if (id.has_error()) return id.error();
  const auto at = running_.find(connector->name);
  const bool is_running = at != running_.end() && at->second == connector->generation;
  if (!connector->runtime) {
    dispatcher_.hold(connector->name);
    running_.erase(connector->name);
  }
  const bool runs_anew = connector->runtime && !is_running;
  if (auto done = roster_.put(connector, id.value(), runs_anew); done.has_error())
    return done.error();
  if (runs_anew) running_[connector->name] = connector->generation;
  return {};
}

// Its events stay in the inbox.
void ConnectorSwitch::remove(const std::string& name) {
  roster_.remove(name);
  dispatcher_.hold(name);
  running_.erase(name);
}

Result<store::EndpointId> ConnectorSwitch::endpoint_id(const std::string& connector) {
  const auto known = ids_.find(connector);
  if (known != ids_.end()) return known->second;
  auto made = store_.default_endpoint(store::kDefaultTenant, connector);
  if (made.has_value()) ids_[connector] = made.value();
  return made;
}

void ConnectorSwitch::show(const std::string& name, const connector::Connector* connector) {
  std::vector<api::ConnectorInfo> rows = *infos_.get();
  const auto at = std::lower_bound(
      rows.begin(), rows.end(), name,
      [](const api::ConnectorInfo& row, const std::string& wanted) { return row.name < wanted; });
  const bool is_known = at != rows.end() && at->name == name;
  if (connector == nullptr) {
    if (!is_known) return;
    log::info("connector {} {}: {} -> removed, its events stay", name, at->version, at->state);
    rows.erase(at);
  } else {
    api::ConnectorInfo row = info_of(*connector);
    log_change(is_known ? &*at : nullptr, row);
    if (is_known) {
      *at = std::move(row);
    } else {
      rows.insert(at, std::move(row));
    }
  }
  infos_.set(std::move(rows));
}

void ConnectorSwitch::release_leftovers() { roster_.release_leftovers(); }

}  // namespace host::server
