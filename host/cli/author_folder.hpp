// A connector where its author works: the folder that was built (connector.yaml and its library),
// the repository around it, and the build folder with the author's tests.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/base/error.hpp"
#include "host/bundle/bundle.hpp"
#include "host/config/manifest.hpp"
#include "host/validator/report.hpp"

namespace CLI {
class App;
}

namespace host::cli {

struct AuthorFolder {
  std::filesystem::path connector;             // has connector.yaml and the library
  std::filesystem::path repository;            // the same folder where there is none around it
  std::optional<std::filesystem::path> build;  // has the author's CTest tests
  config::Manifest manifest;

  // LICENSE and fixtures/ of the repository where the built folder has none.
  bundle::FolderOptions folder_options() const;
  // The fixtures that go with it, if there are any.
  std::optional<std::filesystem::path> fixtures() const;
};

// `folder` is a built connector, or a repository with connector.yaml: then the newest library in
// its build folders (build, build/*, or `build_dir`) decides.
Result<AuthorFolder> find_author_folder(const std::filesystem::path& folder,
                                        const std::optional<std::string>& build_dir);

// "--build DIR" of the commands that look for the library.
void add_build_option(CLI::App& command, std::optional<std::string>& build_dir);

// Every check of `amfs connector validate`, with the author's fixtures.
validator::Report validate_author(const AuthorFolder& author);

}  // namespace host::cli
