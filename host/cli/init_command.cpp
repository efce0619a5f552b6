// amfs connector init: a new connector's repository, complete and passing its tests.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "host/base/text.hpp"
#include "host/cli/client_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/init_template.hpp"
#include "host/cli/terminal_text.hpp"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxDescription = 200;

struct InitOptions {
  std::string name;
  std::optional<std::string> dir;
  std::optional<std::string> class_name;
  std::optional<std::string> description;
};

// One line that is safe in YAML, Markdown and on a screen.
Result<std::string> read_description(const InitOptions& options, const ConnectorNames& names) {
  const std::string text = options.description.value_or(default_description(names));
  if (text.empty() || text.size() > kMaxDescription || !is_utf8(text) ||
      escape_controls(text) != text) {
    return Error{kUsage, fmt::format("--description must be one line of plain text, at most {} "
                                     "bytes; try: --description \"{}\"",
                                     kMaxDescription, default_description(names))};
  }
  return text;
}

Error cannot(const char* what, const fs::path& path, const std::string& why) {
  return {"init_failed", fmt::format("cannot {} {} ({}); choose another place with --dir", what,
                                     path.string(), why)};
}

// A folder of our own: new, or there and empty.
Result<void> claim(const fs::path& folder) {
  std::error_code failed;
  if (fs::exists(fs::symlink_status(folder, failed))) {
    if (!fs::is_directory(folder, failed)) {
      return Error{"init_exists",
                   fmt::format("{} is no folder; choose another with --dir", folder.string())};
    }
    const bool empty = fs::is_empty(folder, failed);
    if (failed) return cannot("read", folder, failed.message());
    if (!empty) {
      return Error{"init_exists",
                   fmt::format("{} is not empty and nothing is overwritten; choose another folder "
                               "with --dir",
                               folder.string())};
    }
    return {};
  }
  fs::create_directories(folder, failed);
  if (failed) return cannot("make", folder, failed.message());
  return {};
}

// Fails when the file is already there.
Result<void> write_new(const fs::path& file, const std::string& text) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return cannot("make", file.parent_path(), failed.message());
  std::FILE* out = std::fopen(file.c_str(), "wxe");
  if (out == nullptr) return cannot("write", file, std::strerror(errno));
  const bool written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  const bool closed = std::fclose(out) == 0;
  if (written && closed) return {};
  const std::string why = std::strerror(errno);
  fs::remove(file, failed);
  return cannot("write", file, why);
}

// Takes back what was written below the folder; a folder with anything else in it stays.
void take_back(const fs::path& folder, const std::vector<fs::path>& written) {
  std::error_code ignored;
  for (const fs::path& file : written) fs::remove(file, ignored);
  for (const TemplateFile& item : template_files()) {
    for (fs::path at = fs::path(item.path).parent_path(); !at.empty(); at = at.parent_path()) {
      fs::remove(folder / at, ignored);
    }
  }
}

// All files or none.
Result<void> write_all(const fs::path& folder, const ConnectorNames& names,
                       const std::string& description) {
  std::vector<fs::path> written;
  for (const TemplateFile& item : template_files()) {
    const fs::path file = folder / item.path;
    if (const auto done = write_new(file, fill_in(item.text, names, description)); !done) {
      take_back(folder, written);
      return done.error();
    }
    written.push_back(file);
  }
  return {};
}

Result<int> init(const InitOptions& options, std::ostream& out) {
  const auto names = make_names(options.name, options.class_name);
  if (!names) return names.error();
  const auto description = read_description(options, *names);
  if (!description) return description.error();
  const fs::path folder = options.dir.value_or(names->name);
  if (const auto done = claim(folder); !done) return done.error();
  if (const auto done = write_all(folder, *names, *description); !done) return done.error();
  const std::string shown = escape_controls(shell_word(folder.string()));
  out << fmt::format(
      "made {0} with {1} files; its README.md says what each is for\n"
      "next: (cd {0} && cmake --workflow --preset dev)\n"
      "then: amfs connector install {0}/build/dev/connectors/{2}\n",
      shown, template_files().size(), names->name);
  return kExitOk;
}

}  // namespace

void add_init_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<InitOptions>();
  CLI::App& command = *connector_group.add_subcommand("init", "Write a new connector's repository");
  command.add_option("name", options->name, "Lowercase letters, digits and hyphens")
      ->required()
      ->type_name("NAME");
  command.add_option("--dir", options->dir, "New or empty folder; else ./NAME")->type_name("DIR");
  command.add_option("--class", options->class_name, "C++ class; else made of the name")
      ->type_name("CLASS");
  command.add_option("--description", options->description, "One line for people")
      ->type_name("TEXT");
  command.footer(
      "The repository builds with the amfs-sdk package alone: a C++17 compiler and CMake 3.25.\n\n"
      "Examples:\n"
      "  amfs connector init acme-crm\n"
      "  amfs connector init acme-crm --dir ~/src/amfs-connector-acme-crm \\\n"
      "      --class CrmConnector --description \"Deals and contacts of Acme CRM\"");
  command.callback([options, &context] {
    context.action = [options, &context] { return init(*options, context.surroundings.out); };
  });
}

}  // namespace host::cli
