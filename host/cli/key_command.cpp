// amfs key create, list and revoke.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/base/rfc3339.hpp"
#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/config/duration.hpp"
#include "host/http/uri.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct KeyOptions {
  ClientOptions client;
  std::string name;
  std::vector<std::string> scopes;
  std::string tenant;
  std::string expires;
  std::int64_t rate = 0;
  std::string id;
};

std::string list_command(const KeyOptions& options) {
  return "amfs key list" + options.client.as_flags();
}

// "30d" from now, or a time as it is; "" when neither.
std::string expiry(const std::string& text, UnixNs now) {
  if (const auto after = config::parse_duration(text)) return format_rfc3339(now + *after);
  return parse_rfc3339(text) ? text : "";
}

Result<std::string> create_body(const KeyOptions& options, const Clock& clock) {
  json::JsonWriter writer;
  writer.begin_object().put("name", options.name).put("scopes", options.scopes);
  if (!options.tenant.empty()) writer.put("tenant", options.tenant);
  if (options.rate > 0) writer.put("rate_limit_rpm", options.rate);
  if (!options.expires.empty()) {
    const std::string at = expiry(options.expires, clock.now_ns());
    if (at.empty()) {
      return Error{kUsage,
                   "--expires takes a duration such as 30d or a time such as "
                   "2027-01-31T00:00:00Z; see: amfs key create --help"};
    }
    writer.put("expires_at", at);
  }
  return writer.end_object().text();
}

// Only the key goes to stdout, so that it can be put into a file unseen.
void print_created(const rapidjson::Value& answer, const KeyOptions& options,
                   const Surroundings& surroundings) {
  surroundings.out << escape_controls(text_at(answer, {"key"})) << '\n' << std::flush;
  std::ostream& err = surroundings.err;
  err << "made " << escape_controls(text_at(answer, {"id"})) << " for tenant "
      << escape_controls(text_at(answer, {"tenant"}))
      << "; the key above is shown this once: put it into a file that only you may read\n"
      << "and use it with --api-key-file FILE, AMFS_API_KEY, or the header X-AMFS-API-Key\n"
      << "next: " << list_command(options) << '\n';
}

Result<int> create(const KeyOptions& options, const Surroundings& surroundings) {
  auto body = create_body(options, surroundings.clock);
  if (!body) return body.error();
  ApiCall call;
  call.request.method = "POST";
  call.request.target = api_target("/admin/api-keys");
  call.request.headers = {{"Content-Type", kJsonType}};
  call.request.body = std::move(*body);
  call.next = "amfs key create --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_created(answer, options, surroundings);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

std::string state_of(const rapidjson::Value& key) {
  if (!text_at(key, {"revokedAt"}).empty()) return "revoked";
  return text_at(key, {"active"}) == "true" ? "active" : "expired";
}

std::string joined_scopes(const rapidjson::Value& key) {
  std::string text;
  for (const rapidjson::Value& scope : items_at(key, {"scopes"})) {
    if (scope.IsString()) text += (text.empty() ? "" : ",") + std::string(scope.GetString());
  }
  return text;
}

Result<int> list(const KeyOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/admin/api-keys");
  call.next = "amfs key list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    Table table({"ID", "TENANT", "NAME", "KEY", "SCOPES", "STATE", "LAST USED", "EXPIRES"});
    for (const rapidjson::Value& key : items_at(answer, {"keys"})) {
      table.add({text_at(key, {"id"}), text_at(key, {"tenant"}), text_at(key, {"name"}),
                 text_at(key, {"prefix"}) + "…", joined_scopes(key), state_of(key),
                 text_at(key, {"lastUsed"}), text_at(key, {"expiresAt"})});
    }
    if (table.empty()) {
      surroundings.out << "no keys; make one: amfs key create --name NAME"
                       << options.client.as_flags() << '\n';
      return;
    }
    table.print(surroundings.out);
    if (!text_at(answer, {"next_cursor"}).empty()) {
      surroundings.out << "there are more; all of them: GET /api/v1/admin/api-keys?cursor=…\n";
    }
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<int> revoke(const KeyOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.method = "DELETE";
  call.request.target = api_target("/admin/api-keys/" + http::percent_encode(options.id));
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    surroundings.out << "revoked " << escape_controls(text_at(answer, {"revoked"})) << '\n';
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

using Run = Result<int> (*)(const KeyOptions&, const Surroundings&);

CLI::App& add_command(CLI::App& group, CommandContext& context, const char* name, const char* what,
                      const std::shared_ptr<KeyOptions>& options, Run run) {
  CLI::App& command = *group.add_subcommand(name, what);
  add_client_options(command, options->client);
  command.callback([options, run, &context] {
    context.action = [options, run, &context] { return run(*options, context.surroundings); };
  });
  return command;
}

void add_create_options(CLI::App& command, KeyOptions& options) {
  command.add_option("--name", options.name, "What the key is for")->required();
  command.add_option("--scope", options.scopes, "What it may do; repeat for more (read and write)")
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"ingest", "read", "write", "operate", "admin"}));
  command.add_option("--tenant", options.tenant, "Whose it is; a new name makes a tenant");
  command.add_option("--expires", options.expires, "When it ends: 30d, 12h, or RFC 3339")
      ->type_name("WHEN");
  command.add_option("--rate", options.rate, "Requests per minute")->check(CLI::Range(1, 1000000));
}

}  // namespace

void add_key_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("key", "API keys and the tenants they belong to");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs key create --name agent > agent.key\n"
      "  amfs key list");
  auto options = std::make_shared<KeyOptions>();
  options->scopes = {"read", "write"};

  CLI::App& create_key =
      add_command(group, context, "create", "Make a key; it is shown once", options, create);
  add_create_options(create_key, *options);
  create_key.footer(
      "Examples:\n"
      "  (umask 077; amfs key create --name agent > agent.key)\n"
      "  amfs key create --name acme-admin --tenant acme --scope admin --scope read --expires 90d");

  CLI::App& list_keys =
      add_command(group, context, "list", "Keys, without the keys themselves", options, list);
  list_keys.footer("Examples:\n  amfs key list");

  CLI::App& revoke_key =
      add_command(group, context, "revoke", "End a key, from the next request on", options, revoke);
  revoke_key.add_option("id", options->id, "Key id")->required()->type_name("ID");
  revoke_key.footer("Examples:\n  amfs key revoke key_0123456789abcdef0123");
}

}  // namespace host::cli
