// What the API does with input that is missing, of the wrong type, too large, unknown or tampered
// with: one table per kind, every route in it. Nothing here may be a 500 or change anything.
#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Fixture : TestHost {
  Fixture() { start(); }
  ~Fixture() { check_alive(*this); }

  int status_of(const std::string& target) { return api().get(target).status; }
  Answer write(const std::string& path, const std::string& key) {
    return api().post("/events", R"({"source":"t","entity_path":")" + path + R"(","key":")" + key +
                                     R"(","value":1})");
  }
};

// A route that takes a JSON object: the smallest body it accepts, member by member.
struct BodyRoute {
  const char* target;
  int accepted;  // status of the whole body
  std::vector<std::pair<std::string, std::string>> required;
  std::vector<std::pair<std::string, std::string>> wrong;  // member, value that is not accepted
  std::size_t too_large;
};

const std::vector<BodyRoute> kBodyRoutes = {
    {"/events",
     200,
     {{"source", "\"t\""}, {"entity_path", "\"p\""}, {"key", "\"k\""}, {"value", "1"}},
     {{"source", "7"},
      {"source", "\"UPPER\""},
      {"entity_path", "[]"},
      {"entity_path", "\"..\""},
      {"key", "{}"},
      {"key", "\"\""},
      {"event_type", "7"},
      {"idempotency_key", "[]"},
      {"confidence", "\"high\""},
      {"confidence", "-0.1"},
      {"confidence", "1e999"},
      {"memory_type", "\"rumour\""},
      {"memory_type", "1"},
      {"pattern_refs", "{}"},
      {"pattern_refs", "[\"\"]"},
      {"ttl_at", "7"},
      {"ttl_at", "\"soon\""},
      {"ttl_at", "\"1999-01-01T00:00:00Z\""}},
     2U << 20},
    {"/entries",
     200,
     {{"entity_path", "\"p\""}, {"key", "\"k\""}},
     {{"entity_path", "7"},
      {"key", "[]"},
      {"confidence", "2"},
      {"memory_type", "\"rumour\""},
      {"pattern_refs", "\"a\""},
      {"shared", "\"yes\""},
      {"agent_id", "7"},
      {"ttl_at", "\"soon\""}},
     2U << 20},
    {"/context",
     200,
     {{"label", "\"l\""}, {"summary", "\"s\""}},
     {{"label", "7"},
      {"label", "\"\""},
      {"summary", "{}"},
      {"source", "[]"},
      {"agent_id", "true"},
      {"entity_path", "\"/\""},
      {"key", "7"}},
     2U << 20},
    {"/outcomes",
     200,
     {{"outcome_ref", "\"r\""}, {"outcome_type", "\"success\""}},
     {{"outcome_ref", "7"},
      {"outcome_type", "\"luck\""},
      {"causal_entry_keys", "\"k\""},
      {"causal_confidence", "\"1\""},
      {"agent_id", "[]"},
      {"tool_calls", "{}"}},
     2U << 20},
    {"/verify", 200, {}, {{"entity_path", "7"}, {"cursor", "\"%%%\""}}, 2U << 20},
    {"/search",
     200,
     {},
     {{"query", "7"},
      {"entity_path", "[]"},
      {"min_confidence", "\"low\""},
      {"limit", "0"},
      {"limit", "1000000"},
      {"limit", "\"5\""},
      {"since", "\"then\""},
      {"sort_by", "\"luck\""},
      {"memory_type", "\"rumour\""}},
     2U << 20}};

std::string object(const BodyRoute& route, const std::string& without = {},
                   const std::string& more = {}) {
  std::string out;
  for (const auto& [name, value] : route.required) {
    if (name == without) continue;
    out += (out.empty() ? "" : ",") + ("\"" + name + "\":") + value;
  }
  if (!more.empty()) out += (out.empty() ? "" : ",") + more;
  return "{" + out + "}";
}

bool names_field(const Answer& answer, const std::string& field) {
  const std::string found = answer.at("/errors/0/field").GetString();
  return found == field || found == "/" + field;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "bodies: missing and wrong members are named", "[bad-input]") {
  for (const BodyRoute& route : kBodyRoutes) {
    for (const auto& [name, value] : route.required) {
      INFO(route.target << " without " << name);
      const Answer answer = api().post(route.target, object(route, name));
      CHECK(answer.status == 422);
      if (answer.status == 422) CHECK(names_field(answer, name));
    }
    for (const auto& [name, value] : route.wrong) {
      INFO(route.target << " " << name << "=" << value);
      const Answer answer =
          api().post(route.target, object(route, name, "\"" + name + "\":" + value));
      CHECK((answer.status == 422 || answer.status == 400));
      if (answer.status == 422) CHECK(names_field(answer, name));
    }
  }
  CHECK(api().event_count("received") == 0);
  CHECK(api().get("/entries").at("/total").GetInt() == 0);
  CHECK(api().get("/contexts").at("/contexts").Empty());
}

TEST_CASE_METHOD(Fixture, "bodies: unknown members are ignored, as AMFS clients expect",
                 "[bad-input]") {
  for (const BodyRoute& route : kBodyRoutes) {
    INFO(route.target);
    CHECK(
        api().post(route.target, object(route, "", R"("no_such_member":{"deep":[1,2]})")).status ==
        route.accepted);
  }
}

TEST_CASE_METHOD(Fixture, "bodies: what is no JSON object", "[bad-input]") {
  const std::string deep = std::string(500, '[') + std::string(500, ']');
  for (const BodyRoute& route : kBodyRoutes) {
    for (const std::string& body :
         {std::string("{"), std::string("{} x"), std::string("{\"a\":\"\xFF\"}"),
          std::string("{\"a\":NaN}"), std::string("\0{}", 3), "{\"a\":" + deep + "}"}) {
      INFO(route.target << " " << body.substr(0, 20));
      const Answer answer = api().post(route.target, body);
      CHECK((answer.status == 400 || answer.status == 422));
    }
    for (const char* body : {"[]", "7", "null", "\"text\""}) {
      INFO(route.target << " " << body);
      CHECK(api().post(route.target, body).status == 422);
    }
    INFO(route.target);
    CHECK(
        api().post(route.target, "{\"a\":\"" + std::string(route.too_large, 'x') + "\"}").status ==
        413);
    api().client().disconnect();
  }
}

TEST_CASE_METHOD(Fixture, "limits at their extremes", "[bad-input]") {
  for (const char* route : {"/events", "/deadletters", "/contexts", "/search", "/entries"}) {
    const std::string query = std::string(route) + "?limit=";
    for (const char* limit : {"0", "-1", "1e3", "abc", "+5", "0x10", "5%20", "1.0",
                              "99999999999999999999", "-9223372036854775809", "1000000000"}) {
      INFO(query << limit);
      CHECK(status_of(query + limit) == 422);
    }
    CHECK(status_of(query + "1") == 200);
    CHECK(status_of(query + "1000") == 200);
    CHECK(status_of(query) == 200);  // empty: not given
  }
  for (const char* offset : {"-1", "abc", "99999999999999999999"}) {
    CHECK(status_of(std::string("/entries?offset=") + offset) == 422);
  }
  CHECK(status_of("/entries?offset=2147483647") == 200);
}

TEST_CASE_METHOD(Fixture, "times that are none", "[bad-input]") {
  for (const char* route :
       {"/events?since=", "/events?until=", "/contexts?since=", "/contexts?until=",
        "/search?since=", "/history/a/b?since=", "/history/a/b?until=", "/outcomes?since="}) {
    for (const char* time : {"yesterday", "1700000000", "2026-13-01T00:00:00Z",
                             "2026-02-30T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00",
                             "2026-01-01T25:00:00Z", "-1", "2026-01-01T00:00:00%2B99:00", "%00"}) {
      INFO(route << time);
      CHECK(status_of(std::string(route) + time) == 422);
    }
    for (const char* time : {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456789Z",
                             "2026-01-01T01:00:00%2B01:00", "1970-01-01T00:00:00Z"}) {
      INFO(route << time);
      CHECK(status_of(std::string(route) + time) == 200);
    }
    for (const char* time : {"0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}) {
      INFO(route << time);
      CHECK(status_of(std::string(route) + time) < 500);
    }
  }
}

TEST_CASE_METHOD(Fixture, "cursors that were tampered with", "[bad-input]") {
  REQUIRE(write("p", "a").status == 200);
  REQUIRE(write("p", "b").status == 200);
  REQUIRE(api().post("/context", R"({"label":"l","summary":"s"})").status == 200);
  const std::string event = api().get("/events?limit=1").text("next_cursor");
  CHECK(status_of("/events?cursor=" + event) == 200);
  for (const std::string& cursor :
       {std::string("x"), std::string("-1"), std::string("0"), std::string("2"),
        std::string("evt_none"), event + "0", event.substr(0, event.size() - 1),
        std::string("9223372036854775807"), std::string("%27%20OR%201=1"), std::string(4000, 'a'),
        std::string("ctx_1")}) {
    INFO(cursor.substr(0, 40));
    CHECK(status_of("/events?cursor=" + cursor) == 422);
  }
  CHECK(status_of("/contexts?cursor=ctx_1") == 200);
  for (const char* cursor : {"1", "ctx_", "ctx_0", "ctx_-1", "ctx_2", "ctx_1x", "ctx_1%00",
                             "ctx_99999999999999999999", "evt_1"}) {
    INFO(cursor);
    CHECK(status_of(std::string("/contexts?cursor=") + cursor) == 422);
  }
}

TEST_CASE_METHOD(Fixture, "cursors of another list, order or question", "[bad-input]") {
  for (const char* path : {"p", "q"}) {
    for (const char* key : {"a", "b"}) REQUIRE(write(path, key).status == 200);
  }
  const std::string lists[] = {"/entries?",        "/entries?sort=written_at&",
                               "/entities?",       "/agents/external%2Ft/timeline?",
                               "/search?query=p&", "/search?query=p&sort_by=recency&"};
  std::vector<std::string> cursors;
  for (const std::string& list : lists) {
    INFO(list);
    const std::string link = api().get(list + "limit=1").http.header("Link");
    const std::size_t at = link.find("cursor=") + 7;
    REQUIRE(at > 7);
    cursors.push_back(link.substr(at, link.find_first_of("&>", at) - at));
    REQUIRE_FALSE(cursors.back().empty());
  }
  for (const std::string& list : lists) {
    for (const std::string& cursor : cursors) {
      const bool own = &cursor - cursors.data() == &list - lists;
      for (const std::string& tampered :
           {cursor, cursor + "0", "x" + cursor, cursor.substr(1), cursor + "%0A"}) {
        INFO(list << tampered);
        CHECK(status_of(list + "limit=1&cursor=" + tampered) ==
              (own && tampered == cursor ? 200 : 422));
      }
    }
  }
}

TEST_CASE_METHOD(Fixture, "idempotency keys that are none", "[bad-input]") {
  const char* event = R"({"source":"t","entity_path":"p","key":"k","value":1})";
  for (const std::string& key : {std::string(257, 'i'), std::string("\xFF"), std::string("a\tb")}) {
    INFO(key.substr(0, 20));
    const int status = api().post("/events", event, {{"Idempotency-Key", key}}).status;
    CHECK((status == 422 || status == 400));
  }
  const std::string batch = "{\"events\":[" + std::string(event) + "]}";
  CHECK(api().post("/events/batch", batch, {{"Idempotency-Key", "one"}}).status == 422);
  CHECK(api().event_count("received") == 0);
}

TEST_CASE_METHOD(Fixture, "paths and keys of every kind come back as they went in", "[bad-input]") {
  const std::string long_path = std::string(255, 'a') + "/" + std::string(256, 'b');  // 512 bytes
  struct Place {
    std::string path, key;          // as written
    std::string path_url, key_url;  // encoded
  };
  const Place places[] = {{"a/b", "k", "a/b", "k"},
                          {"a/b", "k/with/slashes", "a/b", "k%2Fwith%2Fslashes"},
                          {"a b/c d", "k 1", "a%20b/c%20d", "k%201"},
                          {"caf\xC3\xA9/\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x94\x91",
                           "caf%C3%A9/%E6%97%A5%E6%9C%AC", "%F0%9F%94%91"},
                          {"q?x/h#y", "100%", "q%3Fx/h%23y", "100%25"},
                          {"%2F", "%2F", "%252F", "%252F"},
                          {long_path, std::string(256, 'k'), long_path, std::string(256, 'k')}};
  for (const Place& place : places) {
    INFO(place.path.substr(0, 40) << " " << place.key.substr(0, 40));
    REQUIRE(write(place.path, place.key).status == 200);
    for (const std::string& target :
         {"/entries/" + place.path_url + "/" + place.key_url,
          "/entry?entity_path=" + place.path_url + "&key=" + place.key_url}) {
      const Answer entry = api().get(target);
      CHECK(entry.status == 200);
      CHECK(entry.text("entity_path") == place.path);
      CHECK(entry.text("key") == place.key);
    }
    CHECK(api()
              .get("/history/" + place.path_url + "/" + place.key_url)
              .at("/version_count")
              .GetInt() == 1);
    CHECK(api().get("/entries?entity_path=" + place.path_url).at("/total").GetInt() >= 1);
    CHECK(api().get("/briefing?entity_path=" + place.path_url).at("/digests/0/scope") ==
          place.path.c_str());
    const std::string agent = R"(","agent_id":")" + place.key;
    REQUIRE(api()
                .post("/entries", R"({"key":"k","entity_path":")" + place.path + agent + "\"}")
                .status == 200);
    const Answer timeline = api().get("/agents/" + place.key_url + "/timeline");
    CHECK(timeline.text("agentId") == place.key);
    CHECK(timeline.at("/count").GetInt() >= 1);
  }
}

TEST_CASE_METHOD(Fixture, "paths and keys that cannot be", "[bad-input]") {
  const std::pair<std::string, std::string> wrong[] = {{"", "k"},
                                                       {"/", "k"},
                                                       {"..", "k"},
                                                       {"a/../..", ""},
                                                       {std::string(513, 'p'), "k"},
                                                       {"p", ""},
                                                       {"p", std::string(257, 'k')},
                                                       {"p", "a\\u0000b"},
                                                       {"p", "a\\nb"}};
  for (const auto& [path, key] : wrong) {
    INFO(path.substr(0, 20) << " " << key.substr(0, 20));
    CHECK(write(path, key).status == 422);
  }
  for (const char* target :
       {"/entries/%FF/k", "/entries/a/%00", "/entries/..%2F..%2Fetc/passwd", "/entries/%2E%2E/k",
        "/entry?entity_path=%FF&key=%FF", "/history/%00/%00", "/entries?entity_path=%00",
        "/contexts?entity_path=..", "/contexts?label=%FF", "/search?query=%FF%00",
        "/agents/%FF%00/timeline", "/events?q=%00%FF", "/events?event_type=%00"}) {
    INFO(target);
    CHECK(status_of(target) < 500);
  }
  for (const char* target : {"/entries/a/%", "/entries/a/%G0", "/entry?key=%&entity_path=p",
                             "/events?connector=%zz", "/contexts?key=%1"}) {
    INFO(target);
    const int status = status_of(target);
    CHECK((status == 400 || status == 422));
  }
}

TEST_CASE_METHOD(Fixture, "search syntax is data", "[bad-input]") {
  REQUIRE(write("p", "k").status == 200);
  for (const char* query :
       {"%22", "%22%22%22", "*", "AND", "OR%20OR", "NOT", "NEAR(a%20b", "a:b", "col:%22x", "^a",
        "%28", "%29%29", "-x", "a*b*c*", "%27%3B%20DROP%20TABLE%20entries", "%C3%28",
        "%F0%9F%94%91", "%00", "{a%20b}:c"}) {
    INFO(query);
    CHECK(status_of(std::string("/search?query=") + query) < 500);
  }
  CHECK(api().get("/entries").at("/total").GetInt() == 1);
}

TEST_CASE_METHOD(Fixture, "what a web page could make a browser post", "[bad-input]") {
  const char* event = R"({"source":"t","entity_path":"p","key":"k","value":1})";
  struct Post {
    const char* target;
    std::string body;
  };
  const Post posts[] = {{"/events", event},
                        {"/events/batch", "{\"events\":[" + std::string(event) + "]}"},
                        {"/entries", R"({"entity_path":"p","key":"k","value":1})"},
                        {"/context", R"({"label":"l","summary":"s"})"},
                        {"/outcomes", R"({"outcome_ref":"r","outcome_type":"success"})"}};
  for (const Post& post : posts) {
    INFO(post.target);
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data; boundary=x", ""}) {
      INFO(type);
      CHECK(sender().call("POST", post.target, post.body, {{"Content-Type", type}}).status == 415);
    }
    for (const char* origin : {"https://evil.example", "null", "http://localhost.evil.example",
                               "http://127.0.0.1.evil.example"}) {
      INFO(origin);
      CHECK(sender().post(post.target, post.body, {{"Origin", origin}}).status == 401);
    }
    CHECK(sender().post(post.target, post.body, {{"Host", "rebound.example"}}).status == 401);
    CHECK(sender().post(post.target, post.body, {{"X-Forwarded-For", "127.0.0.1"}}).status == 401);
  }
  CHECK(api().event_count("received") == 0);
  CHECK(api().get("/entries").at("/total").GetInt() == 0);
  CHECK(api().get("/contexts").at("/contexts").Empty());
  CHECK(sender().post("/events", event, {{"Origin", "http://localhost:3000"}}).status == 200);
}
