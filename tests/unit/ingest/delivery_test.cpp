// A verified request as an event: what is read, what is kept, what makes it a dead letter.
#include "host/ingest/delivery.hpp"

#include "host/store/body_codec.hpp"
#include "tests/unit/http/make_request.hpp"
#include "tests/unit/ingest/signature_fixture.hpp"

using ingest_test::Fields;

namespace {

constexpr char kIdentity[] =
    "identity: {event_type: \"{header.X-Event}\", id: {header: X-Id}, occurred_at: /at}\n";

class Inbox {
 public:
  explicit Inbox(const std::string& more = kIdentity, const std::string& extra = "") {
    auto manifest = std::make_shared<const host::config::Manifest>(
        ingest_test::manifest_of("{signature_header: X-Sig" + extra + "}", more));
    endpoint_.scope = std::make_shared<const host::dispatch::EndpointScope>(
        host::dispatch::EndpointScope{7, host::store::kDefaultTenant, "default", ""});
    endpoint_.connector = "sample";
    endpoint_.plan = std::make_shared<const host::identity::IdentityPlan>(manifest, "base");
    endpoint_.manifest = std::move(manifest);
  }
  host::store::Append take(const Fields& fields, std::string body) const {
    auto request =
        http_test::make_request("POST", "/api/v1/webhooks/sample?a=1", fields, std::move(body));
    request.received_ns = ingest_test::kNow;
    const auto& manifest = *endpoint_.manifest;
    return host::ingest::Delivery(request, endpoint_)
        .to_append("digest-16-bytes!", manifest.id_is_signed(manifest.webhook.signature));
  }

 private:
  host::ingest::Endpoint endpoint_;
};

const Fields kJson{{"Content-Type", "application/json"}, {"X-Event", "made"}, {"X-Id", "d-1"}};

std::string dead_reason(const Fields& fields, std::string body) {
  return Inbox().take(fields, std::move(body)).dead_reason;
}

bool is_unparseable(const std::string& reason) {
  return reason.rfind("unparseable_body: ", 0) == 0;
}

}  // namespace

TEST_CASE("a delivery goes in with everything the manifest names", "[ingest][delivery]") {
  const std::string body = R"({"at":"2018-07-12T18:00:00Z"})";
  const auto append = Inbox().take(kJson, body);
  CHECK(append.endpoint == 7);
  CHECK(append.event_type == "made");
  CHECK(append.dead_reason.empty());
  CHECK(append.dedupe.delivery_id == "d-1");
  CHECK(append.dedupe.id_kind == host::store::IdKind::unsigned_id);
  CHECK(append.dedupe.window_ns == 7 * host::config::kDayNs);
  CHECK(append.received_at == ingest_test::kNow);
  CHECK(append.occurred_at == ingest_test::kNow - 2218 * host::kNsPerSecond);
  CHECK(append.content_type == "application/json");
  CHECK(append.query == "a=1");
  CHECK(append.flags == 0);
  CHECK(append.body_digest.size() == 16);
  CHECK(host::store::unpack_body(append.packed_body, 1 << 20).value() == body);
}

TEST_CASE("only named headers, Content-Type and User-Agent are stored", "[ingest][delivery]") {
  Fields fields = kJson;
  fields.emplace_back("Authorization", "Bearer hidden");
  fields.emplace_back("X-Sig", "0123");
  fields.emplace_back("User-Agent", "GitHub-Hookshot/1");
  const auto append = Inbox().take(fields, "{}");
  CHECK(append.headers_json ==
        R"([["X-Event","made"],["X-Id","d-1"],["User-Agent","GitHub-Hookshot/1"]])");
}

TEST_CASE("a header that cannot be stored as text is stored empty", "[ingest][delivery]") {
  Fields fields = kJson;
  fields.emplace_back("User-Agent", "\xFF\xFE");
  CHECK(Inbox().take(fields, "{}").headers_json.find("[\"User-Agent\",\"\"]") != std::string::npos);
  fields.back().second = std::string(5000, 'a');
  CHECK(Inbox().take(fields, "{}").headers_json.find("[\"User-Agent\",\"\"]") != std::string::npos);
}

TEST_CASE("without an id the signed bytes decide, for a short while", "[ingest][delivery]") {
  const auto append = Inbox().take({{"Content-Type", "application/json"}}, "{}");
  CHECK(append.dedupe.id_kind == host::store::IdKind::none);
  CHECK(append.dedupe.signed_digest == "digest-16-bytes!");
  CHECK(append.dedupe.window_ns == 15 * host::config::kMinuteNs);
}

TEST_CASE("an id in the body is covered by the signature", "[ingest][delivery]") {
  const Inbox inbox("identity: {id: {pointer: /id}}\n");
  const auto append = inbox.take(kJson, R"({"id":"E1"})");
  CHECK(append.dedupe.id_kind == host::store::IdKind::signed_id);
  CHECK((append.flags & host::store::kFlagIdSigned) != 0);
}

TEST_CASE("a time far in the future counts as the time of reception", "[ingest][delivery]") {
  const auto append = Inbox().take(kJson, R"({"at":"2099-01-01T00:00:00Z"})");
  CHECK(append.occurred_at == ingest_test::kNow);
  CHECK((append.flags & host::store::kFlagClockSuspect) != 0);
}

TEST_CASE("a body that is not JSON is a dead letter that says where", "[ingest][delivery]") {
  CHECK(is_unparseable(dead_reason(kJson, R"({"a":1)")));
  CHECK(is_unparseable(dead_reason(kJson, "")));
  CHECK(is_unparseable(dead_reason(kJson, "   ")));
  CHECK(is_unparseable(dead_reason(kJson, "{} trailing")));
  CHECK(is_unparseable(dead_reason(kJson, "{\"a\":\"\xFF\"}")));
  CHECK(is_unparseable(dead_reason(kJson, std::string("{\"a\":1}\0", 8))));
  CHECK(is_unparseable(dead_reason(kJson, std::string(100'000, '['))));
  CHECK(is_unparseable(dead_reason(kJson, "{\"a\":NaN}")));
}

TEST_CASE("arrays and scalars are JSON", "[ingest][delivery]") {
  for (const char* body : {"[]", "[1]", "null", "true", "17", "\"text\""}) {
    INFO(body);
    CHECK(dead_reason(kJson, body).empty());
  }
}

TEST_CASE("other media types and encodings are dead letters", "[ingest][delivery]") {
  CHECK(is_unparseable(dead_reason({{"Content-Type", "text/xml"}}, "{}")));
  CHECK(is_unparseable(dead_reason({{"Content-Type", "multipart/form-data; boundary=x"}}, "{}")));
  Fields gzip = kJson;
  gzip.emplace_back("Content-Encoding", "gzip");
  CHECK(is_unparseable(dead_reason(gzip, "{}")));
  gzip.back().second = "identity";
  CHECK(dead_reason(gzip, "{}").empty());
}

TEST_CASE("JSON by other names, or by none, is read", "[ingest][delivery]") {
  CHECK(dead_reason({}, "{}").empty());
  CHECK(dead_reason({{"Content-Type", "application/JSON ; charset=utf-8"}}, "{}").empty());
  CHECK(dead_reason({{"Content-Type", "application/cloudevents+json"}}, "{}").empty());
}

TEST_CASE("a form is unwrapped where the manifest takes forms", "[ingest][delivery]") {
  const Fields form{{"Content-Type", "application/x-www-form-urlencoded"}};
  const auto append = Inbox("").take(form, "payload=%7B%22event_type%22%3A%22a+b%22%7D");
  CHECK(append.dead_reason.empty());
  CHECK(append.event_type == "a b");
  CHECK((append.flags & host::store::kFlagForm) != 0);
  CHECK(host::store::unpack_body(append.packed_body, 1 << 20).value() ==
        "payload=%7B%22event_type%22%3A%22a+b%22%7D");
  CHECK(Inbox("").take(form, "event_type=cmd&x=1").event_type == "cmd");
  CHECK(is_unparseable(Inbox("").take(form, "payload=%7B").dead_reason));
  CHECK(is_unparseable(
      Inbox("", ", content_types: [json]").take(form, "payload=%7B%7D").dead_reason));
  CHECK(is_unparseable(Inbox("", ", content_types: [form]").take(kJson, "{}").dead_reason));
}
