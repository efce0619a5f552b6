// The host's wall clock is set forward and back while it runs: what is judged by time follows the
// present clock, what is ordered or waited for does not notice.
#include "host/base/rfc3339.hpp"
#include "tests/integration/event_stream.hpp"
#include "tests/integration/test_host.hpp"
#include "tests/support/stepped_clock.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;

namespace {

std::string body_of(const std::string& id) { return R"({"project":"shop","id":")" + id + "\"}"; }

class SteppedHost : public TestHost {
 public:
  SteppedHost() : TestHost({"echo", "faulty"}), clock_(dir() / "clock") {
    clock_.add_to(options().environment, AMFS_STEPPED_CLOCK);
  }

  void step_to(std::chrono::nanoseconds offset) { clock_.step_to(offset); }

  // As the host's clock will show it.
  std::string in(std::chrono::seconds from_now) const {
    return host::format_rfc3339(
        std::chrono::nanoseconds((clock_.now() + from_now).time_since_epoch()).count());
  }
  std::int64_t host_seconds() const {
    return std::chrono::duration_cast<std::chrono::seconds>(clock_.now().time_since_epoch())
        .count();
  }

  // Signed over this time; the answer's code, or its status word when it was accepted.
  std::string sent_at(std::int64_t unix_seconds, const std::string& id) {
    const std::string time = std::to_string(unix_seconds);
    const std::string body = body_of(id);
    const Answer answer =
        deliver("echo", body,
                {{"Content-Type", "application/json"},
                 {"X-Delivery-Id", id},
                 {"X-Time", time},
                 {"X-Signature", test::sha256_signature(kSecret, time + "." + body)}});
    return answer.status == 200 ? answer.text("status") : answer.code();
  }

  std::int64_t write(const std::string& key, const std::string& value,
                     const std::string& more = {}) {
    const Answer answer = api().post("/entries", R"({"entity_path":"notes","key":")" + key +
                                                     R"(","value":)" + value + more + "}");
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);
    return answer.at("/version").GetInt64();
  }
  bool is_there(const std::string& key) {
    const Answer answer = api().get("/entry?entity_path=notes&key=" + key);
    REQUIRE(answer.status == 200);
    return answer.text("status") != "not_found";
  }
  int versions(const std::string& key) {
    return api().get("/history/notes/" + key).at("/version_count").GetInt();
  }

 private:
  test::SteppedClock clock_;
};

}  // namespace

TEST_CASE("a signed time is judged by the present clock", "[clock]") {
  SteppedHost host;
  edit_file(manifest_file("echo", host.plugins_dir()), "signature_prefix: \"sha256=\"",
            "signature_prefix: \"sha256=\"\n  signed_content: \"{timestamp}.{body}\"\n"
            "  timestamp: {header: X-Time}");
  host.start();
  const std::int64_t before = host.host_seconds();
  CHECK(host.sent_at(before, "e-1") == "accepted");
  host.step_to(10min);
  const std::int64_t ahead = host.host_seconds();
  CHECK(ahead >= before + 600);
  CHECK(host.sent_at(before, "e-2") == "timestamp_out_of_tolerance");
  CHECK(host.sent_at(before, "e-1") == "timestamp_out_of_tolerance");  // a replay, too
  CHECK(host.sent_at(ahead, "e-2") == "accepted");
  CHECK(host.sent_at(ahead, "e-1") == "duplicate");
  check_alive(host);
  host.step_to(0min);
  CHECK(host.sent_at(ahead, "e-3") == "timestamp_out_of_tolerance");
  CHECK(host.sent_at(host.host_seconds(), "e-3") == "accepted");
  check_alive(host);
}

TEST_CASE("with a clock set back events are taken, told apart, ordered and streamed", "[clock]") {
  SteppedHost host;
  host.start();
  const std::string first = host.accept("echo", body_of("1"), "d-1");
  host.api().settled_event(first);
  CHECK(host.write("k", "1") == 1);
  EventStream stream(host.process().port());
  REQUIRE(stream.head.status == 200);

  host.step_to(-1h);
  const Answer again = host.deliver("echo", body_of("1"), signed_headers(body_of("1"), "d-1"));
  CHECK(again.text("status") == "duplicate");
  CHECK(again.text("event_id") == first);
  const std::string second = host.accept("echo", body_of("2"), "d-2");
  CHECK(host.api().settled_event(second).text("outcome") == "written");
  CHECK(stream.write().key() == "event-2");
  CHECK(host.write("k", "2") == 2);
  CHECK(stream.write().key() == "k");
  CHECK(host.api().get("/entry?entity_path=notes&key=k").at("/value").GetInt() == 2);

  // Newest first is by arrival, in lists of entries and of events, and the counts are whole.
  const Answer entries = host.api().get("/entries?sort=written_at");
  REQUIRE(entries.at("/total").GetInt() == 3);
  CHECK(std::string(entries.at("/entries/0/key").GetString()) == "k");
  CHECK(std::string(entries.at("/entries/1/key").GetString()) == "event-2");
  CHECK(std::string(host.api().get("/events").at("/events/0/id").GetString()) == second);
  CHECK(host.api().event_count("received") == 2);
  CHECK(host.api().get("/search?query=shop").status == 200);

  // A stream resumes by what was written, not by when.
  EventStream resumed(host.process().port(), "", stream.last_id);
  CHECK(host.write("k", "3") == 3);
  CHECK(resumed.write().key() == "k");
  check_alive(host);

  host.stop();
  host.start();
  CHECK(host.deliver("echo", body_of("2"), signed_headers(body_of("2"), "d-2")).text("status") ==
        "duplicate");
  CHECK(host.deliver("echo", body_of("1"), signed_headers(body_of("1"), "d-1")).text("status") ==
        "duplicate");
  CHECK(host.versions("k") == 3);
}

TEST_CASE("retries happen in time with a clock set back", "[clock]") {
  SteppedHost host;
  edit_file(manifest_file("faulty", host.plugins_dir()), "delay: 50ms, max_delay: 200ms",
            "delay: 1s, max_delay: 1s");
  host.start();
  const auto fails = [&host](const std::string& id) {
    const std::string event = host.accept("faulty", R"({"id":")" + id + R"(","mode":"throw"})");
    host.api().event_in_state(event, "retrying");
    return event;
  };
  const std::string running = fails("1");
  host.step_to(-1h);
  CHECK(host.api().settled_event(running).at("/attempts").GetInt() == 3);
  // The time that is kept for after a restart was taken an hour ahead of the clock.
  host.step_to(0h);
  const std::string kept = fails("2");
  host.kill_now();
  host.step_to(-1h);
  host.start();
  CHECK(host.api().settled_event(kept).at("/attempts").GetInt() == 3);
}

TEST_CASE("an entry's end and a key's end are judged by the present clock", "[clock]") {
  SteppedHost host;
  host.start();
  host.write("brief", "1", R"(,"ttl_at":")" + host.in(2h) + "\"");
  const std::string text =
      host.api()
          .post("/admin/api-keys",
                R"({"name":"t","scopes":["read"],"expires_at":")" + host.in(2h) + "\"}")
          .text("key");
  Api caller(host.process().port(), text);
  const auto both = [&](std::chrono::nanoseconds offset) {
    host.step_to(offset);
    return std::to_string(caller.get("/entries").status) +
           (host.is_there("brief") ? " there" : " ended");
  };
  CHECK(both(1h) == "200 there");
  CHECK(both(-1h) == "200 there");
  CHECK(both(3h) == "401 ended");
  CHECK(host.versions("brief") == 1);  // history keeps it
  host.step_to(0h);
  CHECK(caller.get("/entries").status == 200);
  CHECK(host.versions("brief") == 1);
  CHECK(host.write("brief", "2") == 2);
  CHECK(host.is_there("brief"));
}

TEST_CASE("a direct event may be repeated after its entry has ended", "[clock]") {
  SteppedHost host;
  host.start();
  const auto send = [&, end = host.in(2h)](const std::string& idempotency) {
    return host.api().post(
        "/events", R"({"source":"ci","entity_path":"notes","key":"brief","value":1,"ttl_at":")" +
                       end + "\"" + idempotency + "}");
  };
  const std::string key = R"(,"idempotency_key":"one")";
  const Answer first = send(key);
  REQUIRE(first.status == 200);
  host.step_to(3h);
  const Answer again = send(key);
  CHECK(again.status == 200);
  CHECK(again.http.body == first.http.body);
  for (const char* other : {"", R"(,"idempotency_key":"two")"}) {
    const Answer refused = send(other);
    CHECK(refused.status == 422);
    CHECK(refused.code() == "invalid_body");
    CHECK(refused.at("/errors/0/field") == "/ttl_at");
  }
  CHECK(host.versions("brief") == 1);
}

TEST_CASE("rates do not lock anybody out when the clock is set back", "[clock]") {
  SteppedHost host;
  write_file(host.dir() / "amfs.yaml",
             "limits: {requests_per_minute: 60, webhooks_per_second: 1, webhooks_burst: 1}\n");
  host.options().arguments = {"--config", host.dir() / "amfs.yaml"};
  host.start();
  Api caller(host.process().port(),
             host.api().post("/admin/api-keys", R"({"name":"t","scopes":["read"]})").text("key"));
  const auto ask = [&] { return caller.get("/entries").status; };
  int sent = 0;
  const auto deliver = [&] {
    const std::string body = body_of(std::to_string(++sent));
    return host.deliver("echo", body, signed_headers(body)).status;
  };
  REQUIRE(test::wait_until([&] { return ask() == 429; }, kSettlePatience));
  REQUIRE(test::wait_until([&] { return deliver() == 503; }, kSettlePatience));
  for (const auto offset : {-1h, 0h}) {
    host.step_to(offset);
    CHECK(test::wait_until([&] { return ask() == 200; }, kSettlePatience));
    CHECK(test::wait_until([&] { return deliver() == 200; }, kSettlePatience));
    // And it gives nothing away either.
    CHECK(test::wait_until([&] { return ask() == 429; }, 1s));
  }
}
