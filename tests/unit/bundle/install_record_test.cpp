// install.json: what it holds, and that a strange one counts as none.
#include "host/bundle/install_record.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <fstream>

using namespace host::bundle;  // NOLINT(google-build-using-namespace)

TEST_CASE("a record comes back as it was written") {
  const test::TempDir dir;
  const InstallRecord record{"acme",
                             "1.0.0",
                             {"registry", "/srv/r"},
                             std::string(64, 'a'),
                             1767323045 * host::kNsPerSecond};
  const std::string json = to_json(record);
  CHECK(json.find(R"("installed_at":"2026-01-02T03:04:05Z")") != std::string::npos);
  std::ofstream(dir / kInstallRecordFile) << json;
  const auto read = read_install_record(dir.path());
  REQUIRE(read.has_value());
  CHECK(read->name == record.name);
  CHECK(read->version == record.version);
  CHECK(read->origin == record.origin);
  CHECK(read->sha256 == record.sha256);
  CHECK(read->installed_at == record.installed_at);
}

TEST_CASE("no record, a damaged one and one of a later format are none") {
  const test::TempDir dir;
  CHECK_FALSE(read_install_record(dir.path()).has_value());
  for (const char* text : {"", "{", "[]", R"({"format":1})", R"({"format":1,"origin":"x"})",
                           R"({"format":2,"origin":{"kind":"registry","place":"/srv/r"}})"}) {
    INFO(text);
    std::ofstream(dir / kInstallRecordFile, std::ios::trunc) << text;
    CHECK_FALSE(read_install_record(dir.path()).has_value());
  }
}
