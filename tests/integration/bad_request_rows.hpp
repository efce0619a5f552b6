// Requests with something wrong in them, by operation of /openapi.json, and what each is answered
// with. An operation without a row here fails bad_request_test.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace integration {

struct BadRequestRow {
  std::string method;
  std::string target;  // below /api/v1
  std::string body;    // sent as JSON; none when empty
  int status;          // with the admin key
};

// What exists in the host that the rows are sent to: rows that name one thing rightly and the rest
// wrongly need it.
struct KnownThings {
  std::string event;     // a direct event's id
  std::string endpoint;  // an endpoint's id
};

// By operationId.
std::map<std::string, std::vector<BadRequestRow>> bad_request_rows(const KnownThings& known);

}  // namespace integration
