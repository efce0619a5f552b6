// Connectors for any sender: payloads that are wrong in one place; whatever comes out must keep the
// rules, and nothing may crash.
#include "tests/plugins/mutation.hpp"
#include "tests/plugins/rig_checks.hpp"
#include "tests/support/catch.hpp"

using harness::Rig;

namespace {

constexpr std::size_t kDepth = 8;

// Templates and pointers into everything that the fixtures hold.
constexpr const char* kEverything =
    R"({"entity_path":["{/order/id}/{/order/lines/0/sku:path}","{/host}","{event_type:path}"],)"
    R"("key":["{/order/id}-{/order/lines/1/sku}","{/title}","{event_type}-{id}"],)"
    R"("title":["{/name}","{/message}"],"status":["{/state}","{/level}"],"url":"{/html_url}",)"
    R"("fields":{"lines":"/order/lines","count":"/order/lines/0/count","host":"/host"}})";

std::size_t check_own(const std::string& connector, const std::string& config_json = "") {
  Rig rig(connector, config_json);
  REQUIRE(rig.created().status == AMFS_OK);
  std::size_t count = 0;
  for (const auto& event : harness::own_events(connector)) {
    count += harness::check_wrong_payloads(rig, event, kDepth, harness::wrong_values());
    count += harness::check_wrong_payloads(rig, event, kDepth, harness::huge_values());
    harness::check_cut_payloads(rig, event);
  }
  return count;
}

}  // namespace

TEST_CASE("Generic: wrong in one place") {
  CHECK(check_own("generic") > 300);
  CHECK(check_own("generic", kEverything) > 300);
}

TEST_CASE("Standard Webhooks: wrong in one place") { CHECK(check_own("standard-webhooks") > 300); }
