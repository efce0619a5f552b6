// A connector folder with samples, a data directory and a fake host to deliver to.
#pragma once

#include "host/base/encoding.hpp"
#include "host/crypto/digest.hpp"
#include "tests/unit/cli/fake_host.hpp"
#include "tests/unit/cli/run_cli.hpp"

namespace cli_test {

inline constexpr char kGithubManifest[] =
    "name: github\n"
    "version: 1.0.0\n"
    "description: GitHub\n"
    "author: amfs\n"
    "entry_point: amfs_connector_github:GitHubConnector\n"
    "default_entity_path: repos\n"
    "event_types: [\"*\"]\n"
    "webhook: {signature_header: X-Hub-Signature-256, signature_prefix: \"sha256=\"}\n"
    "identity: {id: {header: X-GitHub-Delivery}}\n";

struct TriggerSetup {
  explicit TriggerSetup(host::http::Response answer = host::http::json(
                            200, R"({"status":"accepted","event_id":"evt_1","event_type":"push"})"))
      : host(std::move(answer)), cli(host.url()) {
    cli.env["AMFS_CONNECTOR_GITHUB_SECRET"] = "It's a Secret";
    add_connector("data/connectors/github", kGithubManifest);
    cli.home.write(
        "data/connectors/github/samples/push.json",
        R"({"headers": {"X-GitHub-Event": "push"}, "body": {"ref": "refs/heads/main", "n": 1}})");
  }
  void add_connector(const std::string& folder, const std::string& manifest) const {
    cli.home.write(folder + "/connector.yaml", manifest);
  }

  FakeHost host;
  Cli cli;
};

inline std::string hmac_hex(host::crypto::HmacAlgorithm algorithm, const std::string& key,
                            const std::string& content) {
  return host::to_hex(host::crypto::Hmac(algorithm, key).compute({content}));
}

}  // namespace cli_test
