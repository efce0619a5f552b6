#include "tests/integration/connectors_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/support/host_process.hpp"

namespace integration {

void install(const std::string& name, const std::string& plugins_dir) {
  std::filesystem::create_directories(plugins_dir);
  std::filesystem::copy(test::test_connectors_dir() + "/" + name, plugins_dir + "/" + name,
                        std::filesystem::copy_options::recursive);
}

std::string manifest_file(const std::string& name, const std::string& plugins_dir) {
  return plugins_dir + "/" + name + "/connector.yaml";
}

std::string library_file(const std::string& name, const std::string& plugins_dir) {
  std::string library = "libamfs_connector_" + name + ".so";
  std::replace(library.begin(), library.end(), '-', '_');
  return plugins_dir + "/" + name + "/" + library;
}

std::string read_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

void edit_file(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = read_file(file);
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::runtime_error("not exactly one \"" + from + "\" in " + file);
  }
  write_file(file, text.replace(at, from.size(), to));
}

}  // namespace integration
