#include "tests/senders/connector_copy.hpp"

#include <filesystem>
#include <stdexcept>

#include "tests/integration/connectors_folder.hpp"
#include "tests/support/host_process.hpp"

namespace senders {
namespace {

namespace fs = std::filesystem;

constexpr char kFailing[] = "faulty";

std::string in_capitals(std::string name) {
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t first = text.find(from);
  if (first == std::string::npos) throw std::runtime_error("no \"" + from + "\" in a manifest");
  for (std::size_t at = first; at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string own_manifest(const Provider& provider) {
  std::string text = integration::read_file(
      integration::manifest_file(provider.name, test::built_connectors_dir()));
  const std::string variable = "AMFS_CONNECTOR_" + in_capitals(provider.name);
  replace_all(text, "\nname: " + provider.name + "\n", "\nname: " + own_name(provider) + "\n");
  replace_all(text, variable + "_", "AMFS_CONNECTOR_OWN_" + in_capitals(provider.name) + "_");
  return text;
}

}  // namespace

std::string own_name(const Provider& provider) { return "own-" + provider.name; }

std::string secret_name(const Provider& provider) {
  return "AMFS_CONNECTOR_OWN_" + in_capitals(provider.name) + "_SECRET";
}

std::string folder_of(const Provider& provider, const std::string& plugins_dir) {
  return plugins_dir + "/" + own_name(provider);
}

std::string library_of(const Provider& provider, const std::string& plugins_dir) {
  return folder_of(provider, plugins_dir) + "/libamfs_connector_" + provider.name + ".so";
}

void install(const Provider& provider, const std::string& plugins_dir) {
  fs::create_directories(plugins_dir);
  const std::string folder = folder_of(provider, plugins_dir);
  fs::copy(test::built_connectors_dir() + "/" + provider.name, folder, fs::copy_options::recursive);
  integration::write_file(folder + "/connector.yaml", own_manifest(provider));
}

void install_failing(const Provider& provider, const std::string& plugins_dir) {
  const std::string folder = folder_of(provider, plugins_dir);
  fs::create_directories(folder);
  fs::copy_file(integration::library_file(kFailing, test::test_connectors_dir()),
                folder + "/libamfs_connector_faulty.so");
  std::string text = own_manifest(provider);
  const std::size_t entry = text.find("\nentry_point: ") + 1;
  text.replace(entry, text.find('\n', entry) - entry,
               "entry_point: amfs_connector_faulty:FaultyConnector");
  text += "\nretry: {attempts: 2, delay: 20ms, max_delay: 50ms}\n";
  // The last: the folder is complete when it becomes a connector.
  integration::write_file(folder + "/connector.yaml", text);
}

}  // namespace senders
