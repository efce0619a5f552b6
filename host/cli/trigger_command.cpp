// amfs event trigger: signs a connector's sample event and delivers it like its sender would.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/connector_folder.hpp"
#include "host/cli/delivery.hpp"
#include "host/cli/delivery_secret.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/sample_events.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/config/secrets.hpp"

namespace host::cli {
namespace {

struct TriggerOptions {
  ClientOptions client;
  std::string connector;
  std::string sample;
  std::vector<std::string> assignments;
  std::optional<std::string> id;
  std::optional<std::string> plugins_dir;
};

struct Places {
  std::filesystem::path data_dir;
  std::vector<std::filesystem::path> connectors;  // the operator's before the built-in ones
};

// By the rules of `amfs serve`, so that both find the same folders.
Result<Places> find_places(const TriggerOptions& options, const Surroundings& surroundings) {
  config::SettingsFlags flags;
  if (options.client.data_dir) flags.data_dir = *options.client.data_dir;
  if (options.plugins_dir) flags.plugins_dir = *options.plugins_dir;
  const auto settings = config::load_settings(flags, surroundings.env);
  if (!settings) return settings.error();
  return Places{settings->data_dir, {settings->plugins_dir, surroundings.built_in_connectors}};
}

// Without a sample: what there is to trigger.
int print_samples(const std::vector<ConnectorFolder>& connectors, const TriggerOptions& options,
                  std::ostream& out) {
  Table table({"CONNECTOR", "SAMPLE"});
  for (const ConnectorFolder& connector : connectors) {
    if (!options.connector.empty() && connector.manifest.name != options.connector) continue;
    for (std::string& name : list_samples(connector.folder)) {
      table.add({connector.manifest.name, std::move(name)});
    }
  }
  if (table.empty()) {
    out << "no samples; put samples/<name>.json into the connector's folder\n";
  } else {
    table.print(out);
    out << "next: amfs event trigger CONNECTOR SAMPLE" << options.client.as_flags() << '\n';
  }
  return kExitOk;
}

Result<Delivery> prepare(const TriggerOptions& options, const Surroundings& surroundings,
                         const ConnectorFolder& connector, const Places& places) {
  auto sample = load_sample(connector.folder, options.sample);
  if (!sample) return sample.error();
  for (const std::string& assignment : options.assignments) {
    if (auto done = set_value(sample->body, assignment); !done) return done.error();
  }
  const auto secrets = find_signing_secrets(connector.manifest, places.data_dir, surroundings.env);
  if (!secrets) return secrets.error();
  return make_delivery(connector.manifest, std::move(*sample), *secrets, options.id,
                       surroundings.clock.now_ns());
}

void print_answer(std::ostream& out, const TriggerOptions& options, const rapidjson::Value& answer,
                  const HttpReply& reply) {
  const std::string id = text_at(answer, {"event_id"});
  const std::string flags = options.client.as_flags();
  if (id.empty()) {  // Slack: an empty body means accepted
    out << "accepted (" << reply.status << ")\nnext: amfs event list --limit 1 --connector "
        << options.connector << flags << '\n';
    return;
  }
  out << escape_controls(fmt::format("{} {} {}", text_at(answer, {"status"}), id,
                                     text_at(answer, {"event_type"})))
      << "\nnext: amfs event show " << escape_controls(shell_word(id)) << flags << '\n';
}

Result<int> trigger(const TriggerOptions& options, const Surroundings& surroundings) {
  const auto places = find_places(options, surroundings);
  if (!places) return places.error();
  if (options.connector.empty()) {
    return print_samples(find_connectors(places->connectors), options, surroundings.out);
  }
  const auto connector = find_connector(options.connector, places->connectors);
  if (!connector) return connector.error();
  if (options.sample.empty()) {
    return print_samples(find_connectors(places->connectors), options, surroundings.out);
  }
  auto delivery = prepare(options, surroundings, *connector, *places);
  if (!delivery) return delivery.error();
  ApiCall call;
  call.request = {"POST", api_target("/webhooks/" + options.connector),
                  std::move(delivery->headers), std::move(delivery->body)};
  call.next = fmt::format("amfs connector list{} (the host must hold the same {} as this command)",
                          options.client.as_flags(), config::secret_name(options.connector));
  call.print = [&](const rapidjson::Value& answer, const HttpReply& reply) {
    print_answer(surroundings.out, options, answer, reply);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

}  // namespace

void add_trigger_command(CLI::App& event_group, CommandContext& context) {
  auto options = std::make_shared<TriggerOptions>();
  CLI::App& command =
      *event_group.add_subcommand("trigger", "Sign and deliver a connector's sample event");
  command.add_option("connector", options->connector, "Connector; none lists all samples")
      ->type_name("CONNECTOR");
  command.add_option("sample", options->sample, "Sample; none lists the connector's")
      ->type_name("SAMPLE");
  command.add_option("--set", options->assignments, "Change the body; may be repeated")
      ->type_name("/POINTER=VALUE")
      ->allow_extra_args(false);  // one value each, never the positionals behind it
  command.add_option("--id", options->id, "Delivery id; else a fresh one")->type_name("ID");
  command.add_option("--plugins", options->plugins_dir, "Connectors; else as amfs serve")
      ->type_name("DIR");
  add_client_options(command, options->client);
  command.footer(
      "The secret comes from AMFS_CONNECTOR_{NAME}_SECRET, else from dev.env in the data directory "
      "(amfs serve --dev).\n\n"
      "Examples:\n"
      "  amfs event trigger\n"
      "  amfs event trigger github pull_request.closed\n"
      "  amfs event trigger github issues.opened --set /issue/number=7 --set '/issue/title=No "
      "tax'");
  command.callback([options, &context] {
    context.action = [options, &context] { return trigger(*options, context.surroundings); };
  });
}

}  // namespace host::cli
