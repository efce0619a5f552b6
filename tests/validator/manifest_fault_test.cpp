// Checks of connector.yaml: the library is the good one, the manifest is not.
#include "tests/support/catch.hpp"
#include "tests/validator/run_check.hpp"
#include "tests/validator/sample_folder.hpp"

using host::validator::Status;

namespace {

struct Row {
  const char* check;
  const char* from;  // "": `to` is added at the end
  const char* to;
  Status expected;
  const char* told;
};

const Row kRows[] = {
    {"manifest-loads", "author:", "auhtor:", Status::failed, "connector.yaml:4:1"},
    {"no-secret-in-manifest", "limit: 3", "token: ghp_0123456789abcdefghij", Status::failed,
     "line 15 holds what looks like a GitHub token"},
    {"no-secret-in-manifest", "{limit: 3}", "\n  client_secret: correcthorse", Status::failed,
     "line 16"},
    {"about-complete", "license: Apache-2.0\n", "", Status::failed, "does not say: license"},
    {"min-version-met", "", "min_amfs_version: \"99.0.0\"\n", Status::failed, "needs amfs 99.0.0"},
    {"library-name", "name: sample", "name: simple", Status::warning, "amfs_connector_simple"},
    {"entry-point-resolves", ":Sample", ":Simple", Status::failed, "did you mean \"Sample\""},
    {"config-fits-schema", "",
     "config_schema: {type: object, properties: {limit: {type: string}}}\n", Status::failed,
     "config at /limit"},
    {"permissions-match-use", "", "permissions: {memory_read: true}\n", Status::warning,
     "no sample makes it read memory"},
    {"write-paths-narrow", "", "permissions: {memory_write: [sample, repos]}\n", Status::warning,
     "repos"},
    {"webhook-verified", "webhook:\n", "webhook:\n  scheme: none\n", Status::warning, "API key"},
    {"samples-usable", "event_types: [\"*\"]", "event_types: [other.*]", Status::warning,
     "does not list"},
    {"signature-rejects-old", "  signature_prefix",
     "  signed_content: \"{timestamp}.{body}\"\n  timestamp: {header: X-Time, tolerance: 12h}\n"
     "  signature_prefix",
     Status::failed, "an hour away"},
};

}  // namespace

TEST_CASE("each manifest check catches its bad manifest", "[validator]") {
  for (const Row& row : kRows) {
    test::SampleFolder folder("good");
    if (row.from[0] == '\0') {
      folder.add_to_manifest(row.to);
    } else {
      folder.edit_manifest(row.from, row.to);
    }
    if (std::string_view(row.to).find("scheme: none") != std::string_view::npos) {
      for (const char* line :
           {"  signature_header: X-Signature\n", "  signature_algorithm: hmac-sha256\n",
            "  signature_prefix: \"sha256=\"\n"})
        folder.edit_manifest(line, "");
    }
    const auto result = test::run_check(folder.path(), row.check);
    INFO(row.check << " with " << row.to << ": " << to_string(result.status) << ", "
                   << result.detail);
    CHECK(result.status == row.expected);
    CHECK(result.detail.find(row.told) != std::string::npos);
    CHECK_FALSE(result.advice.empty());
  }
}

TEST_CASE("rules that sign a time pass when the window is narrow", "[validator]") {
  test::SampleFolder folder("good");
  folder.edit_manifest("  signature_prefix",
                       "  signed_content: \"v0:{timestamp}:{body}\"\n"
                       "  timestamp: {header: X-Time}\n  signature_encoding: base64\n"
                       "  signature_prefix");
  auto options = test::validate_options();
  options.include = {std::regex("^signature-")};
  const auto report = host::validator::validate(folder.path(), options);
  CHECK(report.count(Status::passed) == 6);
}

TEST_CASE("samples that cannot be used are told", "[validator]") {
  const test::SampleFolder folder("good");
  folder.write("samples/broken.json", "{\"headers\": {}, ");
  const auto result = test::run_check(folder.path(), "samples-usable");
  CHECK(result.status == Status::failed);
  CHECK(result.detail.find("samples/broken.json") != std::string::npos);

  folder.remove("samples");
  CHECK(test::run_check(folder.path(), "samples-usable").status == Status::warning);
}

TEST_CASE("without a manifest everything that needs it is skipped", "[validator]") {
  const test::SampleFolder folder("good");
  folder.remove("connector.yaml");
  const auto report = host::validator::validate(folder.path(), test::validate_options());
  CHECK_FALSE(report.passed());
  CHECK(report.connector.empty());
  CHECK(report.count(Status::failed) == 1);
  CHECK(report.count(Status::crashed) == 0);
}
