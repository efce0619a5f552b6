#include "tests/authors/markdown.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace authors_test {

std::string read_source(const std::filesystem::path& file) {
  const auto path = std::filesystem::path(AMFS_SOURCE_DIR) / file;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<Block> blocks_of(const std::filesystem::path& page) {
  const std::regex mark(R"(^<!-- (\w+)(?:: (\S+))? -->$)");
  std::istringstream lines(read_source(page));
  std::vector<Block> blocks;
  std::string line;
  std::string before;
  bool inside = false;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else if (line.rfind("```", 0) == 0) {
      inside = true;
      Block block{page.string() + ":" + std::to_string(number), "", "", line.substr(3), ""};
      std::smatch parts;
      if (std::regex_match(before, parts, mark)) {
        block.mark = parts[1];
        block.source = parts[2];
      }
      blocks.push_back(std::move(block));
    }
    before = line;
  }
  if (inside) throw std::runtime_error(blocks.back().where + ": the block has no end");
  return blocks;
}

}  // namespace authors_test
