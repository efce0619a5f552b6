// Results: setters, getters, outcomes.
#include <amfs/connector.hpp>

#include "tests/support/catch.hpp"

using namespace amfs;

TEST_CASE("A write carries what was set") {
  const Time at = from_unix_ns(5);
  const Results results = write("repos/a/b", "pr-1", {{"title", "x"}})
                              .confidence(0.9)
                              .memory_type(MemoryType::experience)
                              .summary("headline")
                              .pattern_ref("one")
                              .pattern_ref("two")
                              .occurred_at(at)
                              .ttl(std::chrono::seconds(1));
  REQUIRE(results.size() == 1);
  CHECK(results[0].operation() == ConnectorResult::Operation::write);
  CHECK(results[0].entity_path() == "repos/a/b");
  CHECK(results[0].key() == "pr-1");
  CHECK(results[0].value().dump() == R"({"title":"x"})");
  CHECK(results[0].confidence() == 0.9);
  CHECK(results[0].memory_type() == MemoryType::experience);
  CHECK(results[0].summary() == "headline");
  CHECK(results[0].pattern_refs() == std::vector<std::string>{"one", "two"});
  CHECK(results[0].occurred_at() == at);
  CHECK(results[0].ttl_at(from_unix_ns(99)) == from_unix_ns(1'000'000'005));
}

TEST_CASE("Defaults: a fact, no confidence, no time of its own") {
  const ConnectorResult result = write("p", "k", "v");
  CHECK(result.memory_type() == MemoryType::fact);
  CHECK_FALSE(result.confidence().has_value());
  CHECK_FALSE(result.occurred_at().has_value());
  CHECK_FALSE(result.ttl_at(from_unix_ns(1)).has_value());
}

TEST_CASE("An unknown time leaves the one that was set") {
  ConnectorResult result = write("p", "k", "v");
  result.occurred_at(from_unix_ns(7)).occurred_at(std::nullopt);
  CHECK(result.occurred_at() == from_unix_ns(7));
  result.ttl(from_unix_ns(8));
  CHECK(result.ttl_at(from_unix_ns(0)) == from_unix_ns(8));
}

TEST_CASE("A context is about something") {
  const ConnectorResult note = record_context("label", "text").source("pagerduty").about("p", "k");
  CHECK(note.operation() == ConnectorResult::Operation::record_context);
  CHECK(note.label() == "label");
  CHECK(note.summary() == "text");
  CHECK(note.source() == "pagerduty");
  CHECK(note.entity_path() == "p");
  CHECK(note.key() == "k");
}

TEST_CASE("Results hold several, or an outcome") {
  Results several{write("p", "a", 1), write("p", "b", 2)};
  several.add(write("p", "c", 3));
  CHECK(several.size() == 3);
  CHECK_FALSE(several.outcome().has_value());
  CHECK(Results().empty());

  CHECK(skip("why").outcome()->status() == AMFS_SKIP);
  CHECK(unmatched("why").outcome()->message() == "why");
  const Results later = retry("why", std::chrono::seconds(3));
  CHECK(later.outcome()->status() == AMFS_RETRY);
  CHECK(later.outcome()->retry_after() == std::chrono::milliseconds(3000));
}
