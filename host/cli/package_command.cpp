// amfs connector package: a connector that passes validation as a .amfsc file, or as a line of a
// registry.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/base/files.hpp"
#include "host/bundle/registry.hpp"
#include "host/cli/author_folder.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_facts.hpp"
#include "host/cli/table.hpp"
#include "host/cli/validate_output.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct PackageOptions {
  std::vector<std::string> folders;
  std::optional<std::string> build_dir;
  std::optional<std::string> output;
  std::optional<std::string> registry;
  std::optional<std::string> license;
  std::optional<std::string> fixtures;
  bool json = false;
};

struct Packaged {
  std::filesystem::path file;
  std::string name;
  std::string version;
  std::string sha256;
  std::size_t size = 0;
};

Result<void> check_valid(const AuthorFolder& author, std::ostream& err) {
  const validator::Report report = validate_author(author);
  print_report(err, report, {false, true});
  if (report.passed()) return {};
  return Error{"not_valid",
               fmt::format("{} does not pass validation, so it is not packaged; see: amfs "
                           "connector validate {}",
                           author.manifest.name, author.connector.string())};
}

// Into the registry or the output folder.
Result<std::filesystem::path> write(const bundle::Bundle& bundle, const std::string& packed,
                                    const PackageOptions& options) {
  const std::filesystem::path place =
      options.registry ? *options.registry : options.output.value_or(".");
  const auto file = place / file_name(bundle);
  if (options.registry) {
    const auto abi = library_abi(bundle.library(), bundle.manifest.library_file());
    if (!abi) return abi.error();
    if (auto done = bundle::publish(place, bundle, packed, *abi); !done) return done.error();
    return file;
  }
  if (auto made = make_folders(place); !made) return made.error();
  if (auto written = replace_file(file, packed); !written) return written.error();
  return file;
}

Result<Packaged> package(const std::string& folder, const PackageOptions& options,
                         std::ostream& err) {
  const auto author = find_author_folder(folder, options.build_dir);
  if (!author) return author.error();
  bundle::FolderOptions parts = author->folder_options();
  if (options.license) parts.license = *options.license;
  if (options.fixtures) parts.fixtures = *options.fixtures;
  const auto bundle = bundle::read_folder(author->connector, parts);
  if (!bundle) return bundle.error();
  // Packing is quick and says what is missing; validation is neither.
  const auto packed = pack(*bundle);
  if (!packed) return packed.error();
  if (auto valid = check_valid(*author, err); !valid) return valid.error();
  const auto file = write(*bundle, *packed, options);
  if (!file) return file.error();
  return Packaged{*file, bundle->manifest.name, bundle->manifest.version.text,
                  bundle::hex_sha256(*packed), packed->size()};
}

std::string to_json(const std::vector<Packaged>& all) {
  json::JsonWriter writer;
  writer.begin_object().key("packages").begin_array();
  for (const Packaged& one : all) {
    writer.begin_object().put("name", one.name).put("version", one.version);
    writer.put("file", one.file.string()).put("size", one.size).put("sha256", one.sha256);
    writer.end_object();
  }
  return writer.end_array().end_object().text();
}

Result<int> package_all(const PackageOptions& options, const Surroundings& surroundings) {
  if (options.output && options.registry)
    return Error{kUsage, "give --output or --registry, not both"};
  std::vector<Packaged> all;
  for (const std::string& folder : options.folders) {
    auto done = package(folder, options, surroundings.err);
    if (!done) return done.error();
    if (!options.json) {
      print_facts(surroundings.out, {{"packaged", done->name + " " + done->version},
                                     {"file", done->file.string()},
                                     {"size", fmt::format("{} bytes", done->size)},
                                     {"sha256", done->sha256}});
    }
    all.push_back(std::move(*done));
  }
  if (options.json) surroundings.out << to_json(all) << '\n';
  return kExitOk;
}

}  // namespace

void add_package_command(CLI::App& connector_group, CommandContext& context) {
  auto options = std::make_shared<PackageOptions>();
  options->folders = {"."};
  CLI::App& command = *connector_group.add_subcommand(
      "package", "Make a .amfsc file of a connector that passes validation");
  command
      .add_option("folder", options->folders, "Connector's folder or its repository; else this one")
      ->type_name("DIR");
  add_build_option(command, options->build_dir);
  command.add_option("--output", options->output, "Where the file goes; else here")
      ->type_name("DIR");
  command.add_option("--registry", options->registry, "Put it into this registry and its index")
      ->type_name("DIR");
  command.add_option("--license", options->license, "Licence text; else LICENSE of the folder")
      ->type_name("FILE");
  command.add_option("--fixtures", options->fixtures, "Fixtures; else fixtures/ of the folder")
      ->type_name("DIR");
  command.add_flag("--json", options->json, "Print what was made as JSON");
  command.footer(
      "The same files make the same bytes.\n\n"
      "Examples:\n"
      "  amfs connector package\n"
      "  amfs connector package build/release/connectors/acme --output dist\n"
      "  amfs connector package --registry /srv/amfs-registry");
  command.callback([options, &context] {
    context.action = [options, &context] { return package_all(*options, context.surroundings); };
  });
}

}  // namespace host::cli
