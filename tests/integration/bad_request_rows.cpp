#include "tests/integration/bad_request_rows.hpp"

namespace integration {
namespace {

using Rows = std::map<std::string, std::vector<BadRequestRow>>;

const std::string kEntry = R"({"entity_path":"p","key":"k","value":1})";

// `count` direct events in a batch, each smallest.
std::string batch_of(int count) {
  std::string out = R"({"events":[)";
  for (int i = 0; i < count; ++i) out += i == 0 ? "1" : ",1";
  return out + "]}";
}

std::string member(const std::string& name, const std::string& text) {
  return '"' + name + R"(":")" + text + '"';
}

void add_event_rows(Rows& rows, const KnownThings& known) {
  const std::string start = R"({"source":"cron","value":1,)";
  rows["writeEvent"] = {
      {"POST", "/events", start + R"("entity_path":"//","key":"k"})", 422},
      {"POST", "/events", start + R"("entity_path":"..","key":"k"})", 422},
      {"POST", "/events", start + member("entity_path", std::string(513, 'p')) + R"(,"key":"k"})",
       422},
      {"POST", "/events",
       start + R"("entity_path":"p",)" + member("key", std::string(257, 'k')) + '}', 422},
      {"POST", "/events",
       start + R"("entity_path":"p","key":"k","event_type":)" + '"' + std::string(5000, 't') +
           "\"}",
       422},
      {"POST", "/events",
       start + R"("entity_path":"p","key":"k",)" +
           member("idempotency_key", std::string(257, 'i')) + '}',
       422},
      {"POST", "/events", start + R"("entity_path":"p","key":"k","idempotency_key":"a\u0000b"})",
       422},
      {"POST", "/events", R"({"source":"../x","value":1,"entity_path":"p","key":"k"})", 422},
      {"POST", "/events",
       R"({"source":"cron","entity_path":"p","key":"k",)" +
           member("value", std::string(257 << 10, 'v')) + '}',
       422}};
  rows["writeEvents"] = {{"POST", "/events/batch", "{}", 422},
                         {"POST", "/events/batch", R"({"events":null})", 422},
                         {"POST", "/events/batch", R"({"events":{}})", 422},
                         {"POST", "/events/batch", R"({"events":"x"})", 422},
                         {"POST", "/events/batch", R"({"events":[)", 400},
                         {"POST", "/events/batch", "[" + kEntry + "]", 422},
                         {"POST", "/events/batch", batch_of(1001), 422}};
  rows["listEvents"] = {{"GET", "/events?limit=1001", "", 422},
                        {"GET", "/events?state=lost", "", 422},
                        {"GET", "/events?cursor=evt_none", "", 422},
                        {"GET", "/events?no_such_parameter=1", "", 200},
                        {"GET", "/events?connector=" + std::string(2000, 'c'), "", 200}};
  rows["listDeadLetters"] = {{"GET", "/deadletters?limit=0", "", 422},
                             {"GET", "/deadletters?since=never", "", 422},
                             {"GET", "/deadletters?cursor=" + known.event + "x", "", 422},
                             {"GET", "/deadletters?state=done", "", 200}};  // always the dead
  rows["getEvent"] = {{"GET", "/events/evt_none", "", 404},
                      {"GET", "/events/%00", "", 400},
                      {"GET", "/events/%FF", "", 400},
                      {"GET", "/events/" + known.event + "%2F", "", 404},
                      {"GET", "/events/" + std::string(2000, 'e'), "", 404}};
  rows["replayEvent"] = {{"POST", "/events/evt_none/replay", "{}", 404},
                         {"POST", "/events/%00/replay", "{}", 400},
                         {"POST", "/events/" + known.event + "/replay", "{}", 409}};
  rows["replayEvents"] = {{"POST", "/events/replay", "{}", 422},
                          {"POST", "/events/replay", R"({"all":false})", 422},
                          {"POST", "/events/replay", R"({"all":true,"state":"dead"})", 422},
                          {"POST", "/events/replay", R"({"state":"received"})", 422},
                          {"POST", "/events/replay", R"({"stat":"dead"})", 422},
                          {"POST", "/events/replay", R"({"all":true,"limit":0})", 422},
                          {"POST", "/events/replay", R"({"all":true,"limit":1.5})", 422},
                          {"POST", "/events/replay", R"({"all":true,"limit":1e30})", 422}};
  rows["receiveWebhook"] = {{"POST", "/webhooks/none", "{}", 404},
                            {"POST", "/webhooks/%00", "{}", 404},
                            {"POST", "/webhooks/ECHO", "{}", 404},
                            {"POST", "/webhooks/..%2Fecho", "{}", 404},
                            {"POST", "/webhooks/echo", "{}", 401}};
  rows["receiveWebhookAtEndpoint"] = {
      {"POST", "/webhooks/echo/amfs_ep_", "{}", 404},
      {"POST", "/webhooks/echo/%00", "{}", 404},
      {"POST", "/webhooks/echo/" + known.endpoint, "{}", 404},  // its id is no token
      {"POST", "/webhooks/echo/" + std::string(3000, 'f'), "{}", 404}};
}

void add_entry_rows(Rows& rows) {
  const auto write = [](const std::string& more) {
    return BadRequestRow{"POST", "/entries", R"({"entity_path":"p","key":"k",)" + more + "}", 422};
  };
  rows["writeEntry"] = {write(R"("branch":"other")"),
                        write(R"("memory_type":"dream")"),
                        write(R"("confidence":1.0001)"),
                        write(R"("ttl_at":"2001-01-01T00:00:00Z")"),
                        write(R"("agent_id":"a\u0007")"),
                        write(member("agent_id", std::string(257, 'a'))),
                        write(member("value", std::string(257 << 10, 'v'))),
                        {"POST", "/entries", R"({"entity_path":"p","key":""})", 422}};
  for (const char* agent : {"webhook/github", "webhook/", "external/cron", "_system/x"}) {
    rows["writeEntry"].push_back(write(member("agent_id", agent)));
    rows["writeEntry"].back().status = 403;
  }
  rows["listEntries"] = {{"GET", "/entries?limit=10001", "", 422},
                         {"GET", "/entries?offset=2147483648", "", 422},
                         {"GET", "/entries?sort=key", "", 422},
                         {"GET", "/entries?branch=other", "", 422},
                         {"GET", "/entries?cursor=w1", "", 422},  // of another order
                         {"GET", "/entries?cursor=p999999", "", 422},
                         {"GET", "/entries?entity_path=" + std::string(2000, 'p'), "", 200}};
  rows["getEntry"] = {{"GET", "/entries/p/k?branch=other", "", 422},
                      {"GET", "/entries/%FF/k", "", 400},
                      {"GET", "/entries/p/%GG", "", 400},
                      {"GET", "/entries/p", "", 404},
                      {"GET", "/entries/" + std::string(513, 'p') + "/k", "", 200},  // a miss
                      {"GET", "/entries/..%2F../k", "", 200}};
  rows["getEntryByQuery"] = {{"GET", "/entry", "", 422},
                             {"GET", "/entry?entity_path=p", "", 422},
                             {"GET", "/entry?key=k", "", 422},
                             {"GET", "/entry?entity_path=p&key=k&branch=other", "", 422}};
  rows["getHistory"] = {{"GET", "/history/p/k?since=then", "", 422},
                        {"GET", "/history/p", "", 404},
                        {"GET", "/history/p/%FF", "", 400},
                        {"GET", "/history/none/none", "", 200}};
  rows["verifyIntegrity"] = {{"POST", "/verify", R"({"cursor":"!"})", 422},
                             {"POST", "/verify", R"({"cursor":"cA"})", 422},  // no key in it
                             {"POST", "/verify", R"({"entity_path":{}})", 422},
                             {"POST", "/verify", "[]", 422},
                             {"POST", "/verify", "{\"entity_path\":\"\xFF\"}", 400}};
  rows["commitOutcome"] = {
      {"POST", "/outcomes", R"({"outcome_ref":"","outcome_type":"success"})", 422},
      {"POST", "/outcomes", R"({"outcome_ref":"r","outcome_type":"SUCCESS"})", 422},
      {"POST", "/outcomes",
       R"({"outcome_ref":"r","outcome_type":"success","causal_entry_keys":[7]})", 422},
      {"POST", "/outcomes",
       R"({"outcome_ref":"r","outcome_type":"success","causal_confidence":-1})", 422},
      {"POST", "/outcomes",
       R"({"outcome_ref":"r","outcome_type":"success","agent_id":"_system/x"})", 403},
      {"POST", "/outcomes",
       R"({"outcome_type":"success",)" + member("outcome_ref", std::string(257, 'r')) + '}', 422}};
  rows["listOutcomes"] = {{"GET", "/outcomes?limit=0", "", 422},
                          {"GET", "/outcomes?since=2026", "", 422},
                          {"GET", "/outcomes?entity_path=%00", "", 422}};
  rows["recordContext"] = {
      {"POST", "/context", R"({"label":"","summary":"s"})", 422},
      {"POST", "/context", R"({"label":"l","summary":"s","key":"k"})", 422},  // a key of what
      {"POST", "/context", R"({"label":"l","summary":"s","agent_id":"external/x"})", 403},
      {"POST", "/context", R"({"label":"l",)" + member("summary", std::string(4097, 's')) + '}',
       422}};
  rows["listContexts"] = {{"GET", "/contexts?cursor=ctx_999", "", 422},
                          {"GET", "/contexts?entity_path=" + std::string(513, 'p'), "", 422},
                          {"GET", "/contexts?limit=1001", "", 422}};
}

void add_search_rows(Rows& rows) {
  const std::string long_query = std::string(1025, 'q');
  rows["searchByQuery"] = {{"GET", "/search?query=" + long_query, "", 422},
                           {"GET", "/search?sort_by=luck", "", 422},
                           {"GET", "/search?min_confidence=2", "", 422},
                           {"GET", "/search?max_confidence=-1", "", 422},
                           {"GET", "/search?cursor=AAAA", "", 422},
                           {"GET", "/search?branch=other", "", 422}};
  rows["search"] = {{"POST", "/search", '{' + member("query", long_query) + '}', 422},
                    {"POST", "/search", R"({"depth":4})", 422},
                    {"POST", "/search", R"({"limit":1001})", 422},
                    {"POST", "/search", R"({"include_artifacts":"no"})", 422},
                    {"POST", "/search", R"({"min_confidence":1.5})", 422}};
  rows["retrieve"] = {{"POST", "/retrieve", "{}", 422},
                      {"POST", "/retrieve", R"({"query":" \t"})", 422},
                      {"POST", "/retrieve", R"({"query":null})", 422},
                      {"POST", "/retrieve", '{' + member("query", long_query) + '}', 422},
                      {"POST", "/retrieve", R"({"query":"a","limit":0})", 422},
                      {"POST", "/retrieve", R"({"query":"a","semantic_weight":-1})", 422},
                      {"POST", "/retrieve", R"({"query":"a","recency_weight":1e9})", 422},
                      {"POST", "/retrieve", R"({"query":"a","confidence_weight":"1"})", 422},
                      {"POST", "/retrieve", R"({"query":"a","branch":"other"})", 422}};
  rows["stream"] = {{"GET", "/stream?last_event_id=x", "", 422},
                    {"GET", "/stream?last_event_id=-1", "", 422},
                    {"GET", "/stream?last_event_id=99999999999999999999", "", 422},
                    {"GET", "/stream?entity_path=..", "", 422},
                    {"GET", "/stream?entity_path=" + std::string(513, 'p'), "", 422},
                    {"GET", "/stream?memory_type=dream", "", 422},
                    {"POST", "/stream", "{}", 405}};
}

void add_overview_rows(Rows& rows) {
  rows["listEntities"] = {{"GET", "/entities?limit=0", "", 422},
                          {"GET", "/entities?limit=1001", "", 422},
                          {"GET", "/entities?cursor=e0", "", 422},
                          {"GET", "/entities?cursor=p1", "", 422}};
  rows["listAgents"] = {{"GET", "/agents?limit=-1", "", 422},
                        {"GET", "/agents?offset=-1", "", 422},
                        {"GET", "/agents?offset=2147483648", "", 422},
                        {"GET", "/agents?offset=2147483647", "", 200}};
  rows["getTimeline"] = {{"GET", "/agents/none/timeline", "", 200},  // as one that wrote nothing
                         {"GET", "/agents/%FF/timeline", "", 400},
                         {"GET", "/agents/%00/timeline", "", 400},
                         {"GET", "/agents/a/timeline?event_type=party", "", 422},
                         {"GET", "/agents/a/timeline?since=then", "", 422},
                         {"GET", "/agents/a/timeline?cursor=t999999", "", 422},
                         {"GET", "/agents/a/timeline?limit=1001", "", 422},
                         {"GET", "/agents/" + std::string(2000, 'a') + "/timeline", "", 200}};
  rows["getBriefing"] = {{"GET", "/briefing?limit=0", "", 422},
                         {"GET", "/briefing?limit=101", "", 422},
                         {"GET", "/briefing?entity_path=..", "", 422},
                         {"GET", "/briefing?entity_path=" + std::string(513, 'p'), "", 422},
                         {"GET", "/briefing?agent_id=%00", "", 422}};
  rows["listDigests"] = {{"GET", "/cortex/digests?digest_type=dream", "", 422},
                         {"GET", "/cortex/digests?scope=p", "", 422},  // of which type?
                         {"GET", "/cortex/digests?limit=101", "", 422},
                         {"GET", "/cortex/digests?digest_type=entity&scope=%00", "", 422},
                         {"GET", "/cortex/digests?digest_type=source&scope=none", "", 200}};
  rows["getStats"] = {{"POST", "/stats", "{}", 405}, {"GET", "/stats?x=1", "", 200}};
  rows["listConnectors"] = {{"POST", "/connectors", "{}", 405}};
  rows["getConnector"] = {{"GET", "/connectors/none", "", 404},
                          {"GET", "/connectors/%00", "", 400},
                          {"GET", "/connectors/%FF", "", 400},
                          {"GET", "/connectors/..%2Fecho", "", 404}};
  rows["getHealth"] = {{"POST", "/health", "{}", 405}};
  rows["getReady"] = {{"POST", "/ready", "{}", 405}};
  rows["getOpenApi"] = {{"POST", "/openapi.json", "{}", 405}};
  rows["getDocs"] = {{"POST", "/docs", "{}", 405}, {"GET", "/docs/..%2F..%2Fetc", "", 404}};
}

void add_admin_rows(Rows& rows, const KnownThings& known) {
  const auto key = [](const std::string& more, int status = 422) {
    return BadRequestRow{"POST", "/admin/api-keys", R"({"name":"n",)" + more + "}", status};
  };
  rows["createKey"] = {
      {"POST", "/admin/api-keys", "{}", 422},
      {"POST", "/admin/api-keys", R"({"name":""})", 422},
      {"POST", "/admin/api-keys", '{' + member("name", std::string(129, 'n')) + '}', 422},
      key(R"("scopes":[])"),
      key(R"("scopes":["root"])"),
      key(R"("scopes":[{"pattern":"repos/*","permission":"read"}])"),  // would be wider than asked
      key(R"("scopes":[{"pattern":"*","permission":"admin"}])"),
      key(R"("scopes":["read","read","read","read","read","read","read","read","read","read",)"
          R"("read","read","read","read","read","read","read"])"),
      key(R"("rate_limit_rpm":-1)"),
      key(R"("rate_limit_rpm":1.5)"),
      key(R"("rate_limit_rpm":1000001)"),
      key(R"("expires_at":"2001-01-01T00:00:00Z")"),
      key(R"("tenant":"Not A Name")"),
      key(R"("tenant":"../x")"),
      key(member("tenant", std::string(500, 't'))),
      key(member("key_type", std::string(33, 't')))};
  rows["listKeys"] = {{"GET", "/admin/api-keys?limit=0", "", 422},
                      {"GET", "/admin/api-keys?cursor=0", "", 422},
                      {"GET", "/admin/api-keys?cursor=9223372036854775808", "", 422},
                      {"GET", "/admin/api-keys?cursor=9223372036854775807", "", 422}};
  rows["revokeKey"] = {{"DELETE", "/admin/api-keys/key_none", "", 404},
                       {"DELETE", "/admin/api-keys/%00", "", 400},
                       {"DELETE", "/admin/api-keys/%FF", "", 400},
                       {"DELETE", "/admin/api-keys/%25", "", 404}};
  const auto endpoint = [](const std::string& more) {
    return BadRequestRow{"POST", "/admin/endpoints", R"({"connector":"echo",)" + more + "}", 422};
  };
  rows["createEndpoint"] = {{"POST", "/admin/endpoints", "{}", 422},
                            {"POST", "/admin/endpoints", R"({"connector":"ecko"})", 422},
                            {"POST", "/admin/endpoints", R"({"connector":"../echo"})", 422},
                            endpoint(R"("name":"UPPER")"),
                            endpoint(R"("name":"")"),
                            endpoint(member("name", std::string(65, 'n'))),
                            endpoint(R"("entity_prefix":"..")"),
                            endpoint(member("entity_prefix", std::string(257, 'p'))),
                            endpoint(R"("secret":7)"),
                            endpoint(member("secret", std::string(4097, 's'))),
                            endpoint(R"("name":"n","tenant":"Not A Name")")};
  rows["listEndpoints"] = {{"GET", "/admin/endpoints?limit=0", "", 422},
                           {"GET", "/admin/endpoints?cursor=x", "", 422},
                           {"GET", "/admin/endpoints?connector=none", "", 200}};
  rows["getEndpoint"] = {{"GET", "/admin/endpoints/ep_none", "", 404},
                         {"GET", "/admin/endpoints/%00", "", 400},
                         {"GET", "/admin/endpoints/%FF", "", 400}};
  rows["revokeEndpoint"] = {{"DELETE", "/admin/endpoints/ep_none", "", 404},
                            {"DELETE", "/admin/endpoints/" + known.endpoint + "0", "", 404}};
  const std::string rotate = "/admin/endpoints/" + known.endpoint + "/rotate";
  rows["rotateEndpoint"] = {
      {"POST", rotate, "{}", 422},
      {"POST", rotate, R"({"secret":""})", 422},
      {"POST", rotate, R"({"secret":["x"]})", 422},
      {"POST", rotate, R"({"secret":"a-long-enough-secret","keep_previous":"yes"})", 422},
      {"POST", rotate, '{' + member("secret", std::string(4097, 's')) + '}', 422},
      {"POST", "/admin/endpoints/ep_none/rotate", R"({"secret":"a-long-enough-secret"})", 404}};
  rows["listAudit"] = {{"GET", "/admin/audit?limit=0", "", 422},
                       {"GET", "/admin/audit?since=then", "", 422},
                       {"GET", "/admin/audit?cursor=-1", "", 422},
                       {"GET", "/admin/audit?action=" + std::string(65, 'a'), "", 422},
                       {"GET", "/admin/audit?action=none", "", 200}};
  rows["listRefusals"] = {{"POST", "/admin/refusals", "{}", 405},
                          {"GET", "/admin/refusals?x=%00", "", 200}};
}

}  // namespace

Rows bad_request_rows(const KnownThings& known) {
  Rows rows;
  add_event_rows(rows, known);
  add_entry_rows(rows);
  add_search_rows(rows);
  add_overview_rows(rows);
  add_admin_rows(rows, known);
  return rows;
}

}  // namespace integration
