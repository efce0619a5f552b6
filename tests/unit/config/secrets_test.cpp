#include "host/config/secrets.hpp"

#include <type_traits>

#include "fake_environment.hpp"
#include "temp_folder.hpp"
#include "tests/support/catch.hpp"

using namespace host::config;

static_assert(!std::is_copy_constructible_v<SecretString>);
static_assert(!std::is_convertible_v<SecretString, std::string>);

TEST_CASE("names of variables come from the connector's name") {
  CHECK(env_prefix("my-service2") == "AMFS_CONNECTOR_MY_SERVICE2_");
  CHECK(secret_name("github") == "AMFS_CONNECTOR_GITHUB_SECRET");
}

TEST_CASE("a moved-from secret is empty, an absorbed text is wiped") {
  std::string text = "a secret that is longer than the small buffer";
  SecretString first = SecretString::absorb(std::move(text));
  CHECK(text.empty());  // NOLINT(bugprone-use-after-move): absorb promises it
  SecretString second = std::move(first);
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move)
  CHECK(second.reveal() == "a secret that is longer than the small buffer");
  SecretString third = second.clone();
  second = SecretString("other");
  CHECK(third.reveal().size() == 45);
  CHECK(second.reveal() == "other");
}

TEST_CASE("current and previous secret and the prefix are read") {
  const auto secrets = read_connector_secrets(
      "x", test::environment({{"AMFS_CONNECTOR_X_SECRET", " new "},
                              {"AMFS_CONNECTOR_X_SECRET_PREVIOUS", "old"},
                              {"AMFS_CONNECTOR_X_ENTITY_PREFIX", "/team a/x/"}}));
  REQUIRE(secrets.has_value());
  CHECK(secrets->current.reveal() == " new ");  // spaces inside a secret are the secret's
  CHECK(secrets->previous.reveal() == "old");
  CHECK(secrets->entity_prefix == "team a/x");
}

TEST_CASE("empty and white-space-only values are missing") {
  for (const char* value : {"", " ", "\t\n "}) {
    const auto secrets =
        read_connector_secrets("x", test::environment({{"AMFS_CONNECTOR_X_SECRET", value},
                                                       {"AMFS_CONNECTOR_X_ENTITY_PREFIX", value}}));
    REQUIRE(secrets.has_value());
    CHECK(secrets->current.empty());
    CHECK_FALSE(secrets->entity_prefix);
  }
}

TEST_CASE("a secret is read from a file, without its last line end") {
  const test::TempFolder folder;
  const auto file = folder.write("secret", "from file\r\n").string();
  CHECK(read_secret("S", test::environment({{"S_FILE", file}})).value()->reveal() == "from file");
  const auto blank = folder.write("blank", " \n").string();
  CHECK_FALSE(read_secret("S", test::environment({{"S_FILE", blank}})).value());
}

TEST_CASE("systemd credentials come last") {
  const test::TempFolder folder;
  folder.write("S", "from systemd\n");
  const auto directory = folder.path().string();
  CHECK(read_secret("S", test::environment({{"CREDENTIALS_DIRECTORY", directory}}))
            .value()
            ->reveal() == "from systemd");
  CHECK(read_secret("S", test::environment({{"CREDENTIALS_DIRECTORY", directory}, {"S", "env"}}))
            .value()
            ->reveal() == "env");
  CHECK_FALSE(read_secret("T", test::environment({{"CREDENTIALS_DIRECTORY", directory}})).value());
}

TEST_CASE("a secret that cannot be read is an error that does not show it") {
  const test::TempFolder folder;
  const auto missing =
      read_secret("S", test::environment({{"S_FILE", (folder.path() / "no").string()}}));
  REQUIRE(missing.has_error());
  CHECK(missing.error().message.find("S_FILE") == 0);
  const auto file = folder.write("secret", "hidden-b").string();
  const auto both = read_secret("S", test::environment({{"S", "hidden-a"}, {"S_FILE", file}}));
  REQUIRE(both.has_error());
  CHECK(both.error().code == "secret_ambiguous");
  CHECK(both.error().message.find("hidden") == std::string::npos);
  const auto large =
      read_secret("S", test::environment({{"S", std::string(kMaxSecretBytes + 1, 's')}}));
  CHECK(large.has_error());
}

TEST_CASE("a prefix that is no path is an error") {
  const auto secrets =
      read_connector_secrets("x", test::environment({{"AMFS_CONNECTOR_X_ENTITY_PREFIX", "../.."}}));
  REQUIRE(secrets.has_error());
  CHECK(secrets.error().message.find("AMFS_CONNECTOR_X_ENTITY_PREFIX") == 0);
}

TEST_CASE("the key that stored secrets are sealed with is 32 bytes, hexadecimal or base64") {
  const std::string bytes = "0123456789abcdefghijklmnopqrstuv";
  for (const char* text : {"303132333435363738396162636465666768696a6b6c6d6e6f70717273747576",
                           "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="}) {
    const auto key = read_secrets_key(test::environment({{"AMFS_SECRETS_KEY", text}}));
    REQUIRE(key.has_value());
    REQUIRE(key->has_value());
    CHECK((*key)->reveal() == bytes);
  }
  CHECK_FALSE(read_secrets_key(test::environment({})).value().has_value());
  for (const char* text : {"3031", "a key that somebody typed, long enough"}) {
    const auto key = read_secrets_key(test::environment({{"AMFS_SECRETS_KEY", text}}));
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().message.find("openssl rand -hex 32") != std::string::npos);
    CHECK(key.error().message.find(text) == std::string::npos);
  }
}
