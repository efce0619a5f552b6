// QueryHandler: one read route. Checks access before the body is read, runs its function on the
// ReadPool, turns what goes wrong into a problem.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/access/access.hpp"
#include "host/api/read_pool.hpp"
#include "host/http/handler.hpp"

namespace host::api {

// What a request is refused with; caught by QueryHandler and CommandHandler.
class BadRequest {
 public:
  explicit BadRequest(http::Response response) : response_(std::move(response)) {}
  const http::Response& response() const { return response_; }

 private:
  http::Response response_;
};

// A bad parameter: 422 with the field's name.
class BadParameter final : public BadRequest {
 public:
  BadParameter(const std::string& field, const std::string& message);
};

// Reads in the caller's tenant only.
using Query =
    std::function<http::Response(const http::Request&, const access::Caller&, store::Reader&)>;

class QueryHandler final : public http::Handler {
 public:
  QueryHandler(const access::Access& access, access::Scope scope, ReadPool& pool, Query query)
      : access_(access), scope_(scope), pool_(pool), query_(std::move(query)) {}

  http::HeadDecision on_head(http::Request& request) override;
  void handle(http::Request request, http::Responder responder) override;

 private:
  const access::Access& access_;
  const access::Scope scope_;
  ReadPool& pool_;
  const Query query_;
};

}  // namespace host::api
