// The generic connector: what its configuration can say, and every recipe with a delivery of its
// provider.
#include "host/config/manifest_loader.hpp"
#include "tests/plugins/abi_harness.hpp"
#include "tests/plugins/result_rules.hpp"
#include "tests/support/catch.hpp"

namespace {

struct Generic {
  explicit Generic(const std::string& config_json = "{}") {
    environment.entity_path = "webhooks";
    environment.config_json = config_json;
    environment.memory_read = false;
    instance.emplace(*library.find("GenericConnector"), environment);
  }
  harness::Outcome transform(const std::string& payload, const std::string& type = "thing.made",
                             std::vector<std::pair<std::string, std::string>> headers = {}) {
    harness::EventSpec spec;
    spec.type = type;
    spec.payload = payload;
    spec.headers = std::move(headers);
    return instance->transform(spec);
  }

  harness::Library library{harness::connector_file("generic")};
  harness::Environment environment;
  std::optional<harness::Instance> instance;
};

amfs_status created(const std::string& config_json) {
  return Generic(config_json).instance->created().status;
}

struct Recipe {
  std::string name;
  std::string payload;
  std::string path;
  std::string key;
  std::string title;
  std::vector<std::pair<std::string, std::string>> headers;
};

std::vector<Recipe> recipes() {
  return {
      {"gitlab",
       R"({"object_kind":"merge_request","project":{"path_with_namespace":"acme/shop"},)"
       R"("object_attributes":{"iid":7,"title":"Retries","state":"opened"}})",
       "/acme/shop",
       "merge_request-7",
       "Retries",
       {}},
      {"gitlab",
       R"({"object_kind":"push","ref":"refs/heads/main","project":{"path_with_namespace":"a/b/c"},)"
       R"("commits":[{"title":"Fix it"}]})",
       "/a/b/c",
       "push-refs_heads_main",
       "Fix it",
       {}},
      {"shopify",
       R"({"id":820982911946154508,"name":"#9999","financial_status":"paid"})",
       "/acme.myshopify.com",
       "orders_paid-820982911946154508",
       "#9999",
       {{"X-Shopify-Topic", "orders/paid"}, {"X-Shopify-Shop-Domain", "acme.myshopify.com"}}},
      {"linear",
       R"({"action":"create","type":"Issue","data":{"identifier":"ENG-7","title":"Crash",)"
       R"("team":{"key":"ENG"},"state":{"name":"Todo"}}})",
       "/ENG",
       "Issue-ENG-7",
       "Crash",
       {}},
      {"sentry",
       R"({"action":"created","data":{"issue":{"id":"55","title":"KeyError","project":{"slug":"api"}}}})",
       "/api",
       "issue-55",
       "KeyError",
       {}},
      {"stripe",
       R"({"id":"evt_1","type":"charge.succeeded","data":{"object":{"id":"ch_1","object":"charge",)"
       R"("status":"succeeded","description":"Order 7"}}})",
       "/charge",
       "charge-ch_1",
       "Order 7",
       {}},
      {"bitbucket",
       R"({"repository":{"full_name":"acme/shop"},"pullrequest":{"id":3,"title":"Tidy","state":"OPEN"}})",
       "/acme/shop",
       "pr-3",
       "Tidy",
       {}},
      {"datadog",
       R"({"id":"1-Triggered","monitor":"42","title":"CPU","transition":"Triggered"})",
       "/monitors",
       "monitor-42",
       "CPU",
       {}},
      {"opsgenie",
       R"({"action":"Create","alert":{"tinyId":"9","message":"Disk full","updatedAt":1790000000000000001}})",
       "/alerts",
       "alert-9",
       "Disk full",
       {}},
  };
}

}  // namespace

TEST_CASE("Without configuration: the usual fields, one entry for each delivery") {
  Generic generic;
  const auto out = generic.transform(
      R"({"name":"Build 7","state":"passed","html_url":"https://ci/7","user":"ada","priority":"P2"})");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "webhooks");
  CHECK(out.results[0].key == "thing.made-delivery-1");
  CHECK(out.results[0].confidence == 0.7);
  CHECK(out.results[0].summary == "thing.made: Build 7");
  const amfs::Value value = out.results[0].value();
  CHECK(value.get("title").str() == "Build 7");
  CHECK(value.get("status").str() == "passed");
  CHECK(value.get("url").str() == "https://ci/7");
  CHECK(value.get("actor").str() == "ada");
  CHECK(value.get("severity").str() == "P2");
  CHECK(value.get("last_event").str() == "thing.made");
  CHECK(value.get("payload").get("name").str() == "Build 7");
}

TEST_CASE("Configuration lays out path, key, fields and more") {
  Generic generic(
      R"({"entity_path":["{/missing}","teams/{/team}"],"key":"build-{/build/id}","title":"{/build/id}: {/state}",)"
      R"("fields":{"branch":"/build/branch","minutes":"/build/minutes","gone":"/nothing"},"payload":false,)"
      R"("confidence":0.5,"memory_type":"experience","ignore":["ping","noise.*"]})");
  const auto out = generic.transform(
      R"({"team":"a/b","state":"passed","build":{"id":7,"branch":"main","minutes":1.50}})");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "webhooks/teams/a_b");
  CHECK(out.results[0].key == "build-7");
  CHECK(out.results[0].confidence == 0.5);
  CHECK(out.results[0].memory_type == AMFS_MEMORY_EXPERIENCE);
  const amfs::Value value = out.results[0].value();
  CHECK(value.get("title").str() == "7: passed");
  CHECK(value.get("branch").str() == "main");
  CHECK(value.get("minutes").dump() == "1.50");
  CHECK_FALSE(value.get("gone").exists());
  CHECK_FALSE(value.get("payload").exists());
  CHECK(generic.transform("{}", "ping").status == AMFS_SKIP);
  CHECK(generic.transform("{}", "noise.loud").status == AMFS_SKIP);
  CHECK(generic.transform("{}", "pings").status == AMFS_UNMATCHED);
}

TEST_CASE("What does not resolve stays raw; nothing leaves the path or the key") {
  Generic generic(R"({"entity_path":"{/path:path}","key":"k-{/id}"})");
  CHECK(generic.transform(R"({"path":"x"})").status == AMFS_UNMATCHED);
  CHECK(generic.transform(R"({"id":"1"})").status == AMFS_UNMATCHED);
  CHECK(generic.transform(R"({"path":"../..","id":"1"})").status == AMFS_UNMATCHED);
  CHECK(generic.transform("[]").status == AMFS_UNMATCHED);
  const auto out = generic.transform(R"({"path":"/a//../b c/","id":"x/../y\n"})");
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].entity_path == "webhooks/a/b c");
  CHECK(out.results[0].key == "k-x_.._y");
}

TEST_CASE("Large payloads are left out of the value") {
  Generic generic;
  const auto out = generic.transform(R"({"title":"t","blob":")" + std::string(20'000, 'x') + "\"}");
  REQUIRE(out.results.size() == 1);
  CHECK_FALSE(out.results[0].value().get("payload").exists());
  CHECK(out.results[0].value_json.size() < 1000);
}

TEST_CASE("Configuration that cannot work is refused at the start") {
  CHECK(created("{}") == AMFS_OK);
  for (const char* config :
       {R"({"key":""})", R"({"key":7})", R"({"key":"{"})", R"({"key":"{what}"})", R"({"key":"{}"})",
        R"({"key":["a",1]})", R"({"title":{}})", R"({"confidence":2})", R"({"memory_type":"x"})",
        R"({"fields":{"a":"no pointer"}})", R"({"fields":{"a":7}})"}) {
    INFO(config);
    CHECK(created(config) == AMFS_BAD_CONFIG);
  }
}

TEST_CASE("Every recipe lays out a delivery of its provider") {
  for (const Recipe& recipe : recipes()) {
    CAPTURE(recipe.name);
    const auto manifest = host::config::load_manifest(
        std::string(AMFS_MANIFESTS_DIR) + "/recipes/" + recipe.name + "/connector.yaml");
    REQUIRE(manifest.has_value());
    CHECK(manifest->name == recipe.name);
    Generic generic(manifest->config_json);
    const auto out = generic.transform(recipe.payload, "some.event", recipe.headers);
    CHECK(harness::broken_rule(out, "webhooks") == "");
    REQUIRE(out.results.size() == 1);
    CHECK(out.results[0].entity_path == "webhooks" + recipe.path);
    CHECK(out.results[0].key == recipe.key);
    CHECK(out.results[0].value().get("title").str() == recipe.title);
  }
}
