// Text rules and entity paths.
#include <amfs/connector.hpp>

#include "tests/support/catch.hpp"

namespace {

class Probe : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& /*event*/) override { return {}; }
  using amfs::ConnectorABC::config;
  using amfs::ConnectorABC::entity;
  using amfs::ConnectorABC::now;
};

}  // namespace

TEST_CASE("Segments are cleaned, not changed") {
  CHECK(amfs::clean_segment("  Default Service ") == "Default Service");
  CHECK(amfs::clean_segment("a/b\\c\nd\x7F") == "a_b_c_d_");
  CHECK(amfs::clean_segment("Grüße") == "Grüße");
  CHECK(amfs::clean_segment("...") == "...");
  for (const char* nothing : {"", "  \t\n", ".", "..", " .. "})
    CHECK(amfs::clean_segment(nothing).empty());
}

TEST_CASE("clip counts characters and never cuts one in two") {
  CHECK(amfs::clip("short", 5) == "short");
  CHECK(amfs::clip("longer", 5) == "long\xE2\x80\xA6");
  CHECK(amfs::clip("ééé", 2) == "é\xE2\x80\xA6");
  CHECK(amfs::clip("ééé", 3) == "ééé");
  CHECK(amfs::clip("x", 0).empty());
  CHECK(amfs::clip("", 0).empty());
}

TEST_CASE("Entity paths") {
  const Probe probe;  // without a host: the default path is empty
  CHECK(probe.entity("a", std::string("b c")) == "a/b c");
  CHECK(probe.entity("a/b") == "a_b");
  CHECK(probe.entity(amfs::path("owner/repo"), "x") == "owner/repo/x");
  CHECK_THROWS_AS(probe.entity(""), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity("a", ".."), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity(amfs::path("owner/../repo")), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity(amfs::path("owner//repo")), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity(amfs::path("owner/")), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity(amfs::Json()), amfs::Unmatched);
  CHECK_THROWS_AS(probe.entity(std::string(amfs::kMaxPathBytes + 1, 'x')), amfs::Unmatched);
}

TEST_CASE("A connector made without a host has empty surroundings") {
  const Probe probe;
  CHECK_FALSE(probe.config().exists());
  CHECK(probe.now() == amfs::Time());
}
