#include "host/api/query_handler.hpp"

#include "host/api/admission.hpp"
#include "host/base/log.hpp"

namespace host::api {

constexpr std::uint64_t kQueryBodyMax = 64 * 1024;  // POST /search

BadParameter::BadParameter(const std::string& field, const std::string& message)
    : BadRequest(
          http::problem(422, "invalid_parameter", field + ": " + message, {{field, message}})) {}

http::HeadDecision QueryHandler::on_head(http::Request& request) {
  return admit(access_, scope_, request, kQueryBodyMax);
}

void QueryHandler::handle(http::Request request, http::Responder responder) {
  auto shared = std::make_shared<http::Responder>(std::move(responder));
  const store::TenantId tenant = caller_of(request).tenant;
  const bool queued = pool_.submit(tenant, [this, shared,
                                            request = std::move(request)](store::Reader& reader) {
    try {
      shared->send(query_(request, caller_of(request), reader));
    } catch (const BadRequest& bad) {
      shared->send(bad.response());
    } catch (const std::exception& error) {
      log::error("query {}: {}", request.path, error.what());
      shared->send(http::problem(500, "internal_error", "the query failed; see the host's log"));
    }
  });
  if (queued) return;
  http::Response busy =
      http::problem(503, "overloaded", "too many queries wait; try again shortly");
  shared->send(std::move(busy.retry_after(1)));
}

}  // namespace host::api
