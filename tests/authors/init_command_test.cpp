// `amfs connector init` on disk: a complete repository, or nothing.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "host/cli/init_template.hpp"
#include "host/config/manifest_loader.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/cli/run_cli.hpp"

using namespace cli_test;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::set<std::string> files_below(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& item : fs::recursive_directory_iterator(folder)) {
    if (item.is_regular_file()) files.insert(fs::relative(item.path(), folder).string());
  }
  return files;
}

Ran init(const Cli& cli, const fs::path& folder, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"connector", "init", "acme-crm", "--dir", folder.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return cli.run(arguments);
}

}  // namespace

TEST_CASE("init writes a complete repository under the new name") {
  const Cli cli;
  const fs::path folder = cli.home.path() / "src" / "acme";
  const Ran ran = init(cli, folder);
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  CHECK(has(ran.out, "cmake --workflow --preset dev"));
  CHECK(has(ran.out, "amfs connector install"));
  const auto files = files_below(folder);
  CHECK(files.size() == host::cli::template_files().size());
  for (const char* file :
       {"CMakeLists.txt", "CMakePresets.json", "connector.yaml", "src/connector.cpp",
        "tests/connector_test.cpp", "samples/event.created.json", "golden/event-42.json",
        "README.md", "LICENSE", ".gitignore", ".github/workflows/build.yml"}) {
    INFO(file);
    CHECK(files.count(file) == 1);
  }
  for (const std::string& file : files) {
    const std::string text = read(folder / file);
    INFO(file);
    for (const char* old :
         {"my-service", "my_service", "MY_SERVICE", "MyService", "My-Service", "My Service"}) {
      CHECK_FALSE(has(text, old));
    }
  }
}

TEST_CASE("the manifest that init writes loads and names the library") {
  const Cli cli;
  const fs::path folder = cli.home.path() / "acme";
  const std::string description = "Deals: \"won\" & 'lost' \\ # 100 %";
  const Ran ran = init(cli, folder, {"--class", "Deals", "--description", description});
  INFO(ran.err);
  REQUIRE(ran.code == 0);
  const auto manifest = host::config::load_manifest(folder / "connector.yaml");
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest.has_value());
  CHECK(manifest->name == "acme-crm");
  CHECK(manifest->description == description);
  CHECK(manifest->entry_point.class_name == "Deals");
  CHECK(manifest->library_file() == "libamfs_connector_acme_crm.so");
  CHECK(has(read(folder / "src/connector.cpp"), "AMFS_CONNECTOR(Deals)"));
  CHECK(has(read(folder / "connector.yaml"), "# yaml-language-server: $schema="));
}

TEST_CASE("init takes an empty folder and leaves one with something in it alone") {
  const Cli cli;
  const fs::path folder = cli.home.path() / "acme";
  fs::create_directory(folder);
  CHECK(init(cli, folder).code == 0);

  std::ofstream(folder / "src/connector.cpp") << "mine";
  const auto before = files_below(folder);
  const Ran again = init(cli, folder);
  CHECK(again.code == 1);
  CHECK(has(again.err, "not empty"));
  CHECK(has(again.err, "--dir"));
  CHECK(files_below(folder) == before);
  CHECK(read(folder / "src/connector.cpp") == "mine");
}

TEST_CASE("init follows no file or dangling link in its way") {
  const Cli cli;
  const std::string file = cli.home.write("file", "mine");
  CHECK(init(cli, file).code == 1);
  CHECK(read(file) == "mine");
  const fs::path link = cli.home.path() / "link";
  fs::create_symlink(cli.home.path() / "nowhere", link);
  CHECK(init(cli, link).code == 1);
  CHECK_FALSE(fs::exists(cli.home.path() / "nowhere"));
  CHECK(init(cli, fs::path(file) / "below").code == 1);
}

TEST_CASE("init refuses bad arguments before it touches the disk") {
  const Cli cli;
  const fs::path folder = cli.home.path() / "acme";
  for (const char* description : {"", "two\nlines", "bell\a", "\xff", "\xE2\x80\xAE"}) {
    const Ran ran = init(cli, folder, {"--description", description});
    INFO(ran.err);
    CHECK(ran.code == 2);
  }
  CHECK(init(cli, folder, {"--description", std::string(201, 'x')}).code == 2);
  CHECK(init(cli, folder, {"--class", "crm"}).code == 2);
  const Ran named = cli.run({"connector", "init", "MyService", "--dir", folder.string()});
  CHECK(named.code == 2);
  CHECK(has(named.err, "amfs connector init my-service"));
  CHECK(cli.run({"connector", "init"}).code == 2);
  CHECK_FALSE(fs::exists(folder));
}

TEST_CASE("init takes back what it wrote when it cannot finish") {
  const Cli cli;
  // Long enough for the first files and too long for others (4096 bytes with the final zero).
  constexpr std::size_t kLength = 4064;
  std::string path = cli.home.path().string();
  while (kLength - path.size() > 201) path += "/" + std::string(100, 'd');
  path += "/" + std::string(kLength - path.size() - 1, 'd');
  const Ran ran = init(cli, path);
  CHECK(ran.code == 1);
  CHECK(has(ran.err, "File name too long"));
  CHECK(fs::is_empty(path));
}
