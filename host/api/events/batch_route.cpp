// POST /events/batch: up to kBatchItemsMax direct writes. Each item is as durable and as idempotent
// as a single one; what is wrong with one concerns no other.
#include <fmt/format.h>

#include <atomic>
#include <memory>

#include "host/api/events/direct_answer.hpp"
#include "host/api/events/direct_request.hpp"
#include "host/api/events/event_routes.hpp"
#include "host/base/encoding.hpp"
#include "host/json/array_items.hpp"
#include "host/json/member_text.hpp"
#include "host/json/pointer_scan.hpp"
#include "host/json/writer.hpp"

namespace host::api {
namespace {

constexpr std::size_t kBatchItemsMax = 1000;                     // contract 2.1
constexpr std::uint64_t kBatchBodyMax = std::uint64_t{4} << 20;  // of all items together

[[noreturn]] void refuse(const std::string& message) {
  throw BadRequest(
      http::problem(422, "invalid_body", "/events: " + message, {{"/events", message}}));
}

std::vector<std::string_view> items_of(const std::string& body, std::string& array) {
  const json::Scan scan = json::scan(body, json::PointerSet());
  if (scan.error) {
    throw BadRequest(
        http::problem(400, "invalid_json", fmt::format("the body is {}", scan.error->message)));
  }
  array = scan.root == json::Root::object ? json::member_text(body, "events").value_or("") : "";
  if (!array.starts_with('[')) refuse("expected a list of at most 1000 events");
  auto items = json::array_items(array, kBatchItemsMax);
  if (items.size() > kBatchItemsMax) refuse("at most 1000; split the batch");
  return items;
}

// The answers of all items in order; sent when the last one is there. An item's slot is written
// once, by whoever ends it: a reader thread or the writer's.
class Batch {
 public:
  Batch(std::size_t size, http::BodyReservation reservation, http::Responder responder)
      : answers_(size),
        open_(size + 1),  // one for whoever fills the batch
        reservation_(std::move(reservation)),
        responder_(std::move(responder)) {}

  void set(std::size_t item, http::Response answer) {
    answers_[item] = std::move(answer);
    end_one();
  }
  void end_one() {
    if (open_.fetch_sub(1, std::memory_order_acq_rel) == 1) responder_.send(answer());
  }

 private:
  http::Response answer() const {
    json::JsonWriter writer;
    std::size_t accepted = 0;
    writer.begin_object().key("results").begin_array();
    for (const http::Response& answer : answers_) {
      const bool ok = answer.status == 200;
      accepted += ok ? 1 : 0;
      if (ok) {
        writer.raw(answer.body);
      } else {
        write_error(writer, answer.body);
      }
    }
    writer.end_array().put("accepted", accepted);
    writer.put("failed", answers_.size() - accepted).end_object();
    return http::json(200, writer.text());
  }
  static void write_error(json::JsonWriter& writer, const std::string& problem) {
    writer.begin_object().put("status", "error");
    for (const char* name : {"code", "detail", "errors"}) {
      if (const auto text = json::member_text(problem, name)) writer.put_raw(name, *text);
    }
    writer.end_object();
  }

  std::vector<http::Response> answers_;
  std::atomic<std::size_t> open_;
  http::BodyReservation reservation_;
  http::Responder responder_;
};

void write_item(const Parts& parts, store::TenantId tenant, std::string_view text,
                const std::shared_ptr<Batch>& batch, std::size_t item) {
  try {
    store::DirectWrite direct = parse_direct(std::string(text), {}, parts.clock.now_ns());
    direct.tenant = tenant;
    direct.event_id = make_event_id(direct.received_at);
    DirectEcho echo(direct);
    parts.store.write_direct(std::move(direct), [batch, item, echo = std::move(echo)](
                                                    const store::DirectOutcome& outcome) {
      batch->set(item, direct_answer(outcome, echo));
    });
  } catch (const BadRequest& bad) {
    batch->set(item, bad.response());
  }
}

// On a reader's thread: parsing a full batch takes longer than an I/O thread has.
void write_batch(const Parts& parts, http::Request& request, store::TenantId tenant,
                 http::Responder& responder) {
  std::string array;
  std::vector<std::string_view> items;
  try {
    items = items_of(request.body, array);
  } catch (const BadRequest& bad) {
    responder.send(bad.response());
    return;
  }
  const auto batch =
      std::make_shared<Batch>(items.size(), std::move(request.reservation), std::move(responder));
  for (std::size_t i = 0; i < items.size(); ++i) write_item(parts, tenant, items[i], batch, i);
  batch->end_one();
}

void accept_batch(const Parts& parts, http::Request request, const access::Caller& caller,
                  http::Responder& responder) {
  if (request.headers.count("Idempotency-Key") != 0) {
    throw BadParameter("Idempotency-Key", "give each event its own idempotency_key instead");
  }
  auto shared = std::make_shared<http::Responder>(std::move(responder));
  const bool accepted = parts.reads.submit(
      caller.tenant, [parts, shared, tenant = caller.tenant, request = std::move(request)](
                         store::Reader&) mutable { write_batch(parts, request, tenant, *shared); });
  if (accepted) return;
  http::Response busy =
      http::problem(503, "overloaded", "too many requests wait; try again shortly");
  shared->send(std::move(busy.retry_after(1)));
}

}  // namespace

void add_batch_routes(RouteTable& table) {
  const Parts& parts = table.parts();
  table.command(
      "POST", "/events/batch", access::Scope::write, kBatchBodyMax,
      [parts](http::Request request, const access::Caller& caller, http::Responder& responder) {
        accept_batch(parts, std::move(request), caller, responder);
      });
}

}  // namespace host::api
