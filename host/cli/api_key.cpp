#include "host/cli/api_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "host/cli/command.hpp"
#include "host/config/secrets.hpp"
#include "host/config/settings.hpp"
#include "host/config/yaml_reader.hpp"

namespace host::cli {
namespace {

constexpr std::size_t kMaxKeyBytes = 512;

// A key stands in a header: anything but printable ASCII without blanks would break or forge one.
bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

Result<ApiKey> checked(std::string_view text, std::string origin) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (!is_key(text)) {
    return Error{"api_key_unusable",
                 fmt::format("{} holds no API key; put one line like amfs_sk_… there", origin)};
  }
  return ApiKey{config::SecretString(text), std::move(origin)};
}

Result<ApiKey> from_file(const std::filesystem::path& file) {
  auto text = config::read_config_file(file);
  if (!text) return Error{"api_key_unusable", text.error().message};
  auto key = checked(*text, file.string());
  config::wipe(*text);
  return key;
}

Result<ApiKey> from_data_dir(const ClientOptions& options, const config::Environment& env) {
  const auto dir = options.data_dir ? Result<std::filesystem::path>(*options.data_dir)
                                    : config::default_data_dir(env);
  if (!dir) return ApiKey{{}, dir.error().message};
  const auto file = *dir / "admin.key";
  auto key = from_file(file);
  if (key) return key;
  std::error_code error;
  const bool exists = std::filesystem::exists(file, error);
  if (!exists && !error) return ApiKey{{}, fmt::format("there is no {}", file.string())};
  return ApiKey{{}, key.error().message};
}

}  // namespace

Result<ApiKey> find_api_key(const ClientOptions& options, const ServerUrl& server,
                            const config::Environment& env) {
  if (options.api_key_file) return from_file(*options.api_key_file);
  const auto named = config::read_secret("AMFS_API_KEY", env);
  if (!named) return named.error();
  if (*named) return checked((*named)->reveal(), "AMFS_API_KEY");
  if (server.is_loopback) return from_data_dir(options, env);
  return ApiKey{{}, "admin.key is only sent to a host on this machine"};
}

}  // namespace host::cli
