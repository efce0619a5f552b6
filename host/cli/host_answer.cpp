#include "host/cli/host_answer.hpp"

#include "host/cli/api_key.hpp"
#include "host/cli/http_client.hpp"
#include "host/cli/json_text.hpp"

namespace host::cli {

std::optional<rapidjson::Document> host_answer(const ClientOptions& options,
                                               const Surroundings& surroundings,
                                               const std::string& target) {
  const auto server = options.server(surroundings.env);
  if (!server) return std::nullopt;
  const auto key = find_api_key(options, *server, surroundings.env);
  if (!key) return std::nullopt;
  HttpRequest request;
  request.target = target;
  if (!key->key.empty()) request.headers.emplace_back("X-AMFS-API-Key", key->key.reveal());
  const auto reply = exchange(*server, request, kHostAnswerDeadline);
  if (!reply || reply->status < 200 || reply->status >= 300) return std::nullopt;
  return parse_json(reply->body);
}

}  // namespace host::cli
