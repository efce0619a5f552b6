#include "host/connector/folder_content.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <iterator>
#include <set>

#include "host/config/manifest_loader.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/connector/plugin_file.hpp"
#include "host/crypto/digest.hpp"

namespace host::connector {
namespace {

// A file that cannot be read is a content too: the reason.
std::string digest_of(const Result<std::string>& bytes) {
  return std::string(crypto::as_text(bytes.has_value()
                                         ? crypto::sha256(bytes.value())
                                         : crypto::sha256({"!", bytes.error().message})));
}

Result<std::string> read_library(const std::filesystem::path& folder,
                                 const Result<config::Manifest>& manifest) {
  if (manifest.has_error()) return manifest.error();
  return read_plugin_file((folder / manifest.value().library_file()).string());
}

bool is_stamped(const std::filesystem::path& file) {
  return file.filename() == config::kManifestFile || file.extension() == ".so";
}

// The change time cannot be set by a copying program, as the modification time can.
void add_stamp(fmt::memory_buffer& out, const std::filesystem::path& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) info = {};
  fmt::format_to(std::back_inserter(out), "{}\n{} {} {} {}.{} {}.{} {}\n", file.filename().string(),
                 info.st_dev, info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec,
                 info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_mode);
}

}  // namespace

FolderContent read_content(const std::filesystem::path& folder) {
  const auto file = folder / config::kManifestFile;
  const auto yaml = config::read_config_file(file);
  auto manifest = yaml.has_value() ? config::parse_manifest(yaml.value(), file.string())
                                   : Result<config::Manifest>(yaml.error());
  auto image = read_library(folder, manifest);
  const auto digest = crypto::sha256({digest_of(yaml), digest_of(image)});
  return {folder, yaml.has_value() ? yaml.value() : std::string(), std::move(manifest),
          std::move(image), std::string(crypto::as_text(digest))};
}

std::string stamp_of(const std::filesystem::path& folder) {
  std::error_code failed;
  std::set<std::filesystem::path> files;
  for (std::filesystem::directory_iterator it(folder, failed), end;
       !failed && it != end && files.size() < kStampedFilesMax; it.increment(failed)) {
    if (is_stamped(it->path())) files.insert(it->path());
  }
  fmt::memory_buffer out;
  for (const auto& file : files) add_stamp(out, file);
  return fmt::to_string(out);
}

}  // namespace host::connector
