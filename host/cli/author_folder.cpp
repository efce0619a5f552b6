#include "host/cli/author_folder.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>

#include "host/cli/connector_folder.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/validator/validator.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kTestFile[] = "CTestTestfile.cmake";
// Of one check: a busy build machine must not turn a good connector down.
constexpr std::chrono::minutes kCheckTimeout{2};
constexpr int kMaxLevelsUp = 4;  // from build/dev/connectors/<name> to build/dev

bool is_file(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

bool is_folder(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder, ignored);
}

// The nearest folder above that has `file`.
std::optional<fs::path> folder_above(fs::path folder, const fs::path& file) {
  for (int level = 0; level < kMaxLevelsUp && folder.has_relative_path(); ++level) {
    folder = folder.parent_path();
    if (is_file(folder / file)) return folder;
  }
  return std::nullopt;
}

AuthorFolder around_built(const fs::path& connector, config::Manifest manifest) {
  AuthorFolder out{connector, connector, folder_above(connector, kTestFile), std::move(manifest)};
  const auto repository = folder_above(out.build.value_or(connector), config::kManifestFile);
  if (repository && out.build) out.repository = *repository;
  return out;
}

Result<AuthorFolder> newest_built(const fs::path& repository,
                                  const std::optional<std::string>& build_dir,
                                  config::Manifest manifest) {
  std::vector<fs::path> builds{repository / "build"};
  if (build_dir) {
    builds = {fs::path(*build_dir)};
  } else {
    for (const fs::path& one : subfolders(repository / "build")) builds.push_back(one);
  }
  std::optional<AuthorFolder> newest;
  fs::file_time_type newest_time;
  for (const fs::path& build : builds) {
    const fs::path connector = build / "connectors" / manifest.name;
    std::error_code failed;
    const auto time = fs::last_write_time(connector / manifest.library_file(), failed);
    if (failed || (newest && time <= newest_time)) continue;
    newest_time = time;
    newest = AuthorFolder{connector, repository, std::nullopt, manifest};
    if (is_file(build / kTestFile)) newest->build = build;
  }
  if (newest) return std::move(*newest);
  return Error{"not_built",
               fmt::format("no {} in {}; build it first: cmake --preset dev && cmake --build "
                           "--preset dev",
                           manifest.library_file(),
                           build_dir ? *build_dir : (repository / "build").string())};
}

}  // namespace

bundle::FolderOptions AuthorFolder::folder_options() const {
  bundle::FolderOptions options;
  if (!is_file(connector / bundle::kLicenseFile) && is_file(repository / bundle::kLicenseFile))
    options.license = repository / bundle::kLicenseFile;
  options.fixtures = fixtures();
  return options;
}

std::optional<fs::path> AuthorFolder::fixtures() const {
  for (const fs::path& base : {connector, repository}) {
    if (is_folder(base / "fixtures")) return base / "fixtures";
  }
  return std::nullopt;
}

void add_build_option(CLI::App& command, std::optional<std::string>& build_dir) {
  command.add_option("--build", build_dir, "Build folder; else the newest below build/")
      ->type_name("DIR");
}

Result<AuthorFolder> find_author_folder(const fs::path& given,
                                        const std::optional<std::string>& build_dir) {
  std::error_code ignored;
  const fs::path folder = fs::weakly_canonical(given, ignored);
  if (!is_file(folder / config::kManifestFile)) {
    return Error{"connector_not_found",
                 fmt::format("{} has no connector.yaml; name a connector's folder, or start one: "
                             "amfs connector init NAME",
                             given.string())};
  }
  auto manifest = config::load_manifest(folder / config::kManifestFile);
  if (!manifest) return manifest.error();
  if (!build_dir && is_file(folder / manifest->library_file()))
    return around_built(folder, std::move(*manifest));
  return newest_built(folder, build_dir, std::move(*manifest));
}

validator::Report validate_author(const AuthorFolder& author) {
  validator::ValidateOptions options;
  options.fixtures = author.fixtures();
  options.timeout = kCheckTimeout;
  return validator::validate(author.connector, options);
}

}  // namespace host::cli
