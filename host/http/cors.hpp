// Cors: which pages of other sites a browser lets read our answers. Nobody's, unless the operator
// listed the page's origin; then without cookies: a page needs an API key like everybody.
//
// Thread rule: immutable, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/http/request.hpp"
#include "host/http/response.hpp"

namespace host::http {

class Cors {
 public:
  // Each "scheme://host[:port]" as browsers write it.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // The request's origin if it is listed, else "".
  std::string_view listed_origin(const Request& request) const;
  // The browser's question before a request that is not plain.
  static bool is_preflight(const Request& request);
  static Response preflight_answer();

  // `origin`: what listed_origin() said.
  void add_headers(Response& response, std::string_view origin) const;

 private:
  const std::vector<std::string> origins_;
};

}  // namespace host::http
