// entry, search, stats and connector: what is asked of the host, and what people see.
#include "tests/support/catch.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
using host::http::json;

namespace {

constexpr char kEntry[] =
    R"({"entity_path":"repos/acme/shop","key":"pr-42","version":3,"value":{"title":"x\u001b[2J","n":1.10},)"
    R"("provenance":{"agent_id":"webhook/github","written_at":"2026-01-02T03:04:05Z","event_id":"evt_9",)"
    R"("pattern_refs":["github:pr:42"]},"confidence":0.9,"memory_type":"fact","current":true,"late":false,)"
    R"("summary":"PR 42 merged"})";

}  // namespace

TEST_CASE("entry get shows one entry with its value") {
  const FakeHost host(json(200, kEntry));
  const Ran ran = Cli(host.url()).run({"entry", "get", " repos/acme / shop/", "a/b c"});
  CHECK(ran.code == 0);
  CHECK(ran.err.empty());
  CHECK(host.last().target == "/api/v1/entry?entity_path=repos%2Facme%2Fshop&key=a%2Fb%20c");
  CHECK(has(ran.out, "version      3\n"));
  CHECK(has(ran.out, "written by   webhook/github\n"));
  CHECK(has(ran.out, "event        evt_9\n"));
  CHECK(has(ran.out, "refers to    github:pr:42\n"));
  CHECK(has(ran.out, "\"n\": 1.10"));
  CHECK_FALSE(has(ran.out, "\x1b"));
}

TEST_CASE("--json prints the body unchanged") {
  const std::string body = std::string(" ") + kEntry + "\n\n";
  const FakeHost host(json(200, body));
  const Ran ran = Cli(host.url()).run({"entry", "get", "repos/acme/shop", "pr-42", "--json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == body);
  // Whatever it is, where no exit code hangs on it.
  const FakeHost odd(json(200, "not json at all"));
  const Ran raw = Cli(odd.url()).run({"stats", "--json"});
  CHECK(raw.code == 0);
  CHECK(raw.out == "not json at all");
}

TEST_CASE("a missing entry exits with 1, in both forms") {
  const std::string body = R"({"status":"not_found","entity_path":"a","key":"k"})";
  const FakeHost host(json(200, body));
  const Cli cli(host.url());
  const Ran ran = cli.run({"entry", "get", "a", "k"});
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK(ran.err == "amfs: no entry k in a; next: amfs entry list a\n");
  const Ran raw = cli.run({"entry", "get", "a", "k", "--json"});
  CHECK(raw.code == 1);
  CHECK(raw.out == body);
}

TEST_CASE("a path that cannot exist is a usage error") {
  const FakeHost host;
  const Cli cli(host.url());
  for (const char* path : {"..", "/", " ", "\xff"}) {
    INFO(path);
    CHECK(cli.run({"entry", "get", path, "k"}).code == 2);
    CHECK(cli.run({"entry", "history", path, "k"}).code == 2);
    CHECK(cli.run({"entry", "list", path}).code == 2);
  }
  CHECK(host.asked().empty());
}

TEST_CASE("entry list passes its filters and counts what is left") {
  const FakeHost host(json(200, std::string("{\"entries\":[") + kEntry + "],\"total\":7}"));
  const Cli cli(host.url());
  const Ran ran =
      cli.run({"entry", "list", "repos/acme", "--all-versions", "--limit", "1", "--offset", "2"});
  CHECK(ran.code == 0);
  CHECK(host.last().target ==
        "/api/v1/entries?entity_path=repos%2Facme&include_superseded=true&limit=1&offset=2");
  CHECK(has(ran.out, "ENTITY PATH      KEY    VERSION  CONFIDENCE  TYPE  WRITTEN"));
  CHECK(
      has(ran.out,
          "repos/acme/shop  pr-42  3        0.9         fact  2026-01-02T03:04:05Z  PR 42 merged"));
  CHECK(has(ran.out, "1 of 7"));
  CHECK(cli.run({"entry", "list"}).code == 0);
  CHECK(host.last().target == "/api/v1/entries");

  const FakeHost empty(json(200, R"({"entries":[],"total":0})"));
  CHECK(has(Cli(empty.url()).run({"entry", "list"}).out, "no entries"));
}

TEST_CASE("entry history encodes path segments one by one and tells what became of a version") {
  const std::string body =
      R"({"versions":[{"version":2,"current":true,"value":{"a":[1,2]}},)"
      R"({"version":3,"current":false,"late":true,"summary":"old news"},{"version":1,"current":false}]})";
  const FakeHost host(json(200, body));
  const Ran ran = Cli(host.url()).run({"entry", "history", "a b/c?d", "k/1%"});
  CHECK(ran.code == 0);
  CHECK(host.last().target == "/api/v1/history/a%20b/c%3Fd/k%2F1%25");
  CHECK(has(ran.out, "2        current"));
  CHECK(has(ran.out, "{\"a\":[1,2]}"));
  CHECK(has(ran.out, "3        late"));
  CHECK(has(ran.out, "1        superseded"));
  CHECK_FALSE(has(ran.out, "there is more"));
}

TEST_CASE("entry history goes on where a page ended") {
  auto page = json(200, R"({"versions":[{"version":1,"current":false}]})");
  page.set_header("Link", R"(</api/v1/history/a/k?since=x&cursor=7%3A1&limit=2>; rel="next")");
  const FakeHost host(std::move(page));
  CHECK(has(Cli(host.url()).run({"entry", "history", "a", "k"}).out,
            "there is more; repeat with --cursor 7:1\n"));
  Cli(host.url())
      .run({"entry", "history", "a", "k", "--cursor", "7:1", "--since", "2026-01-31T00:00:00Z"});
  CHECK(host.last().target == "/api/v1/history/a/k?since=2026-01-31T00%3A00%3A00Z&cursor=7%3A1");
}

TEST_CASE("search joins its words, passes options, and reads a bare array") {
  auto response = json(200, std::string("[") + kEntry + "]");
  response.set_header("X-AMFS-Truncated", "true");
  const FakeHost host(std::move(response));
  const Cli cli(host.url());
  const Ran ran = cli.run({"search", "card", "[a,b] & more", "--path", "repos", "--min-confidence",
                           "0.5", "--type", "fact", "--limit", "5", "--sort", "recency"});
  CHECK(ran.code == 0);
  CHECK(host.last().target ==
        "/api/v1/search?query=card%20%5Ba%2Cb%5D%20%26%20more&entity_path=repos&min_confidence=0.5"
        "&memory_type=fact&limit=5&sort_by=recency&snippet=1");
  CHECK(has(ran.out, "pr-42"));
  CHECK(has(ran.out, "only the newest matches were ranked"));
  CHECK(cli.run({"search", "x", "--type", "rumour"}).code == 2);
  CHECK(cli.run({"search", "x", "--min-confidence", "2"}).code == 2);

  const FakeHost marked(json(200, R"([{"entity_path":"a","key":"k","snippet":"a «card» there"}])"));
  CHECK(has(Cli(marked.url()).run({"search", "card"}).out, "a «card» there"));

  const FakeHost empty(json(200, "[]"));
  const Ran nothing = Cli(empty.url()).run({"search", "x"});
  CHECK(nothing.code == 0);
  CHECK(has(nothing.out, "nothing found"));
}

TEST_CASE("stats shows counts, largest first") {
  const FakeHost host(json(
      200,
      R"({"total_entries":12,"confidence_avg":0.9125000001,"agents":{"a":2,"webhook/github":10},"entities":{},)"
      R"("events":{"received":5,"done":4,"retrying":0,"dead":1,"duplicates":3}})"));
  const Ran ran = Cli(host.url()).run({"stats"});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "events received     5\n"));
  CHECK(has(ran.out, "confidence average  0.91\n"));
  CHECK(ran.out.find("webhook/github  10") < ran.out.find("a               2"));
  CHECK(has(ran.out, "a               2"));
  CHECK_FALSE(has(ran.out, "ENTITY"));
}

TEST_CASE("connector list shows state and reason") {
  const FakeHost host(json(
      200,
      R"({"connectors":[{"name":"github","version":"1.0.0","state":"unconfigured",)"
      R"("reason":"set AMFS_CONNECTOR_GITHUB_SECRET","source":"built-in","entity_path":"repos"}],"total":1})"));
  const Ran ran = Cli(host.url()).run({"connector", "list"});
  CHECK(ran.code == 0);
  CHECK(host.last().target == "/api/v1/connectors");
  CHECK(has(ran.out, "github  1.0.0    built-in  repos        unconfigured: set AMFS_CONNECTOR_"));
  const FakeHost empty(json(200, R"({"connectors":[],"total":0})"));
  CHECK(has(Cli(empty.url()).run({"connector", "list"}).out, "no connectors"));
}
