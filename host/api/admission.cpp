#include "host/api/admission.hpp"

namespace host::api {
namespace {

struct Admitted final : http::RequestContext {
  explicit Admitted(access::Caller who) : caller(std::move(who)) {}
  access::Caller caller;
};

}  // namespace

http::HeadDecision admit(const access::Access& access, access::Scope scope, http::Request& request,
                         std::uint64_t body_max) {
  access::Admission admission = access.admit(request, scope);
  if (auto* refusal = std::get_if<http::Response>(&admission)) return std::move(*refusal);
  request.context = std::make_unique<Admitted>(std::move(std::get<access::Caller>(admission)));
  return http::Proceed{body_max};
}

const access::Caller& caller_of(const http::Request& request) {
  return static_cast<const Admitted&>(*request.context).caller;
}

}  // namespace host::api
