// Outcomes: what acting on a memory led to changes its confidence, by AMFS's newest factors.
#include <cmath>

#include "tests/e2e/conformance/client.hpp"

using namespace conformance;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : Client {
  bool confidence_is(double expected) {
    return std::abs(read("k").at("/confidence").GetDouble() - expected) < 1e-9;
  }
  Answer commit(const std::string& type, const std::string& keys = R"(["p/k"])") {
    return post("/outcomes", R"({"outcome_ref":"deploy-1","outcome_type":")" + type +
                                 R"(","causal_entry_keys":)" + keys + "}");
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the factors", "[outcomes]") {
  const std::pair<const char*, double> factors[] = {{"critical_failure", 0.85},
                                                    {"failure", 0.90},
                                                    {"minor_failure", 0.92},
                                                    {"success", 1.0}};  // 1.03, clamped
  for (const auto& [type, expected] : factors) {
    INFO(type);
    write("k", "1");
    commit(type);
    CHECK(confidence_is(expected));
  }
  write("k", "1", R"("confidence":0.9)");
  commit("success");
  CHECK(confidence_is(0.927));
}

TEST_CASE_METHOD(Fixture, "an outcome is a new version that keeps the rest", "[outcomes]") {
  const Answer before = write("k", "{\"a\":1}", R"("shared":false,"memory_type":"belief")");
  const Answer answer = commit("critical_failure");
  CHECK(answer.text("outcome_ref") == "deploy-1");
  CHECK(answer.text("outcome_type") == "critical_failure");
  CHECK(answer.at("/affected_entries").GetInt() == 1);
  REQUIRE(answer.at("/entries").Size() == 1);
  const Answer after = read("k");
  CHECK(after.at("/version").GetInt() == before.at("/version").GetInt() + 1);
  CHECK(after.at("/outcome_count").GetInt() == 1);
  CHECK_FALSE(after.at("/shared").GetBool());
  CHECK(after.text("memory_type") == "belief");
  CHECK(after.at("/value/a").GetInt() == 1);
}

TEST_CASE_METHOD(Fixture, "a key that is not there is skipped", "[outcomes]") {
  write("k", "1");
  CHECK(commit("failure", R"(["p/none","p/k","nowhere"])").at("/affected_entries").GetInt() == 1);
  CHECK(commit("failure", "[]").at("/affected_entries").GetInt() == 0);
}

TEST_CASE_METHOD(Fixture, "outcomes are listed", "[outcomes]") {
  write("k", "1");
  commit("success");
  const Answer list = get("/outcomes");
  REQUIRE(list.at("/outcomes").Size() == 1);
  check_members(list.at("/outcomes/0"), {"outcome_ref", "outcome_type", "causal_confidence",
                                         "committed_at", "causal_entry_keys", "agent_id"});
  CHECK(get("/stats").at("/outcome_linked_count").GetInt() == 1);
  CHECK(get("/outcomes?since=2099-01-01T00:00:00Z").at("/outcomes").Empty());
}

TEST_CASE_METHOD(Fixture, "a type that is none is refused", "[outcomes]") {
  CHECK(sender().post("/outcomes", R"({"outcome_ref":"r","outcome_type":"luck"})").status == 422);
}
