// YAML on the pages: it loads as (part of) a manifest, and what is taken from a manifest of the
// tree still says the same.
#include <regex>
#include <sstream>

#include "host/config/manifest_loader.hpp"
#include "tests/authors/markdown.hpp"
#include "tests/support/catch.hpp"

using namespace authors_test;

namespace {

// A recipe shows what matters; name, version and entry point are the reader's.
std::string completed(const std::string& yaml) {
  if (yaml.rfind("name:", 0) == 0) return yaml;
  return "name: recipe\nversion: 1.0.0\nentry_point: amfs_connector_recipe:Recipe\n" + yaml;
}

// The top-level field with everything below it, without comments.
std::string section(const std::string& yaml, const std::string& name) {
  const std::regex comment(R"(\s+#.*$)");
  std::istringstream lines(yaml);
  std::string found;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    const bool is_field = !line.empty() && line[0] != ' ' && line[0] != '#';
    if (is_field) inside = line.rfind(name + ":", 0) == 0;
    line = std::regex_replace(line, comment, "");
    const std::size_t first = line.find_first_not_of(' ');
    if (inside && first != std::string::npos && line[first] != '#') found += line + "\n";
  }
  return found;
}

std::vector<std::string> field_names(const std::string& yaml) {
  std::istringstream lines(yaml);
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (!line.empty() && line[0] >= 'a' && line[0] <= 'z' && colon != std::string::npos) {
      names.push_back(line.substr(0, colon));
    }
  }
  return names;
}

}  // namespace

TEST_CASE("every piece of a manifest on a page loads") {
  std::size_t checked = 0;
  for (const std::string& page : kPages) {
    for (const Block& block : blocks_of(page)) {
      if (block.language != "yaml") continue;
      INFO(block.where);
      REQUIRE(block.mark == "manifest");
      const auto manifest = host::config::parse_manifest(completed(block.text), block.where);
      INFO((manifest ? "" : manifest.error().message));
      CHECK(manifest.has_value());
      ++checked;
    }
  }
  CHECK(checked >= 15);
}

TEST_CASE("recipes are those of manifests/") {
  std::size_t checked = 0;
  for (const Block& block : blocks_of("docs/authors/verification.md")) {
    if (block.source.empty() || block.mark != "manifest") continue;
    INFO(block.where);
    const std::string source = read_source(block.source);
    for (const std::string& name : field_names(block.text)) {
      CHECK(section(block.text, name) == section(source, name));
      ++checked;
    }
  }
  CHECK(checked >= 15);
}

TEST_CASE("the template's manifest loads and asks for a secret") {
  const auto manifest =
      host::config::parse_manifest(read_source("sdk/template/connector.yaml"), "connector.yaml");
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest.has_value());
  CHECK(manifest->library_file() == "libamfs_connector_my_service.so");
  CHECK(manifest->webhook.needs_secret());
}
