// amfs endpoint create, list, rotate and revoke: where systems deliver to.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/input.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/config/secret_string.hpp"
#include "host/http/uri.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct EndpointOptions {
  ClientOptions client;
  std::string connector;
  std::string name;
  std::string tenant;
  std::string entity_prefix;
  std::optional<std::string> secret_file;
  bool secret_stdin = false;
  bool drops_previous = false;
  std::string id;
};

std::string list_command(const EndpointOptions& options) {
  return "amfs endpoint list" + options.client.as_flags();
}

// Without its last line end; empty when none is given. Never from the command line: `ps` shows
// that.
Result<config::SecretString> read_secret(const EndpointOptions& options, std::istream& in) {
  if (!options.secret_stdin && !options.secret_file) return config::SecretString();
  auto text = options.secret_stdin ? read_input_stream(in, "standard input")
                                   : read_input_file(*options.secret_file);
  if (!text) return text.error();
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  if (text->empty()) return Error{kUsage, "the secret is empty; see: amfs endpoint --help"};
  return config::SecretString::absorb(std::move(*text));
}

Result<std::string> body_of(const EndpointOptions& options, std::istream& in) {
  const auto secret = read_secret(options, in);
  if (!secret) return secret.error();
  json::JsonWriter writer;
  writer.begin_object();
  const std::pair<const char*, const std::string&> fields[] = {
      {"connector", options.connector},
      {"name", options.name},
      {"tenant", options.tenant},
      {"entity_prefix", options.entity_prefix}};
  for (const auto& [name, value] : fields) {
    if (!value.empty()) writer.put(name, value);
  }
  if (!secret->empty()) writer.put("secret", secret->reveal());
  if (options.drops_previous) writer.put("keep_previous", false);
  return writer.end_object().text();
}

ApiCall post(std::string target, std::string body) {
  ApiCall call;
  call.request.method = "POST";
  call.request.target = std::move(target);
  call.request.headers = {{"Content-Type", kJsonType}};
  call.request.body = std::move(body);
  return call;
}

std::string what_to_set(const rapidjson::Value& endpoint, const EndpointOptions& options) {
  const std::string id = text_at(endpoint, {"id"});
  if (text_at(endpoint, {"hasSecret"}) == "true")
    return "and set there the secret that you gave here";
  if (text_at(endpoint, {"state"}) == "ready")
    return "it needs no secret: whoever knows the address may deliver";
  return fmt::format(
      "and set a secret there; until amfs knows it, deliveries are refused:\n  amfs endpoint "
      "rotate "
      "{} --secret-stdin{}",
      id, options.client.as_flags());
}

// Only the address goes to stdout, so that it can be put into a file or a clipboard unseen.
void print_created(const rapidjson::Value& answer, const EndpointOptions& options,
                   const std::string& base, const Surroundings& surroundings) {
  surroundings.out << escape_controls(base + text_at(answer, {"url_path"})) << '\n' << std::flush;
  surroundings.err << escape_controls(
                          fmt::format("made {} for tenant {}; the address above is shown this once",
                                      text_at(answer, {"id"}), text_at(answer, {"tenant"})))
                   << "\npaste it at " << escape_controls(text_at(answer, {"connector"}))
                   << " as the webhook's address (behind a proxy: with the proxy's name),\n"
                   << escape_controls_in_block(what_to_set(answer, options)) << '\n'
                   << "next: " << list_command(options) << '\n';
}

Result<int> create(const EndpointOptions& options, const Surroundings& surroundings) {
  const auto server = options.client.server(surroundings.env);
  if (!server) return server.error();
  auto body = body_of(options, surroundings.in);
  if (!body) return body.error();
  ApiCall call = post(api_target("/admin/endpoints"), std::move(*body));
  call.next = "amfs endpoint create --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_created(answer, options, server->text, surroundings);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

std::string secret_state(const rapidjson::Value& endpoint) {
  if (text_at(endpoint, {"hasSecret"}) != "true") return "none";
  return text_at(endpoint, {"hasPreviousSecret"}) == "true" ? "two" : "one";
}

Result<int> list(const EndpointOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/admin/endpoints", {{"connector", options.connector}});
  call.next = "amfs endpoint list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    Table table({"ID", "TENANT", "CONNECTOR", "NAME", "SECRETS", "STATE", "LAST USED", "REASON"});
    for (const rapidjson::Value& endpoint : items_at(answer, {"endpoints"})) {
      table.add({text_at(endpoint, {"id"}), text_at(endpoint, {"tenant"}),
                 text_at(endpoint, {"connector"}), text_at(endpoint, {"name"}),
                 secret_state(endpoint), text_at(endpoint, {"state"}),
                 text_at(endpoint, {"lastUsed"}), text_at(endpoint, {"reason"})});
    }
    if (table.empty()) {
      surroundings.out << "no endpoints; make one: amfs endpoint create CONNECTOR --name NAME"
                       << options.client.as_flags() << '\n';
      return;
    }
    table.print(surroundings.out);
    if (!text_at(answer, {"next_cursor"}).empty()) {
      surroundings.out << "there are more; all of them: GET /api/v1/admin/endpoints?cursor=…\n";
    }
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<int> rotate(const EndpointOptions& options, const Surroundings& surroundings) {
  if (!options.secret_stdin && !options.secret_file) {
    return Error{kUsage,
                 "no secret; pass --secret-file FILE or --secret-stdin; see: amfs endpoint "
                 "rotate --help"};
  }
  auto body = body_of(options, surroundings.in);
  if (!body) return body.error();
  ApiCall call =
      post(api_target("/admin/endpoints/" + http::percent_encode(options.id) + "/rotate"),
           std::move(*body));
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    const bool two = text_at(answer, {"hasPreviousSecret"}) == "true";
    surroundings.out << escape_controls(text_at(answer, {"id"})) << " has the new secret"
                     << (two ? "; the one before it stays valid until the next rotation, or until "
                               "--drop-previous"
                             : "")
                     << '\n';
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<int> revoke(const EndpointOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.method = "DELETE";
  call.request.target = api_target("/admin/endpoints/" + http::percent_encode(options.id));
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    surroundings.out << "revoked " << escape_controls(text_at(answer, {"revoked"}))
                     << "; its events stay and finish\n";
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

using Run = Result<int> (*)(const EndpointOptions&, const Surroundings&);

CLI::App& add_command(CLI::App& group, CommandContext& context, const char* name, const char* what,
                      const std::shared_ptr<EndpointOptions>& options, Run run) {
  CLI::App& command = *group.add_subcommand(name, what);
  add_client_options(command, options->client);
  command.callback([options, run, &context] {
    context.action = [options, run, &context] { return run(*options, context.surroundings); };
  });
  return command;
}

void add_secret_options(CLI::App& command, EndpointOptions& options) {
  auto* file = command.add_option("--secret-file", options.secret_file, "File with the secret")
                   ->type_name("FILE");
  command.add_flag("--secret-stdin", options.secret_stdin, "Read the secret from standard input")
      ->excludes(file);
}

}  // namespace

void add_endpoint_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("endpoint", "Addresses that systems deliver to");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs endpoint create github --name prod --secret-file github.secret\n"
      "  amfs endpoint list");
  auto options = std::make_shared<EndpointOptions>();

  CLI::App& make =
      add_command(group, context, "create",
                  "Make an address to paste at the provider; it is shown once", options, create);
  make.add_option("connector", options->connector, "Connector")->required();
  make.add_option("--name", options->name, "What to call it; else: default");
  make.add_option("--tenant", options->tenant, "Whose it is; a new name makes a tenant");
  make.add_option("--entity-prefix", options->entity_prefix,
                  "Where its memories go, instead of the connector's path")
      ->type_name("PATH");
  add_secret_options(make, *options);
  make.footer(
      "Examples:\n"
      "  amfs endpoint create github --name prod --secret-file github.secret\n"
      "  openssl rand -hex 32 | tee new.secret | amfs endpoint create github --tenant acme "
      "--secret-stdin");

  CLI::App& show =
      add_command(group, context, "list", "Endpoints, without tokens and secrets", options, list);
  show.add_option("--connector", options->connector, "Only of this connector");
  show.footer("Examples:\n  amfs endpoint list --connector github");

  CLI::App& turn = add_command(group, context, "rotate",
                               "Give an endpoint a new secret; the old one stays valid beside it",
                               options, rotate);
  turn.add_option("id", options->id, "Endpoint id")->required()->type_name("ID");
  turn.add_flag("--drop-previous", options->drops_previous, "End the old secret now");
  add_secret_options(turn, *options);
  turn.footer(
      "Examples:\n"
      "  amfs endpoint rotate ep_0123456789abcdef0123 --secret-file new.secret");

  CLI::App& end = add_command(group, context, "revoke",
                              "End an endpoint, from the next delivery on", options, revoke);
  end.add_option("id", options->id, "Endpoint id")->required()->type_name("ID");
  end.footer("Examples:\n  amfs endpoint revoke ep_0123456789abcdef0123");
}

}  // namespace host::cli
