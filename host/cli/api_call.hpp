// One call of the host's API by a command: key, request, errors and --json in one place.
#pragma once

#include <rapidjson/document.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/error.hpp"
#include "host/cli/api_key.hpp"
#include "host/cli/client_options.hpp"
#include "host/cli/http_client.hpp"
#include "host/cli/surroundings.hpp"

namespace host::cli {

inline constexpr char kJsonType[] = "application/json";

// "/api/v1" + path + "?name=value&…"; empty values are left out, all are encoded.
std::string api_target(std::string_view path,
                       const std::vector<std::pair<std::string, std::string>>& query = {});

// Clean path segments, encoded one by one: "a b/c" → "a%20b/c".
std::string encode_path(std::string_view path);

// What to tell a person of an answer that is a refusal; `next` is the command to run then.
Error refused(const HttpReply& reply, const ServerUrl& server, const ApiKey& key,
              const std::string& next);

struct ApiCall {
  HttpRequest request;
  std::string next;  // the command to run when the host refuses the request
  // For people; not called with --json. An empty body comes as null.
  std::function<void(const rapidjson::Value& answer, const HttpReply& reply)> print;
  // Of an answer that is no refusal; none = kExitOk.
  std::function<int(const rapidjson::Value& answer)> exit_code;
};

// Sends the call. A status below 200 or above 299 becomes an Error with the problem's detail and
// code (and with --json its body goes to `out` all the same).
Result<int> run_api_call(const ClientOptions& options, const Surroundings& surroundings,
                         ApiCall call);

}  // namespace host::cli
