// amfs event replay: one event by its id, or many by a filter.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/nearest_text.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/http/uri.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

struct ReplayOptions {
  ClientOptions client;
  std::string id;
  std::vector<std::string> filters;  // name=value
  std::string since;
  std::string until;
  std::string limit;
  bool all = false;
  bool dry_run = false;
};

const std::vector<std::string> kFilterNames{"connector", "event_type", "state", "q"};

Error usage(const std::string& message) {
  return {kUsage, message + "; see: amfs event replay --help"};
}

Result<int> replay_one(const ReplayOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.method = "POST";
  call.request.target = api_target("/events/" + http::percent_encode(options.id) + "/replay");
  call.request.headers = {{"Content-Type", kJsonType}};
  call.next = "amfs event list" + options.client.as_flags();
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    const std::string id = text_at(answer, {"event_id"});
    surroundings.out << escape_controls(fmt::format("{} {}", text_at(answer, {"status"}), id))
                     << "\nnext: amfs event show " << escape_controls(shell_word(id))
                     << options.client.as_flags() << '\n';
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<std::string> bulk_body(const ReplayOptions& options) {
  json::JsonWriter writer;
  writer.begin_object();
  for (const std::string& filter : options.filters) {
    const std::size_t equals = filter.find('=');
    const std::string name = filter.substr(0, equals);
    if (std::find(kFilterNames.begin(), kFilterNames.end(), name) == kFilterNames.end()) {
      return usage(fmt::format("no filter \"{}\"{}", name, nearest_text(name, kFilterNames)));
    }
    if (equals == std::string::npos || equals + 1 == filter.size()) {
      return usage(fmt::format("--filter {} needs a value: --filter {}=…", name, name));
    }
    writer.put(name, filter.substr(equals + 1));
  }
  if (!options.since.empty()) writer.put("since", options.since);
  if (!options.until.empty()) writer.put("until", options.until);
  if (options.all) writer.put("all", true);
  if (options.dry_run) writer.put("dry_run", true);
  if (!options.limit.empty()) writer.put_raw("limit", options.limit);
  return writer.end_object().text();
}

void print_bulk(std::ostream& out, const rapidjson::Value& answer, const ReplayOptions& options) {
  const std::string count = escape_controls(text_at(answer, {"count"}));
  const bool more = text_at(answer, {"complete"}) == "false";
  if (options.dry_run) {
    out << count << " events would run again" << (more ? " (the limit; there are more)" : "")
        << "\nnext: the same without --dry-run\n";
    return;
  }
  out << "queued " << count << " events" << (more ? "; there are more than the limit" : "")
      << "\nnext: amfs stats" << options.client.as_flags() << '\n';
}

Result<int> replay_many(const ReplayOptions& options, const Surroundings& surroundings) {
  auto body = bulk_body(options);
  if (!body) return body.error();
  ApiCall call;
  call.request.method = "POST";
  call.request.target = api_target("/events/replay");
  call.request.headers = {{"Content-Type", kJsonType}};
  call.request.body = std::move(*body);
  call.next = "amfs event replay --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_bulk(surroundings.out, answer, options);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<int> replay(const ReplayOptions& options, const Surroundings& surroundings) {
  const bool filtered =
      !options.filters.empty() || !options.since.empty() || !options.until.empty();
  if (!options.id.empty()) {
    const bool more = filtered || options.all || options.dry_run || !options.limit.empty();
    if (more) return usage("an id goes with no filter");
    return replay_one(options, surroundings);
  }
  if (filtered == options.all) {
    return usage(filtered ? "--all goes with no filter"
                          : "name an event, or say which: --filter state=dead, or --all");
  }
  return replay_many(options, surroundings);
}

}  // namespace

void add_replay_command(CLI::App& event_group, CommandContext& context) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App& command =
      *event_group.add_subcommand("replay", "Run events through their connector again");
  command.add_option("id", options->id, "Event id")->type_name("ID");
  command
      .add_option("--filter", options->filters,
                  "Only events with this connector, event_type (also with a trailing *), state "
                  "(retrying, done, dead) or text q; repeatable")
      ->type_name("NAME=VALUE")
      ->take_all();
  command.add_option("--since", options->since, "Received at or after; RFC 3339")
      ->type_name("TIME");
  command.add_option("--until", options->until, "Received at or before; RFC 3339")
      ->type_name("TIME");
  command.add_flag("--all", options->all, "Every event there is");
  command.add_flag("--dry-run", options->dry_run, "Only count them");
  command.add_option("--limit", options->limit, "At most this many, the newest")
      ->check(CLI::Range(1, 100000));
  add_client_options(command, options->client);
  command.footer(
      "Examples:\n"
      "  amfs event replay evt_01kx3v5c9m2n4p6r8t0w2y4z6a\n"
      "  amfs event replay --filter connector=github --filter state=dead --dry-run\n"
      "  amfs event replay --filter connector=jira --since 2026-01-31T00:00:00Z");
  command.callback([options, &context] {
    context.action = [options, &context] { return replay(*options, context.surroundings); };
  });
}

}  // namespace host::cli
