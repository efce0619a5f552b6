#include "host/connector/plugin_library.hpp"

#include "test_connectors.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using namespace host::connector;

namespace {
bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

TEST_CASE("a class is found by its name, or as the only one") {
  const auto file = test::connector_library("echo");
  const auto named = load_class(file, "echo.so", "EchoConnector");
  REQUIRE(named.has_value());
  CHECK(load_class(file, "echo.so", "").value() == named.value());
  CHECK(load_class(file, "echo.so", "EchoConnector").value() == named.value());
}

TEST_CASE("a class that is not there is answered with those that are") {
  const auto missing = load_class(test::connector_library("echo"), "echo.so", "EchoConector");
  REQUIRE(missing.has_error());
  CHECK(missing.error().message ==
        "echo.so: has no class EchoConector; did you mean \"EchoConnector\"?; it offers: "
        "EchoConnector; correct "
        "entry_point in connector.yaml");
  CHECK(load_class(test::connector_library("echo"), "echo.so", "EchoConnector2").has_error());
  const auto other = load_class(test::connector_library("wrong-class"), "x.so", "MissingClass");
  CHECK(contains(other.error().message, "it offers: PresentClass"));
}

TEST_CASE("a library without the entry point, or with another ABI, is refused") {
  CHECK(contains(load_class(test::connector_library("no-entry"), "x.so", "NoEntry").error().message,
                 "does not export amfs_connector_entry_v1; add AMFS_CONNECTOR"));
  CHECK(
      contains(load_class(test::connector_library("wrong-abi"), "x.so", "WrongAbi").error().message,
               "another connector ABI"));
}

TEST_CASE("what the loader cannot open is an error with the loader's words") {
  const test::TempFolder folder;
  const auto text = folder.write("libtext.so", "this is text");
  const auto loaded = load_class(text, "libtext.so", "X");
  REQUIRE(loaded.has_error());
  CHECK(contains(loaded.error().message, "cannot be loaded"));
  CHECK(contains(loaded.error().message, "libtext.so"));
  CHECK(load_class(folder.path() / "none.so", "none.so", "X").has_error());
}
