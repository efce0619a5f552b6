// TenantHost: a host that keeps endpoints' secrets, and tenants' endpoints and keys made on it.
#pragma once

#include <string>
#include <vector>

#include "tests/integration/test_host.hpp"

namespace integration {

inline constexpr char kSecretsKey[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
inline constexpr char kOwnSecret[] = "the tenant's own secret";

// As POST /admin/endpoints answered.
struct MadeEndpoint {
  std::string id;
  std::string connector;
  std::string token;
};

class TenantHost : public TestHost {
 public:
  explicit TenantHost(const std::vector<std::string>& connectors = {"append", "echo"})
      : TestHost(connectors) {
    options().environment["AMFS_SECRETS_KEY"] = kSecretsKey;
  }

  // `more`: further members, each with a comma in front.
  Answer try_endpoint(Api& as, const std::string& connector, const std::string& more) {
    return as.post("/admin/endpoints", R"({"connector":")" + connector + "\"" + more + "}");
  }
  MadeEndpoint endpoint(const std::string& connector, const std::string& tenant,
                        const std::string& more = {}) {
    const Answer made = try_endpoint(
        api(), connector, R"(,"tenant":")" + tenant + R"(","secret":")" + kOwnSecret + "\"" + more);
    INFO(made.http.body);
    REQUIRE(made.status == 200);
    CHECK(made.text("url_path") == "/api/v1/webhooks/" + connector + "/" + made.text("token"));
    return {made.text("id"), connector, made.text("token")};
  }
  // A client with a key of the tenant's.
  Api as_tenant(const std::string& tenant,
                const std::string& scopes = R"("read","write","ingest","operate","admin")") {
    const Answer made = api().post("/admin/api-keys", R"({"name":"test","tenant":")" + tenant +
                                                          R"(","scopes":[)" + scopes + "]}");
    INFO(made.http.body);
    REQUIRE(made.status == 200);
    return Api(process().port(), made.text("key"));
  }
  Answer deliver_to(const MadeEndpoint& to, const std::string& body,
                    const std::string& secret = kOwnSecret) {
    return deliver(to.connector + "/" + to.token, body, test::test_connector_headers(secret, body));
  }
  std::string accept_at(const MadeEndpoint& to, const std::string& body,
                        const std::string& secret = kOwnSecret) {
    const Answer answer = deliver_to(to, body, secret);
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);
    REQUIRE(answer.text("status") == "accepted");
    return answer.text("event_id");
  }
};

// A delivery to connector `append`: appends `number` to the list under key k.
inline std::string item(int number) {
  const std::string text = std::to_string(number);
  return R"({"id":"i-)" + text + R"(","key":"k","item":)" + text + "}";
}

}  // namespace integration
