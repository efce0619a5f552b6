// The fenced blocks of a page, with the mark that says what each is a copy of:
//
//   <!-- code: sdk/template/src/connector.cpp -->
//   ```cpp
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace authors_test {

struct Block {
  std::string where;     // page:line
  std::string mark;      // "code" of "<!-- code: x -->"; "" without a mark on the line before
  std::string source;    // "x"
  std::string language;  // "cpp"
  std::string text;
};

// Below the source tree. Throws std::runtime_error when the file cannot be read.
std::string read_source(const std::filesystem::path& file);

// In their order. Throws std::runtime_error on a block without an end.
std::vector<Block> blocks_of(const std::filesystem::path& page);

// The pages this folder answers for.
inline const std::vector<std::string> kPages{
    "docs/authors/README.md",       "docs/authors/quickstart.md", "docs/authors/manifest.md",
    "docs/authors/verification.md", "docs/authors/packaging.md",  "docs/authors/publishing.md"};

}  // namespace authors_test
