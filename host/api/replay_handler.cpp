// POST /events/{id}/replay: the event goes back to `received` and through transform again.
#include "host/api/event_routes.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kReplayBodyMax = 4096;  // nobody sends one

class ReplayHandler final : public http::Handler {
 public:
  ReplayHandler(const access::Access& access, store::Store& store, dispatch::Dispatcher& dispatcher)
      : access_(access), store_(store), dispatcher_(dispatcher) {}

  http::HeadDecision on_head(http::Request& request) override {
    if (auto refusal = access_.refuse(request, access::Scope::operate)) return std::move(*refusal);
    return http::Proceed{kReplayBodyMax};
  }

  void handle(http::Request request, http::Responder responder) override {
    auto id = request.param("id");
    if (id.has_error()) {
      responder.send(http::problem(400, id.error().code, id.error().message));
      return;
    }
    store_.replay(store::kDefaultTenant, id.value(),
                  [this, id = id.value(),
                   responder = std::move(responder)](store::ReplayOutcome outcome) mutable {
                    responder.send(answer(outcome, id));
                    if (outcome.ok) dispatcher_.run_again(outcome.endpoint, outcome.seq);
                  });
  }

 private:
  static http::Response answer(const store::ReplayOutcome& outcome, const std::string& id) {
    if (!outcome.ok) {
      const bool missing = outcome.error.code == "event_not_found";
      return http::problem(missing ? 404 : 503, outcome.error.code, outcome.error.message);
    }
    json::JsonWriter writer;
    writer.begin_object().put("status", "queued").put("event_id", id).end_object();
    return http::json(202, writer.text());
  }

  const access::Access& access_;
  store::Store& store_;
  dispatch::Dispatcher& dispatcher_;
};

}  // namespace

std::shared_ptr<http::Handler> make_replay_handler(const access::Access& access,
                                                   store::Store& store,
                                                   dispatch::Dispatcher& dispatcher) {
  return std::make_shared<ReplayHandler>(access, store, dispatcher);
}

}  // namespace host::api
