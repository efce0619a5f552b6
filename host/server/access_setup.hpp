// Access as the host starts with it: the operator's keys, those in the store, every tenant's
// limits.
#pragma once

#include <memory>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/config/settings.hpp"
#include "host/store/store.hpp"

namespace host::server {

// All parameters outlive the result, but for requests that come after `reads` was stopped.
Result<std::unique_ptr<access::Access>> set_up_access(const config::Settings& settings,
                                                      store::Store& store, api::ReadPool& reads,
                                                      const Clock& clock);

}  // namespace host::server
