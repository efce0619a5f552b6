// The pages for authors: every piece of C++ is part of a file that is compiled and tested, every
// link leads somewhere.
#include <filesystem>
#include <regex>

#include "tests/authors/markdown.hpp"
#include "tests/support/catch.hpp"

using namespace authors_test;

TEST_CASE("C++ on a page is taken from a compiled file") {
  std::size_t checked = 0;
  for (const std::string& page : kPages) {
    for (const Block& block : blocks_of(page)) {
      if (block.language != "cpp") continue;
      INFO(block.where);
      REQUIRE(block.mark == "code");
      const std::string source = read_source(block.source);
      INFO("must be part of " << block.source << ":\n" << block.text);
      CHECK(source.find(block.text) != std::string::npos);
      CHECK(block.text.size() > 1);
      ++checked;
    }
  }
  CHECK(checked >= 3);
}

TEST_CASE("the quickstart shows the whole connector that init writes") {
  const std::string connector = "sdk/template/src/connector.cpp";
  bool found = false;
  for (const Block& block : blocks_of("docs/authors/quickstart.md")) {
    if (block.source == connector) found = found || block.text == read_source(connector);
  }
  CHECK(found);
}

TEST_CASE("links between pages lead to a file") {
  const std::regex link(R"(\]\(([^)#]+)(#[^)]*)?\))");
  std::size_t checked = 0;
  for (const std::string& page : kPages) {
    const std::string text = read_source(page);
    for (std::sregex_iterator it(text.begin(), text.end(), link), end; it != end; ++it) {
      const std::string target = (*it)[1];
      if (target.rfind("http", 0) == 0) continue;
      INFO(page << " links to " << target);
      const auto file =
          std::filesystem::path(AMFS_SOURCE_DIR) / std::filesystem::path(page).parent_path();
      CHECK(std::filesystem::exists(file / target));
      ++checked;
    }
  }
  CHECK(checked >= 10);
}
