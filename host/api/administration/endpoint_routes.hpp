// GET, POST, DELETE /admin/endpoints, and POST /admin/endpoints/{id}/rotate.
#pragma once

#include <functional>

#include "host/api/route_table.hpp"
#include "host/crypto/sealed_box.hpp"
#include "host/ingest/endpoint.hpp"

namespace host::api {

// What these routes need of the running host. All outlive the router.
struct EndpointAdmin {
  const ingest::EndpointTable& table;
  const crypto::SealedBox* box;  // null: endpoints cannot have secrets of their own
  // Makes true what the store holds of an endpoint now. Any thread; may wait for a look-up.
  std::function<void(store::EndpointId)> refresh;
};

// A tenant's admin has the tenant's own endpoints only; the operator has those of all tenants, and
// makes tenants by giving them an endpoint. A change holds for every request that begins after its
// answer.
void add_endpoint_routes(RouteTable& table, const EndpointAdmin& admin);

}  // namespace host::api
