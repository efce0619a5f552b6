// PathMove: one set of paths for the connector, another for the memory, there and back.
#include "host/dispatch/endpoint_scope.hpp"

#include "tests/support/catch.hpp"

using host::dispatch::PathMove;

TEST_CASE("without a prefix nothing moves", "[dispatch][scope]") {
  for (const PathMove& move : {PathMove(), PathMove("repos", ""), PathMove("repos", "repos")}) {
    CHECK(move.to_memory("repos/acme") == "repos/acme");
    CHECK(move.to_connector("repos/acme") == "repos/acme");
    CHECK(move.to_memory("") == "");
  }
}

TEST_CASE("what lies below the default path moves there and back", "[dispatch][scope]") {
  const PathMove move("repos", "clients/acme");
  CHECK(move.to_memory("repos") == "clients/acme");
  CHECK(move.to_memory("repos/a/b") == "clients/acme/a/b");
  CHECK(move.to_connector("clients/acme/a/b") == "repos/a/b");
  CHECK(move.to_connector("clients/acme") == "repos");
}

TEST_CASE("other paths stay, and names that only begin alike do not move", "[dispatch][scope]") {
  const PathMove move("repos", "clients/acme");
  for (const char* path : {"reposit", "people/ann", "clients", "clients/acmex", ""}) {
    CHECK(move.to_memory(path) == path);
    CHECK(move.to_connector(path) == path);
  }
}

TEST_CASE("the default path is hidden behind the prefix", "[dispatch][scope]") {
  CHECK_FALSE(PathMove("repos", "clients/acme").to_connector("repos/other"));
  // Also where one lies in the other.
  const PathMove deeper("repos", "repos/acme");
  CHECK(deeper.to_memory("repos/x") == "repos/acme/x");
  CHECK(deeper.to_connector("repos/acme/x") == "repos/x");
  CHECK_FALSE(deeper.to_connector("repos/x"));
}
