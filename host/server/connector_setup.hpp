// From a loaded connector to what the other parts need of it.
#pragma once

#include <memory>

#include "host/api/system_routes.hpp"
#include "host/config/secrets.hpp"
#include "host/config/settings.hpp"
#include "host/connector/catalog.hpp"
#include "host/dispatch/target.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/endpoint.hpp"

namespace host::server {

// The folder of the connectors that came with the host: beside an installed binary
// (../lib/amfs/connectors), or in its build tree (../connectors).
std::filesystem::path built_in_connectors();

// `settings` and `clock` must outlive what the catalog loads.
connector::CatalogOptions catalog_options(const config::Settings& settings,
                                          const config::Environment& env, const Clock& clock);
api::ConnectorInfo info_of(const connector::Connector& connector);
std::shared_ptr<const identity::IdentityPlan> plan_of(const connector::Connector& connector);
// `secrets`: the endpoint's own; only with them are its deliveries verified.
ingest::Endpoint endpoint_of(const connector::Connector& connector, dispatch::EndpointScope scope,
                             std::shared_ptr<const identity::IdentityPlan> plan,
                             const config::ConnectorSecrets& secrets);
dispatch::Target target_of(const connector::Connector& connector,
                           std::shared_ptr<const identity::IdentityPlan> plan);

}  // namespace host::server
