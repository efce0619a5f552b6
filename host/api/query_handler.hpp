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

// A bad parameter; caught by QueryHandler and CommandHandler, answered as 422 with the field's
// name.
class BadParameter {
 public:
  BadParameter(std::string field, std::string message)
      : field_(std::move(field)), message_(std::move(message)) {}
  http::Response response() const;

 private:
  std::string field_;
  std::string message_;
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
