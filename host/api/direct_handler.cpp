// POST /events: one memory from outside without a connector; durable and readable when answered.
#include "host/api/direct_request.hpp"
#include "host/api/event_routes.hpp"
#include "host/base/encoding.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::uint64_t kDirectBodyMax = std::uint64_t{1} << 20;

class DirectHandler final : public http::Handler {
 public:
  DirectHandler(const access::Access& access, store::Store& store, const Clock& clock)
      : access_(access), store_(store), clock_(clock) {}

  http::HeadDecision on_head(http::Request& request) override {
    if (auto refusal = access_.refuse(request, access::Scope::write)) return std::move(*refusal);
    return http::Proceed{kDirectBodyMax};
  }

  void handle(http::Request request, http::Responder responder) override {
    auto parsed = parse_direct(request);
    if (auto* refusal = std::get_if<http::Response>(&parsed)) {
      responder.send(std::move(*refusal));
      return;
    }
    auto& direct = std::get<store::DirectWrite>(parsed);
    direct.received_at = clock_.now_ns();
    direct.write.occurred_at = direct.received_at;
    direct.event_id = make_event_id(direct.received_at);
    std::string path = direct.write.entity_path;
    std::string key = direct.write.key;
    std::string source = direct.source;
    store_.write_direct(std::move(direct),
                        [path = std::move(path), key = std::move(key), source = std::move(source),
                         reservation = std::move(request.reservation),
                         responder = std::move(responder)](store::DirectOutcome outcome) mutable {
                          responder.send(answer(outcome, path, key, source));
                        });
  }

 private:
  static http::Response answer(const store::DirectOutcome& outcome, const std::string& path,
                               const std::string& key, const std::string& source) {
    if (!outcome.ok) {
      const bool conflict = outcome.error.code == "idempotency_conflict";
      http::Response response =
          http::problem(conflict ? 409 : 503, outcome.error.code, outcome.error.message);
      if (!conflict) response.retry_after(2);
      return response;
    }
    json::JsonWriter writer;
    writer.begin_object().put("status", "ok").put("entity_path", path).put("key", key);
    writer.put("source", source).put("agent_id", "external/" + source);
    writer.put("version", outcome.version).put("event_id", outcome.event_id).end_object();
    return http::json(200, writer.text());
  }

  const access::Access& access_;
  store::Store& store_;
  const Clock& clock_;
};

}  // namespace

std::shared_ptr<http::Handler> make_direct_handler(const access::Access& access,
                                                   store::Store& store, const Clock& clock) {
  return std::make_shared<DirectHandler>(access, store, clock);
}

}  // namespace host::api
