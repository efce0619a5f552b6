#include "host/server/endpoint_roster.hpp"

#include <algorithm>

#include "host/server/connector_setup.hpp"

namespace host::server {
namespace {

dispatch::EndpointScope scope_of(const store::EndpointRow& row) {
  return {row.id, row.tenant, row.public_id, row.entity_prefix};
}

// Nothing: sealed with another key, or damaged.
std::optional<config::SecretString> open_secret(const crypto::SealedBox* box,
                                                const std::string& sealed,
                                                const std::string& context) {
  if (sealed.empty()) return config::SecretString();
  auto secret = box != nullptr ? box->open(sealed, context) : std::nullopt;
  if (!secret) return std::nullopt;
  return config::SecretString::absorb(std::move(*secret));
}

std::int64_t count_code_checks(const ingest::EndpointGroup& group) {
  return std::count_if(group.by_token.begin(), group.by_token.end(),
                       [](const auto& entry) { return entry.second->code_checks != nullptr; });
}

}  // namespace

EndpointRoster::EndpointRoster(store::Store& store, ingest::EndpointTable& table,
                               dispatch::Dispatcher& dispatcher, const crypto::SealedBox* box)
    : table_(table), dispatcher_(dispatcher), box_(box), reader_(store.open_reader()) {}

Result<void> EndpointRoster::put(const std::shared_ptr<const connector::Connector>& connector,
                                 store::EndpointId default_id, bool runs_anew) {
  const std::lock_guard lock(mutex_);
  const Loaded loaded = load(connector);
  dispatch::EndpointScope default_scope;
  default_scope.id = default_id;
  ingest::EndpointGroup group;
  ingest::Endpoint made = endpoint_of(*connector, default_scope, loaded.plan, connector->secrets);
  made.stats = loaded.stats;
  group.defaults[store::kDefaultTenant] = std::make_shared<const ingest::Endpoint>(std::move(made));
  std::vector<dispatch::EndpointScope> scopes{std::move(default_scope)};
  for (const store::EndpointRow& row : reader_->endpoints().endpoints_of(connector->name)) {
    scopes.push_back(scope_of(row));  // the revoked ones too: their events finish
    add(group, loaded, row);
  }
  if (runs_anew) {
    auto done = dispatcher_.assign(target_of(*connector, loaded.plan), std::move(scopes));
    if (done.has_error()) return done.error();
  }
  keep(table_.put(connector->name, std::move(group)));
  loaded_[connector->name] = loaded;
  return {};
}

void EndpointRoster::remove(const std::string& connector) {
  const std::lock_guard lock(mutex_);
  keep(table_.remove(connector));
  loaded_.erase(connector);
}

void EndpointRoster::refresh(store::EndpointId id) {
  const std::lock_guard lock(mutex_);
  const auto row = reader_->endpoints().endpoint_by_id(id);
  if (!row) return;
  const auto loaded = loaded_.find(row->connector);
  if (loaded == loaded_.end()) return;  // read with all others when the connector comes back
  ingest::EndpointGroup group = *table_.group(row->connector);
  const auto is_it = [id](const auto& entry) { return entry.second->id() == id; };
  std::erase_if(group.defaults, is_it);
  std::erase_if(group.by_token, is_it);
  add(group, loaded->second, *row);
  dispatcher_.add_endpoint(row->connector, scope_of(*row));
  keep(table_.put(row->connector, std::move(group)));
}

void EndpointRoster::release_leftovers() {
  std::set<ingest::EndpointPointer> done;  // ends after the lock
  const std::lock_guard lock(mutex_);
  for (auto it = leftovers_.begin(); it != leftovers_.end();) {
    const auto at = it++;
    if (at->use_count() <= 1) done.insert(leftovers_.extract(at));
  }
}

EndpointRoster::Loaded EndpointRoster::load(
    const std::shared_ptr<const connector::Connector>& connector) const {
  const auto known = loaded_.find(connector->name);
  return {connector, plan_of(*connector),
          known == loaded_.end() ? std::make_shared<ingest::IngestStats>() : known->second.stats};
}

std::map<std::string, std::shared_ptr<const ingest::IngestStats>> EndpointRoster::stats() {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::shared_ptr<const ingest::IngestStats>> out;
  for (const auto& [name, loaded] : loaded_) out.emplace(name, loaded.stats);
  return out;
}

void EndpointRoster::add(ingest::EndpointGroup& group, const Loaded& loaded,
                         const store::EndpointRow& row) const {
  if (row.revoked_at != 0) return;
  ingest::Endpoint made = make(loaded, row);
  if (made.code_checks && count_code_checks(group) >= kCodeEndpointsMax) {
    made.code_checks.reset();
    made.unconfigured = "too many endpoints have their signatures checked by this connector's code";
  }
  const auto endpoint = std::make_shared<const ingest::Endpoint>(std::move(made));
  group.by_token[row.token_digest] = endpoint;
  if (row.name == store::kDefaultEndpoint) group.defaults[row.tenant] = endpoint;
}

ingest::Endpoint EndpointRoster::make(const Loaded& loaded, const store::EndpointRow& row) const {
  auto current = open_secret(box_, row.sealed_secret, row.public_id);
  auto previous = open_secret(box_, row.sealed_previous, row.public_id);
  config::ConnectorSecrets secrets;
  if (current) secrets.current = std::move(*current);
  if (previous) secrets.previous = std::move(*previous);
  ingest::Endpoint endpoint = endpoint_of(*loaded.connector, scope_of(row), loaded.plan, secrets);
  endpoint.stats = loaded.stats;
  endpoint.use = std::make_shared<ingest::EndpointUse>();
  endpoint.use->noted_at = row.last_used_at;
  if (current) return endpoint;
  // Never by the previous secret alone, which is to go.
  endpoint.verifiers.clear();
  endpoint.code_checks.reset();
  endpoint.unconfigured = box_ == nullptr
                              ? std::string("its secret is stored sealed; set ") +
                                    config::kSecretsKey + " and restart amfs"
                              : std::string("its secret was sealed with another ") +
                                    config::kSecretsKey + "; set that one, or rotate the secret";
  return endpoint;
}

// Endpoints that go on in the group that replaced it are let go of with those of a later one.
void EndpointRoster::keep(const ingest::EndpointTable::GroupPointer& replaced) {
  if (!replaced) return;
  for (ingest::EndpointPointer& endpoint : replaced->all()) leftovers_.insert(std::move(endpoint));
}

}  // namespace host::server
