// What counts as a connector's folder, and the operator's marks beside them.
#include "host/connector/folder_scan.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using host::connector::scan_folders;

TEST_CASE("folders with a manifest, by name; nothing that begins with a dot") {
  const test::TempFolder root;
  root.write("b/connector.yaml", "");
  root.write("a/connector.yaml", "");
  root.write("empty/readme.md", "");
  root.write(".hidden/connector.yaml", "");
  root.write("file", "");
  const auto scan = scan_folders(root.path());
  REQUIRE(scan.has_value());
  CHECK(scan->folders == std::vector<std::filesystem::path>{root.path() / "a", root.path() / "b"});
  CHECK(scan->removed.empty());
  CHECK(scan->disabled.empty());
}

TEST_CASE("marks are the names in two hidden folders") {
  const test::TempFolder root;
  root.write(".removed/github", "");
  root.write(".removed/slack/inside", "");
  root.write(".disabled/jira", "");
  const auto scan = scan_folders(root.path());
  REQUIRE(scan.has_value());
  CHECK(scan->folders.empty());
  CHECK(scan->removed == std::set<std::string, std::less<>>{"github", "slack"});
  CHECK(scan->disabled == std::set<std::string, std::less<>>{"jira"});
}

TEST_CASE("a directory that is not there is empty, one that cannot be read is an error") {
  const test::TempFolder root;
  const auto absent = scan_folders(root.path() / "absent");
  REQUIRE(absent.has_value());
  CHECK(absent->folders.empty());
  const auto file = root.write("file", "");
  const auto unreadable = scan_folders(file);
  REQUIRE(unreadable.has_error());
  CHECK(unreadable.error().message.find("check its rights") != std::string::npos);
  root.write(".removed", "");
  CHECK(scan_folders(root.path()).has_error());  // whether something was removed is not known
}

TEST_CASE("more folders than the limit are refused as a whole, none is half known") {
  const test::TempFolder root;
  for (std::size_t i = 0; i <= host::connector::kFoldersMax; ++i)
    std::filesystem::create_directory(root.path() / std::to_string(i));
  const auto scan = scan_folders(root.path());
  REQUIRE(scan.has_error());
  CHECK(scan.error().code == "too_many_entries");
}
