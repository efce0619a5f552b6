// The agent id that a writer gives itself.
#pragma once

#include <string>

#include "host/api/body_fields.hpp"

namespace host::api {

// The body's agent_id, "" when it has none. A wrong one is noted in `fields`; one that only the
// host gives away (webhook/…, external/…, _system/…) throws BadRequest: 403 agent_id_reserved.
std::string agent_id_of(BodyFields& fields);

}  // namespace host::api
