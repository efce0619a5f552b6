// The plugins directory: whole connectors or none, whatever happens in between.
#include "host/bundle/plugins_folder.hpp"

#include "host/base/files.hpp"
#include "host/bundle/markers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <atomic>
#include <fstream>
#include <set>
#include <thread>

using namespace host::bundle;  // NOLINT(google-build-using-namespace)

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  const auto text = host::read_file(file, 1 << 20);
  return text ? *text : "(" + text.error().message + ")";
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& item : fs::directory_iterator(folder))
    names.insert(item.path().filename().string());
  return names;
}

FileSet version(const std::string& number) {
  return {{"connector.yaml", number}, {"samples/a/b.json", number}};
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

struct Fixture {
  test::TempDir dir;
  fs::path root = dir / "connectors";

  PluginsFolder open() const { return std::move(PluginsFolder::open(root).value()); }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a connector is placed with all its files") {
  REQUIRE(open().place("acme", version("1")).has_value());
  CHECK(names_in(root) == std::set<std::string>{".lock", "acme"});
  CHECK(text_of(root / "acme/connector.yaml") == "1");
  CHECK(text_of(root / "acme/samples/a/b.json") == "1");
}

TEST_CASE_METHOD(Fixture, "a replaced connector has nothing of the old one") {
  FileSet old = version("1");
  old["samples/old.json"] = "old";
  REQUIRE(open().place("acme", old).has_value());
  REQUIRE(open().place("acme", version("2")).has_value());
  CHECK(names_in(root) == std::set<std::string>{".lock", "acme"});
  CHECK(names_in(root / "acme/samples") == std::set<std::string>{"a"});
  CHECK(text_of(root / "acme/connector.yaml") == "2");
}

TEST_CASE_METHOD(Fixture, "a reader never sees a gap or a mixture while versions are swapped") {
  REQUIRE(open().place("acme", version("0")).has_value());
  std::atomic<bool> done{false};
  std::atomic<int> gaps{0};
  std::thread reader([&] {
    while (!done) {
      std::ifstream file(root / "acme/connector.yaml");
      std::string text;
      if (!(file >> text)) ++gaps;
    }
  });
  for (int i = 1; i <= 100; ++i) {
    const bool placed = open().place("acme", version(std::to_string(i))).has_value();
    if (!placed) ++gaps;
  }
  done = true;
  reader.join();
  CHECK(gaps == 0);
  CHECK(text_of(root / "acme/connector.yaml") == "100");
}

TEST_CASE_METHOD(Fixture, "a link in the way is replaced, not what it points to") {
  write(dir / "elsewhere/connector.yaml", "kept");
  fs::create_directories(root);
  fs::create_directory_symlink(dir / "elsewhere", root / "acme");
  REQUIRE(open().place("acme", version("1")).has_value());
  CHECK_FALSE(fs::is_symlink(root / "acme"));
  CHECK(text_of(dir / "elsewhere/connector.yaml") == "kept");

  fs::create_directory_symlink(dir / "elsewhere", root / "other");
  REQUIRE(open().remove("other").has_value());
  CHECK(names_in(root) == std::set<std::string>{".lock", "acme"});
  CHECK(text_of(dir / "elsewhere/connector.yaml") == "kept");
}

TEST_CASE_METHOD(Fixture, "what a crashed command left is completed or undone by the next") {
  write(root / ".new-fresh/connector.yaml", "half");  // died while writing
  write(root / "acme/connector.yaml", "2");           // died after the swap
  write(root / ".new-acme/connector.yaml", "1");
  write(root / ".old-lost/connector.yaml", "1");  // died between the two renames
  write(root / ".old-both/connector.yaml", "1");  // died after the two renames
  write(root / "both/connector.yaml", "2");
  write(root / ".gone-removed/connector.yaml", "1");  // died while removing
  write(root / ".disabled/acme", "");                 // a marker is none of these
  open();
  CHECK(names_in(root) == std::set<std::string>{".lock", ".disabled", "acme", "lost", "both"});
  CHECK(text_of(root / "acme/connector.yaml") == "2");
  CHECK(text_of(root / "lost/connector.yaml") == "1");
  CHECK(text_of(root / "both/connector.yaml") == "2");
}

TEST_CASE_METHOD(Fixture,
                 "a connector that cannot be written leaves the old one and nothing else") {
  REQUIRE(open().place("acme", version("1")).has_value());
  FileSet impossible = version("2");
  impossible["connector.yaml/below-a-file"] = "x";
  CHECK_FALSE(open().place("acme", impossible).has_value());
  CHECK(names_in(root) == std::set<std::string>{".lock", "acme"});
  CHECK(text_of(root / "acme/connector.yaml") == "1");
}

TEST_CASE_METHOD(Fixture, "two commands change the directory one after the other") {
  auto first = std::make_unique<PluginsFolder>(open());
  std::atomic<bool> second_has_it{false};
  std::thread second([&] {
    const PluginsFolder folder = open();
    second_has_it = true;
  });
  REQUIRE(first->place("acme", version("1")).has_value());
  CHECK_FALSE(second_has_it);
  first.reset();
  second.join();
  CHECK(second_has_it);
}

TEST_CASE_METHOD(Fixture, "markers are set and cleared, twice as well as once") {
  open();
  for (const Marker marker : {Marker::removed, Marker::disabled}) {
    CHECK_FALSE(has_marker(root, marker, "acme"));
    CHECK(clear_marker(root, marker, "acme").has_value());
    CHECK(set_marker(root, marker, "acme").has_value());
    CHECK(set_marker(root, marker, "acme").has_value());
    CHECK(has_marker(root, marker, "acme"));
    CHECK_FALSE(has_marker(root, marker, "acm"));
    CHECK(fs::exists(root / (marker == Marker::removed ? ".removed/acme" : ".disabled/acme")));
    CHECK(clear_marker(root, marker, "acme").has_value());
    CHECK_FALSE(has_marker(root, marker, "acme"));
  }
}
