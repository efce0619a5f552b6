#include "tests/bench/corpus.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

double Corpus::mean_bytes() const {
  double total = 0;
  for (const Body& body : bodies) total += static_cast<double>(body.bytes.size());
  return bodies.empty() ? 0 : total / static_cast<double>(bodies.size());
}

Corpus load_fixtures(const std::string& directory) {
  const std::string table = directory + "/expected.csv";
  std::ifstream in(table);
  if (!in) throw std::runtime_error("cannot read " + table);
  Corpus corpus;
  std::string line;
  while (std::getline(in, line)) {
    std::istringstream columns(line);
    std::string file, provider, event;
    std::getline(columns, file, ',');
    std::getline(columns, provider, ',');
    std::getline(columns, event, ',');
    if (provider != "github") continue;
    corpus.bodies.push_back({event, read_file(directory + "/" + file)});
  }
  if (corpus.bodies.empty()) throw std::runtime_error(table + " names no GitHub body");
  return corpus;
}

}  // namespace bench
