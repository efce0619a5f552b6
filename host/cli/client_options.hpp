// Options that every command talking to a running host shares.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/cli/server_url.hpp"
#include "host/config/environment.hpp"

namespace CLI {
class App;
}

namespace host::cli {

struct ClientOptions {
  std::optional<std::string> url;
  std::optional<std::string> api_key_file;
  std::optional<std::string> data_dir;
  bool json = false;

  // --url, else AMFS_HTTP_URL, else the default.
  Result<ServerUrl> server(const config::Environment& env) const;

  // " --url … --data …" as given, quoted for a shell: for the commands that messages suggest.
  std::string as_flags() const;
};

// `options` must outlive the command.
void add_client_options(CLI::App& command, ClientOptions& options);

// `text` as one shell word.
std::string shell_word(std::string_view text);

}  // namespace host::cli
