// Events: list, one, dead letters, replay (contract 2.2), and the direct write POST /events (2.1).
#pragma once

#include <memory>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/base/clock.hpp"
#include "host/dispatch/dispatcher.hpp"
#include "host/http/handler.hpp"
#include "host/store/store.hpp"

namespace host::api {

http::Response list_events(const http::Request& request, store::Reader& reader,
                           const dispatch::Dispatcher& dispatcher,
                           std::optional<store::EventState> state);
// With payload, headers and results: scope operate.
http::Response get_event(const http::Request& request, store::Reader& reader,
                         const dispatch::Dispatcher& dispatcher);

std::shared_ptr<http::Handler> make_replay_handler(const access::Access& access,
                                                   store::Store& store,
                                                   dispatch::Dispatcher& dispatcher);
std::shared_ptr<http::Handler> make_direct_handler(const access::Access& access,
                                                   store::Store& store, const Clock& clock);

}  // namespace host::api
