// The repository that `amfs connector init` writes: sdk/template, a connector that builds and
// passes its tests as it stands, embedded into the program. Making another connector of it is
// replacing its names.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "host/cli/init_names.hpp"

namespace host::cli {

struct TemplateFile {
  std::string_view path;  // below the repository
  std::string_view text;
};

// Made by the build from sdk/template.
std::span<const TemplateFile> template_files();

// The text with the template's names and description replaced. `description` is one line of UTF-8.
std::string fill_in(std::string_view text, const ConnectorNames& names,
                    const std::string& description);

// What the template says when no description is given.
std::string default_description(const ConnectorNames& names);

}  // namespace host::cli
