// EndpointRoster: the endpoints of every loaded connector — the default one with the secrets of the
// environment, and those that tenants made, from the store — kept equal to both while the host
// runs.
//
// An endpoint's lane knows it before senders can find it. Replaced endpoints are kept until no
// request uses them: what an endpoint owns may take its time to end, and must not do so on a thread
// that answers senders.
//
// Thread rule: any thread; put() and remove() by one at a time. Never calls a store's write under
// its mutex, so that the writer's thread may wait for it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "host/connector/connector.hpp"
#include "host/crypto/sealed_box.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/ingest/endpoint.hpp"
#include "host/store/store.hpp"

namespace host::server {

// Of one connector, with signatures checked by its code: each has two threads of its own.
inline constexpr std::int64_t kCodeEndpointsMax = 64;

class EndpointRoster {
 public:
  // `box` null: no key for stored secrets; endpoints that have one are unconfigured. All outlive
  // this.
  EndpointRoster(store::Store& store, ingest::EndpointTable& table,
                 dispatch::Dispatcher& dispatcher, const crypto::SealedBox* box);

  // The connector as it is now, with a manifest. `default_id`: its default endpoint. `runs_anew`:
  // its lane gets its runtime.
  Result<void> put(const std::shared_ptr<const connector::Connector>& connector,
                   store::EndpointId default_id, bool runs_anew);
  void remove(const std::string& connector);

  // Makes true what the store holds of an endpoint now: made, rotated or revoked. When this returns
  // no new request finds what was before.
  void refresh(store::EndpointId id);

  void release_leftovers();

  // Of the connectors that are loaded now, by name.
  std::map<std::string, std::shared_ptr<const ingest::IngestStats>> stats();

 private:
  struct Loaded {
    std::shared_ptr<const connector::Connector> connector;
    std::shared_ptr<const identity::IdentityPlan> plan;
    std::shared_ptr<ingest::IngestStats> stats;  // stays when the connector changes
  };

  // mutex_ held:
  Loaded load(const std::shared_ptr<const connector::Connector>& connector) const;
  void add(ingest::EndpointGroup& group, const Loaded& loaded, const store::EndpointRow& row) const;
  ingest::Endpoint make(const Loaded& loaded, const store::EndpointRow& row) const;
  void keep(const ingest::EndpointTable::GroupPointer& replaced);

  ingest::EndpointTable& table_;
  dispatch::Dispatcher& dispatcher_;
  const crypto::SealedBox* const box_;

  std::mutex mutex_;
  // guarded by mutex_:
  std::unique_ptr<store::Reader> reader_;
  std::map<std::string, Loaded> loaded_;  // by connector
  std::set<ingest::EndpointPointer> leftovers_;
};

}  // namespace host::server
