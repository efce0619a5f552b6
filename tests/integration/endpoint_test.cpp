// Endpoints with tokens: whose memory a delivery goes to, which secrets count, when they end.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/integration/tenant_fixture.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

std::string list_of(Api& as, const std::string& path = "append/list") {
  const Answer entry = as.get("/entry?entity_path=" + path + "&key=k");
  if (entry.text("status") == "not_found") return "none";
  std::string out;
  for (const auto& number : entry.at("/value/items").GetArray())
    out += (out.empty() ? "" : ",") + std::to_string(number.GetInt());
  return out;
}

std::string rotation(const std::string& secret, const char* more = "") {
  return R"({"secret":")" + secret + "\"" + more + "}";
}

bool holds(const std::filesystem::path& folder, const std::string& needle) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(file.path(), std::ios::binary).rdbuf();
    if (text.str().find(needle) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("two tenants send the same, and each reads and sees its own", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint acme = host.endpoint("append", "acme");
  const MadeEndpoint other = host.endpoint("append", "other");
  Api as_acme = host.as_tenant("acme");
  Api as_other = host.as_tenant("other");
  std::vector<std::string> ids;
  for (int i = 1; i <= 5; ++i) ids.push_back(host.accept_at(acme, item(i)));
  const std::string id_of_other = host.accept_at(other, item(1));
  const std::string id_of_default = host.accept("append", item(1));
  for (const std::string& id : ids) CHECK(as_acme.settled_event(id).text("outcome") == "written");
  CHECK(as_other.settled_event(id_of_other).text("outcome") == "written");
  CHECK(host.api().settled_event(id_of_default).text("outcome") == "written");
  // Read-modify-write of one and the same path and key.
  CHECK(list_of(as_acme) == "1,2,3,4,5");
  CHECK(list_of(as_other) == "1");
  CHECK(list_of(host.api()) == "1");
  CHECK(as_other.get("/events/" + ids[0]).status == 404);
  CHECK(as_acme.get("/events/" + id_of_other).status == 404);
  CHECK(as_acme.get("/events").at("/events").Size() == 5);
  CHECK(as_acme.event_count("done") == 5);
  CHECK(host.deliver_to(acme, item(1)).text("status") == "duplicate");
}

TEST_CASE("an address that is not right gets the answer of one that never was", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  const MadeEndpoint gone = host.endpoint("append", "acme", R"(,"name":"gone")");
  REQUIRE(host.api().call("DELETE", "/admin/endpoints/" + gone.id).text("revoked") == gone.id);
  const std::string unknown = host.deliver_to({"", "nobody", "x"}, item(1)).http.body;
  const std::string& token = made.token;
  for (const MadeEndpoint& wrong :
       {MadeEndpoint{"", "echo", token}, MadeEndpoint{"", "append", token + "0"},
        MadeEndpoint{"", "append", token.substr(0, token.size() - 1)},
        MadeEndpoint{"", "append", "amfs_ep_guess"}, MadeEndpoint{"", "append", made.id}, gone}) {
    const Answer answer = host.deliver_to(wrong, item(1));
    CHECK(answer.status == 404);
    CHECK(answer.http.body == unknown);
  }
  // A token is no key, and a secret is good at its own endpoint only.
  CHECK(Api(host.process().port(), token).get("/entries").status == 401);
  CHECK(host.deliver_to(made, item(1), kSecret).code() == "signature_invalid");
  CHECK(host.deliver("append", item(1), test::test_connector_headers(kOwnSecret, item(1))).code() ==
        "signature_invalid");
  CHECK(host.as_tenant("acme").event_count("received") == 0);
  CHECK(host.api().event_count("received") == 0);
}

TEST_CASE("two secrets are good during a rotation, a third ends the first", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  const auto rotate = [&](const std::string& body) {
    return host.api().post("/admin/endpoints/" + made.id + "/rotate", body);
  };
  int next = 0;
  const auto good = [&](const std::string& secret) {
    return host.deliver_to(made, item(++next), secret).status == 200;
  };
  CHECK(rotate(rotation("the second secret")).at("/hasPreviousSecret").GetBool());
  CHECK(good(kOwnSecret));
  CHECK(good("the second secret"));
  REQUIRE(rotate(rotation("the third secret")).status == 200);
  CHECK_FALSE(good(kOwnSecret));
  CHECK(good("the second secret"));
  CHECK(good("the third secret"));
  // A secret that leaked ends at once.
  const Answer last = rotate(rotation("the fourth secret", R"(,"keep_previous":false)"));
  CHECK_FALSE(last.at("/hasPreviousSecret").GetBool());
  CHECK_FALSE(good("the third secret"));
  CHECK(good("the fourth secret"));
  CHECK(rotate(rotation("short")).code() == "secret_unusable");
  CHECK(rotate("{}").status == 422);
  CHECK(good("the fourth secret"));
}

TEST_CASE("a revoked endpoint ends at once, its events stay and finish", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  Api as_acme = host.as_tenant("acme");
  std::vector<std::string> ids;
  for (int i = 1; i <= 20; ++i) ids.push_back(host.accept_at(made, item(i)));
  REQUIRE(as_acme.call("DELETE", "/admin/endpoints/" + made.id).status == 200);
  CHECK(host.deliver_to(made, item(21)).status == 404);
  CHECK(as_acme.get("/admin/endpoints/" + made.id).status == 404);
  CHECK(as_acme.call("DELETE", "/admin/endpoints/" + made.id).code() == "endpoint_not_found");
  for (const std::string& id : ids) CHECK(as_acme.settled_event(id).text("outcome") == "written");
  // Still after a restart: a replay runs in its tenant.
  host.stop();
  host.start();
  Api again = host.as_tenant("acme");
  CHECK(again.post("/events/" + ids[0] + "/replay", "").status == 202);
  CHECK(again.settled_event(ids[0]).text("state") == "done");
  // Its name is free.
  const MadeEndpoint next = host.endpoint("append", "acme");
  CHECK(host.accept_at(next, item(1)) != ids[0]);
}

TEST_CASE("endpoints and what they accepted outlive a crash", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  std::vector<std::string> ids;
  for (int i = 1; i <= 10; ++i) ids.push_back(host.accept_at(made, item(i)));
  host.kill_now();
  host.start();
  Api as_acme = host.as_tenant("acme");
  for (const std::string& id : ids) CHECK(as_acme.settled_event(id).text("state") == "done");
  CHECK(list_of(as_acme) == "1,2,3,4,5,6,7,8,9,10");
  host.accept_at(made, item(11));
}

TEST_CASE("stored secrets without their key stop nobody else", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  host.stop();
  SECTION("no key") { host.options().environment.erase("AMFS_SECRETS_KEY"); }
  SECTION("another key") { host.options().environment["AMFS_SECRETS_KEY"] = std::string(64, 'a'); }
  host.start();
  const Answer refused = host.deliver_to(made, item(1));
  CHECK(refused.status == 503);
  CHECK(refused.code() == "connector_unconfigured");
  const Answer shown = host.api().get("/admin/endpoints/" + made.id);
  CHECK(shown.text("state") == "unconfigured");
  CHECK(shown.text("reason").find("AMFS_SECRETS_KEY") != std::string::npos);
  host.accept("append", item(1));  // the default endpoint
  host.stop();
  host.options().environment["AMFS_SECRETS_KEY"] = kSecretsKey;
  host.start();
  host.accept_at(made, item(1));
}

TEST_CASE("a key for stored secrets that is none is said at the start", "[endpoint]") {
  TenantHost host;
  host.options().environment["AMFS_SECRETS_KEY"] = "too short";
  try {
    host.start();
    FAIL("the host started");
  } catch (const test::HostStartError& error) {
    CHECK(error.stderr_text.find("AMFS_SECRETS_KEY") != std::string::npos);
    CHECK(error.stderr_text.find("too short") == std::string::npos);
  }
}

TEST_CASE("no token and no secret is anywhere but in the answer", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint made = host.endpoint("append", "acme");
  host.accept_at(made, item(1));
  host.deliver_to({"", "echo", made.token}, item(1));
  host.deliver_to(made, item(2), "a wrong secret");
  const Answer listed = host.api().get("/admin/endpoints");
  CHECK(listed.at("/endpoints").Size() == 1);
  CHECK_FALSE(listed.at("/endpoints/0/createdAt").IsNull());
  CHECK_FALSE(listed.at("/endpoints/0/lastUsed").IsNull());
  const Answer audit = host.api().get("/admin/audit?action=endpoint.create");
  CHECK(audit.http.body.find(made.id) != std::string::npos);
  for (const std::string& secret : {made.token, std::string(kOwnSecret)}) {
    CHECK(listed.http.body.find(secret) == std::string::npos);
    CHECK(audit.http.body.find(secret) == std::string::npos);
    CHECK(host.process().stderr_text().find(secret) == std::string::npos);
    CHECK_FALSE(holds(host.options().data_dir, secret));
  }
}

TEST_CASE("an endpoint's prefix takes the place of the connector's path", "[endpoint]") {
  TenantHost host;
  host.start();
  const MadeEndpoint plain = host.endpoint("append", "acme");
  const MadeEndpoint moved =
      host.endpoint("append", "acme", R"(,"name":"moved","entity_prefix":"clients/shop")");
  Api as_acme = host.as_tenant("acme");
  for (int i = 1; i <= 3; ++i) as_acme.settled_event(host.accept_at(moved, item(i)));
  as_acme.settled_event(host.accept_at(plain, item(9)));
  CHECK(list_of(as_acme, "clients/shop/list") == "1,2,3");  // read back there, too
  CHECK(list_of(as_acme) == "9");
  // What the connector makes nothing of.
  const std::string raw = host.accept_at(moved, R"({"id":"odd"})");
  const Answer event = as_acme.settled_event(raw);
  CHECK(event.text("outcome") == "raw");
  CHECK(event.at("/results/0/entity_path").GetString() == std::string("clients/shop"));
}

TEST_CASE("a connector that checks signatures itself does so with the endpoint's secret",
          "[endpoint]") {
  TenantHost host({"code-signed"});
  host.start();
  const MadeEndpoint made = host.endpoint("code-signed", "acme");
  const std::string body = R"({"id":"1"})";
  const auto status = [&](const std::string& target, const std::string& secret) {
    const std::string hex = test::sha256_signature(secret, "POST:" + body).substr(7);
    return host
        .deliver(target, body, {{"Content-Type", "application/json"}, {"X-Signature", "v1=" + hex}})
        .status;
  };
  CHECK(status("code-signed/" + made.token, kOwnSecret) == 200);
  CHECK(status("code-signed/" + made.token, kSecret) == 401);
  CHECK(status("code-signed", kOwnSecret) == 401);
  CHECK(status("code-signed", kSecret) == 200);
}
