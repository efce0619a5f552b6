// Which names `amfs connector init` takes, what follows from them, and what it proposes instead of
// the others.
#include "host/cli/command.hpp"
#include "host/cli/init_template.hpp"
#include "tests/support/catch.hpp"

using namespace host::cli;

namespace {

std::string refusal(const std::string& name) {
  const auto names = make_names(name, std::nullopt);
  if (names) return "";
  CHECK(names.error().code == kUsage);
  return names.error().message;
}

// What stands behind the last "init ".
std::string proposal(const std::string& name) {
  const std::string message = refusal(name);
  const std::size_t at = message.rfind("init ");
  return at == std::string::npos ? message : message.substr(at + 5);
}

}  // namespace

TEST_CASE("a name in every spelling") {
  const auto names = make_names("acme-crm2", std::nullopt);
  REQUIRE(names.has_value());
  CHECK(names->name == "acme-crm2");
  CHECK(names->snake == "acme_crm2");
  CHECK(names->upper == "ACME_CRM2");
  CHECK(names->camel == "AcmeCrm2");
  CHECK(names->header == "Acme-Crm2");
  CHECK(names->title == "Acme Crm2");
  CHECK(names->class_name == "AcmeCrm2Connector");
  CHECK(make_names("x", "Deals")->class_name == "Deals");
}

TEST_CASE("names at their limits") {
  CHECK(refusal(std::string(kMaxInitName, 'a')) == "");
  CHECK(refusal(std::string(kMaxInitName + 1, 'a')) != "");
  CHECK(refusal("a") == "");
  for (const char* bad : {"", "-a", "a-", "a--b", "1a", "A", "a_b", "a b", "a/b", "..", "a.b", "ä",
                          "amfs-connector-x", "a\n"}) {
    INFO(bad);
    CHECK(refusal(bad) != "");
  }
}

TEST_CASE("a refused name comes with one that works") {
  CHECK(proposal("MyService") == "my-service");
  CHECK(proposal("My Service 2") == "my-service-2");
  CHECK(proposal("my_service") == "my-service");
  CHECK(proposal("--acme--crm--") == "acme-crm");
  CHECK(proposal("amfs-connector-acme") == "acme");
  CHECK(proposal("42crm") == "crm");
  CHECK(proposal("../etc/passwd") == "etc-passwd");
  CHECK(proposal("!!!") == "my-service");
  CHECK(proposal("") == "my-service");
  CHECK(proposal(std::string(100'000, 'a')) == std::string(kMaxInitName, 'a'));
}

TEST_CASE("class names that the template cannot carry are refused") {
  for (const char* bad : {"", "crm", "Acme Crm", "acme::Crm", "Crm;", "1Crm", "Json", "Results",
                          "ConnectorABC", "Crm{}"}) {
    INFO(bad);
    const auto names = make_names("crm", bad);
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().message.find("--class CrmConnector") != std::string::npos);
  }
  CHECK_FALSE(make_names("crm", std::string(kMaxInitClass + 1, 'A')).has_value());
}

TEST_CASE("filling in replaces each spelling once") {
  // A name made of the template's own words must not be replaced again.
  const auto names = make_names("my-service-my-service", std::nullopt);
  REQUIRE(names.has_value());
  CHECK(fill_in("my-service MyServiceConnector", *names, "d") ==
        "my-service-my-service MyServiceMyServiceConnector");
  CHECK(fill_in("my_service MY_SERVICE My-Service My Service MyService", *names, "d") ==
        "my_service_my_service MY_SERVICE_MY_SERVICE My-Service-My-Service "
        "My Service My Service MyServiceMyService");
}

TEST_CASE("a description is quoted where YAML stands around it") {
  const auto names = make_names("crm", std::nullopt);
  REQUIRE(names.has_value());
  const std::string yaml = "description: \"Events of My Service as agent memory\"\n";
  CHECK(fill_in(yaml, *names, "say \"hi\" \\ # no: comment") ==
        "description: \"say \\\"hi\\\" \\\\ # no: comment\"\n");
  CHECK(fill_in("Events of My Service as agent memory: x", *names, "plain \"text\"") ==
        "plain \"text\": x");
  CHECK(fill_in(yaml, *names, default_description(*names)) ==
        "description: \"Events of Crm as agent memory\"\n");
}
