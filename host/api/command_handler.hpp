// CommandHandler: one route that changes something. Checks access before the body is read, then
// calls its function on the I/O thread; that answers through the Responder, usually from the
// store's writer thread once the change is on disk.
#pragma once

#include <functional>
#include <memory>

#include "host/access/access.hpp"
#include "host/http/handler.hpp"

namespace host::api {

// Must not block. May throw BadRequest before it gave the responder away: answered with what it
// holds.
using Command = std::function<void(http::Request, const access::Caller&, http::Responder&)>;

class CommandHandler final : public http::Handler {
 public:
  CommandHandler(const access::Access& access, access::Scope scope, std::uint64_t body_max,
                 Command command)
      : access_(access), scope_(scope), body_max_(body_max), command_(std::move(command)) {}

  http::HeadDecision on_head(http::Request& request) override;
  void handle(http::Request request, http::Responder responder) override;

 private:
  const access::Access& access_;
  const access::Scope scope_;
  const std::uint64_t body_max_;
  const Command command_;
};

}  // namespace host::api
