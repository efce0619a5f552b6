// Which version of a connector suits this host.
#include "host/bundle/registry_index.hpp"
#include "tests/support/catch.hpp"

using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

const Platform kHere{"linux", "x86_64"};
const Platform kElsewhere{"linux", "aarch64"};

HostFacts host_with(Abi abi, const std::string& amfs = "1.0.0") {
  return {kHere, host::config::parse_version(amfs).value(), abi};
}

struct Choice {
  IndexConnector connector{"acme", {}, {}, {}, {}};

  Choice& offer(const std::string& version, Abi abi = {1, 0}, const Platform& platform = kHere,
                const std::string& min_amfs = "") {
    IndexVersion item;
    item.version = host::config::parse_version(version).value();
    item.platform = platform;
    item.abi = abi;
    if (!min_amfs.empty()) item.min_amfs_version = host::config::parse_version(min_amfs);
    Index index;
    index.connectors.push_back(connector);
    index.put(connector, item);
    connector = index.connectors.front();
    return *this;
  }
  std::string chosen(const std::string& wanted = "", Abi abi = {1, 2}) const {
    const auto found = choose(connector, wanted, host_with(abi));
    return found ? (*found)->version.text : found.error().code + ": " + found.error().message;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the newest version wins, by SemVer") {
  CHECK(Choice().offer("1.9.0").offer("1.10.0").offer("1.2.0").chosen() == "1.10.0");
}

TEST_CASE("a version that does not suit is passed over") {
  CHECK(Choice().offer("1.0.0").offer("2.0.0", {1, 0}, kElsewhere).chosen() == "1.0.0");
  CHECK(Choice().offer("1.0.0").offer("2.0.0", {1, 0}, kHere, "1.1.0").chosen() == "1.0.0");
  CHECK(Choice().offer("1.0.0").offer("2.0.0", {2, 0}).chosen() == "1.0.0");
  CHECK(Choice().offer("1.0.0").offer("2.0.0", {1, 3}).chosen() == "1.0.0");
}

TEST_CASE("pre-releases only when they are named") {
  const Choice choice = Choice().offer("1.0.0").offer("2.0.0-rc.1");
  CHECK(choice.chosen() == "1.0.0");
  CHECK(choice.chosen("2.0.0-rc.1") == "2.0.0-rc.1");
  CHECK(has(Choice().offer("2.0.0-rc.1").chosen(), "pre-releases only (2.0.0-rc.1)"));
}

TEST_CASE("what cannot be had says why") {
  const Choice choice = Choice().offer("1.0.0").offer("2.0.0", {1, 0}, kElsewhere);
  CHECK(has(choice.chosen("3.0.0"),
            "version_not_found: the registry has no acme 3.0.0; it has "
            "2.0.0, 1.0.0"));
  CHECK(has(choice.chosen("2.0.0"), "unsuitable: acme 2.0.0 is for linux-aarch64"));
  CHECK(has(Choice().offer("1.0.0", {2, 0}).chosen(), "needs connector ABI 2.0"));
  CHECK(has(Choice().offer("1.0.0", {1, 0}, kHere, "1.5.0").chosen(), "needs amfs 1.5.0 or newer"));
}

TEST_CASE("before ABI 1.0 the numbers must be equal, later the host's must not be smaller") {
  const auto suits = [](Abi host, Abi library) {
    return !unsuitable(host_with(host), kHere, std::nullopt, library).has_value();
  };
  CHECK(suits({0, 9}, {0, 9}));
  CHECK_FALSE(suits({0, 9}, {0, 8}));
  CHECK_FALSE(suits({0, 9}, {0, 10}));
  CHECK_FALSE(suits({1, 0}, {0, 9}));
  CHECK(suits({1, 2}, {1, 0}));
  CHECK(suits({1, 2}, {1, 2}));
  CHECK_FALSE(suits({1, 2}, {1, 3}));
  CHECK_FALSE(suits({2, 0}, {1, 0}));
}
