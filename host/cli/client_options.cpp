#include "host/cli/client_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace host::cli {

Result<ServerUrl> ClientOptions::server(const config::Environment& env) const {
  if (url) return parse_server_url(*url);
  const auto from_env = env("AMFS_HTTP_URL");
  return parse_server_url(from_env && !from_env->empty() ? *from_env : kDefaultUrl);
}

std::string ClientOptions::as_flags() const {
  std::string flags;
  if (url) flags += " --url " + shell_word(*url);
  if (api_key_file) flags += " --api-key-file " + shell_word(*api_key_file);
  if (data_dir) flags += " --data " + shell_word(*data_dir);
  return flags;
}

void add_client_options(CLI::App& command, ClientOptions& options) {
  command.add_flag("--json", options.json, "Print the answer's body unchanged");
  command
      .add_option("--url", options.url,
                  "Where the host is; else AMFS_HTTP_URL, else " + std::string(kDefaultUrl))
      ->type_name("URL");
  command
      .add_option("--api-key-file", options.api_key_file,
                  "File with the API key; else AMFS_API_KEY, else admin.key of the data directory")
      ->type_name("FILE");
  command.add_option("--data", options.data_dir, "The host's data directory; else AMFS_DATA_DIR")
      ->type_name("DIR");
}

std::string shell_word(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:@%+=,").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace host::cli
