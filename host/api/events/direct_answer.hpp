// What became of one direct write, as its sender is told: by POST /events, and per item by
// POST /events/batch.
#pragma once

#include <string>

#include "host/http/response.hpp"
#include "host/store/records.hpp"

namespace host::api {

// What the answer repeats of the request.
struct DirectEcho {
  explicit DirectEcho(const store::DirectWrite& direct)
      : entity_path(direct.write.entity_path), key(direct.write.key), source(direct.source) {}
  std::string entity_path;
  std::string key;
  std::string source;
};

http::Response direct_answer(const store::DirectOutcome& outcome, const DirectEcho& echo);

}  // namespace host::api
