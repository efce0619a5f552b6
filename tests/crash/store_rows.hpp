// The events that the tests of the store alone write, so that they know what must be there.
#pragma once

#include <string>

#include "host/store/store.hpp"

namespace crash {

inline constexpr const char* kEntityPath = "repos/acme/shop";

std::string key_of(const std::string& event_id);
// Long enough to fill pages: a torn group would show in many of them.
std::string body_of(const std::string& event_id);

host::store::Append make_append(host::store::EndpointId endpoint, const std::string& event_id,
                                host::UnixNs now);
host::store::Settlement make_settlement(host::store::EndpointId endpoint,
                                        const std::string& event_id, host::store::EventSeq seq,
                                        host::UnixNs now);

}  // namespace crash
