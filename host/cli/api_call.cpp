#include "host/cli/api_call.hpp"

#include <fmt/format.h>

#include <ostream>

#include "host/cli/api_key.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/http/uri.hpp"

namespace host::cli {
namespace {

constexpr char kApiBase[] = "/api/v1";

std::string with_next(std::string message, const std::string& next) {
  return next.empty() ? message : fmt::format("{}; next: {}", message, next);
}

std::string key_advice(const ApiKey& key) {
  if (!key.key.empty()) {
    return fmt::format("the key from {} was refused; pass the right one: --api-key-file FILE",
                       key.origin);
  }
  return fmt::format("{}; pass a key: --api-key-file FILE, AMFS_API_KEY, or --data DIR of the host",
                     key.origin);
}

// What a host is too busy for passes; what somebody must set up first does not.
bool waiting_helps(const std::string& code) {
  return code != "secrets_key_missing" && code != "storage_failed";
}

// "; field message" of each in a 422's list.
std::string field_errors(const rapidjson::Value& problem) {
  std::string text;
  for (const rapidjson::Value& item : items_at(problem, {"errors"})) {
    text += fmt::format("; {} {}", text_at(item, {"field"}), text_at(item, {"message"}));
  }
  return text;
}

Result<int> show(const ApiCall& call, const HttpReply& reply, const ClientOptions& options,
                 const ServerUrl& server, std::ostream& out) {
  rapidjson::Document answer;  // null
  const bool needs_answer = !options.json || call.exit_code;
  if (options.json) out << reply.body;
  if (needs_answer && !reply.body.empty()) {
    auto parsed = parse_json(reply.body);
    if (!parsed) {
      return Error{"bad_answer", fmt::format("{} answered something that is not JSON; check --url, "
                                             "then: amfs connector list",
                                             server.text)};
    }
    answer = std::move(*parsed);
  }
  if (!options.json) call.print(answer, reply);
  return call.exit_code ? call.exit_code(answer) : kExitOk;
}

}  // namespace

Error refused(const HttpReply& reply, const ServerUrl& server, const ApiKey& key,
              const std::string& next) {
  const auto problem = parse_json(reply.body);
  const std::string code = problem ? text_at(*problem, {"code"}) : "";
  if (code.empty()) {
    return {"no_amfs", fmt::format("{} answered {} and does not look like amfs; check --url, or "
                                   "start one: amfs serve --dev",
                                   server.text, reply.status)};
  }
  std::string message =
      fmt::format("{} ({}, {})", text_at(*problem, {"detail"}), code, reply.status);
  if (code.starts_with("api_key")) return {code, fmt::format("{}; {}", message, key_advice(key))};
  if (reply.status == 503 && waiting_helps(code)) {
    return {code, message + "; wait a little and repeat the command"};
  }
  if (items_at(*problem, {"errors"}).Size() > 1) message += field_errors(*problem);
  return {code, with_next(std::move(message), next)};
}

std::string api_target(std::string_view path,
                       const std::vector<std::pair<std::string, std::string>>& query) {
  std::string target = kApiBase + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += separator + name + '=' + http::percent_encode(value);
    separator = '&';
  }
  return target;
}

std::string encode_path(std::string_view path) {
  std::string encoded;
  while (true) {
    const std::size_t end = path.find('/');
    encoded += http::percent_encode(path.substr(0, end));
    if (end == std::string_view::npos) return encoded;
    encoded += '/';
    path.remove_prefix(end + 1);
  }
}

Result<int> run_api_call(const ClientOptions& options, const Surroundings& surroundings,
                         ApiCall call) {
  const auto server = options.server(surroundings.env);
  if (!server) return server.error();
  const auto key = find_api_key(options, *server, surroundings.env);
  if (!key) return key.error();
  if (!key->key.empty()) {
    call.request.headers.emplace_back("X-AMFS-API-Key", key->key.reveal());
  }
  const auto reply = exchange(*server, call.request);
  if (!reply) return reply.error();
  if (reply->status >= 200 && reply->status < 300) {
    return show(call, *reply, options, *server, surroundings.out);
  }
  if (options.json) surroundings.out << reply->body;
  return refused(*reply, *server, *key, call.next);
}

}  // namespace host::cli
