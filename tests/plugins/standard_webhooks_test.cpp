// The standard-webhooks connector: one entry for each thing that events are about.
#include "tests/plugins/abi_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

namespace {

struct StandardWebhooks {
  explicit StandardWebhooks(const std::string& config_json = "{}") {
    environment.entity_path = "events";
    environment.config_json = config_json;
    environment.memory_read = false;
    instance.emplace(*library.find("StandardWebhooksConnector"), environment);
  }
  harness::Outcome transform(const std::string& payload) {
    harness::EventSpec spec;
    spec.type = "invoice.paid";
    spec.payload = payload;
    return instance->transform(spec);
  }

  harness::Library library{harness::connector_file("standard-webhooks")};
  harness::Environment environment;
  std::optional<harness::Instance> instance;
};

}  // namespace

TEST_CASE("An invoice is one key, whatever happens to it") {
  StandardWebhooks connector;
  const auto out = connector.transform(
      R"({"type":"invoice.paid","timestamp":"2026-09-20T10:15:00Z",)"
      R"("data":{"id":"inv_42","title":"Invoice 42","status":"paid","url":"https://x/42","amount":12.50}})");
  REQUIRE(out.results.size() == 1);
  const harness::Emitted& entry = out.results[0];
  CHECK(entry.entity_path == "events/invoice");
  CHECK(entry.key == "invoice-inv_42");
  CHECK(entry.memory_type == AMFS_MEMORY_FACT);
  CHECK(entry.summary == "Invoice 42");
  CHECK(entry.occurred_ns == 1'789'899'300'000'000'000);
  CHECK(entry.value().get("status").str() == "paid");
  CHECK(entry.value().get("last_event").str() == "invoice.paid");
  CHECK(entry.value().get("data").get("amount").dump() == "12.50");
}

TEST_CASE("What the data calls itself goes before the type") {
  StandardWebhooks connector;
  const auto out = connector.transform(
      R"({"type":"billing.charge.failed","data":{"object":"charge","uid":7,"name":"N","state":"s"}})");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "events/charge");
  CHECK(out.results[0].key == "charge-7");
  CHECK(out.results[0].value().get("title").str() == "N");
  CHECK(out.results[0].value().get("status").str() == "s");
}

TEST_CASE("Without an id each delivery is an entry of its own") {
  StandardWebhooks connector;
  for (const char* data : {"{}", "[]", "null", "7", R"("text")", R"({"id":{}})", R"({"id":""})"}) {
    INFO(data);
    const auto out = connector.transform(std::string(R"({"type":"ping","data":)") + data + "}");
    CHECK(harness::broken_rule(out, "events") == "");
    REQUIRE(out.results.size() == 1);
    CHECK(out.results[0].key == "ping-delivery-1");
  }
}

TEST_CASE("Names that could leave the path or the key are cleaned, or refused") {
  StandardWebhooks connector;
  const auto odd = connector.transform(R"({"type":"a/../b.made","data":{"id":"../x\n"}})");
  REQUIRE(odd.results.size() == 1);
  CHECK(odd.results[0].entity_path == "events/a_.._b");
  CHECK(odd.results[0].key == "a_.._b-.._x");
  for (const char* payload :
       {"{}", "[]", R"({"type":""})", R"({"type":"...."})", R"({"type":[]})"}) {
    INFO(payload);
    const auto out = connector.transform(payload);
    CHECK(harness::broken_rule(out, "events") == "");
  }
  CHECK(connector.transform("{}").status == AMFS_UNMATCHED);
  CHECK(connector.transform(R"({"type":"..made"})").status == AMFS_UNMATCHED);
}

TEST_CASE("The operator names the id fields") {
  StandardWebhooks connector(R"({"id_fields":["ref","id"]})");
  const auto out = connector.transform(R"({"type":"a.b","data":{"id":"1","ref":"R2"}})");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].key == "a-R2");
  StandardWebhooks wrong(R"({"id_fields":"id"})");
  CHECK(wrong.instance->created().status == AMFS_BAD_CONFIG);
}

TEST_CASE("Large data is left out") {
  StandardWebhooks connector;
  const auto out = connector.transform(R"({"type":"a.b","data":{"id":"1","blob":")" +
                                       std::string(20'000, 'x') + "\"}}");
  REQUIRE(out.results.size() == 1);
  CHECK_FALSE(out.results[0].value().get("data").exists());
}
