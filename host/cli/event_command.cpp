// amfs event list and show; send, trigger and replay have their own files.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/http/uri.hpp"
#include "host/json/member_text.hpp"

namespace host::cli {
namespace {

struct EventOptions {
  ClientOptions client;
  std::string connector;
  std::string type;
  std::string state;
  std::string since;
  std::string until;
  std::string text;
  std::string limit;
  std::string cursor;
  std::string id;
};

std::string list_command(const EventOptions& options) {
  return "amfs event list" + options.client.as_flags();
}

void print_events(std::ostream& out, const rapidjson::Value& answer) {
  Table table({"ID", "CONNECTOR", "TYPE", "STATE", "OUTCOME", "RECEIVED", "ATTEMPTS", "DUPLICATES",
               "ERROR"});
  for (const rapidjson::Value& event : items_at(answer, {"events"})) {
    table.add(
        {text_at(event, {"id"}), text_at(event, {"connector"}), text_at(event, {"event_type"}),
         text_at(event, {"state"}), text_at(event, {"outcome"}), text_at(event, {"received_at"}),
         text_at(event, {"attempts"}), text_at(event, {"duplicates"}), text_at(event, {"error"})});
  }
  if (table.empty()) {
    out << "no events; send one: amfs event trigger\n";
    return;
  }
  table.print(out);
  const std::string cursor = text_at(answer, {"next_cursor"});
  if (!cursor.empty()) {
    out << "there is more; repeat with --cursor " << escape_controls(shell_word(cursor)) << '\n';
  }
}

Result<int> list(const EventOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/events", {{"connector", options.connector},
                                               {"event_type", options.type},
                                               {"state", options.state},
                                               {"since", options.since},
                                               {"until", options.until},
                                               {"q", options.text},
                                               {"limit", options.limit},
                                               {"cursor", options.cursor}});
  call.next = "amfs event list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_events(surroundings.out, answer);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

std::string joined_flags(const rapidjson::Value& event) {
  std::string text;
  for (const rapidjson::Value& flag : items_at(event, {"flags"})) {
    if (flag.IsString()) text += (text.empty() ? "" : ", ") + std::string(flag.GetString());
  }
  return text;
}

void print_results(std::ostream& out, const rapidjson::Value& event) {
  Table table({"OPERATION", "ENTITY PATH", "KEY", "VERSION"});
  for (const rapidjson::Value& result : items_at(event, {"results"})) {
    table.add({text_at(result, {"operation"}), text_at(result, {"entity_path"}),
               text_at(result, {"key"}), text_at(result, {"version"})});
  }
  if (table.empty()) return;
  out << "results:\n";
  table.print(out);
}

// [[name, value], …]
void print_headers(std::ostream& out, const rapidjson::Value& event) {
  Facts facts;
  for (const rapidjson::Value& header : items_at(event, {"headers"})) {
    const bool is_pair =
        header.IsArray() && header.Size() == 2 && header[0].IsString() && header[1].IsString();
    if (is_pair) facts.emplace_back(header[0].GetString(), header[1].GetString());
  }
  if (facts.empty()) return;
  out << "headers:\n";
  print_facts(out, facts);
}

void print_event(std::ostream& out, const rapidjson::Value& event, const std::string& body) {
  print_facts(out, {{"id", text_at(event, {"id"})},
                    {"connector", text_at(event, {"connector"})},
                    {"type", text_at(event, {"event_type"})},
                    {"delivery id", text_at(event, {"delivery_id"})},
                    {"state", text_at(event, {"state"})},
                    {"outcome", text_at(event, {"outcome"})},
                    {"flags", joined_flags(event)},
                    {"received at", text_at(event, {"received_at"})},
                    {"occurred at", text_at(event, {"occurred_at"})},
                    {"settled at", text_at(event, {"settled_at"})},
                    {"next attempt at", text_at(event, {"next_attempt_at"})},
                    {"attempts", text_at(event, {"attempts"})},
                    {"duplicates", text_at(event, {"duplicates"})},
                    {"error", text_at(event, {"error"})}});
  print_results(out, event);
  print_headers(out, event);
  const auto payload = json::member_text(body, "payload");
  if (payload) out << "payload:\n" << escape_controls_in_block(pretty_json(*payload)) << '\n';
}

Result<int> show(const EventOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/events/" + http::percent_encode(options.id));
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply& reply) {
    print_event(surroundings.out, answer, reply.body);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

using Run = Result<int> (*)(const EventOptions&, const Surroundings&);

CLI::App& add_command(CLI::App& group, CommandContext& context, const char* name, const char* what,
                      const std::shared_ptr<EventOptions>& options, Run run) {
  CLI::App& command = *group.add_subcommand(name, what);
  command.callback([options, run, &context] {
    context.action = [options, run, &context] { return run(*options, context.surroundings); };
  });
  return command;
}

void add_list_options(CLI::App& command, EventOptions& options) {
  command.add_option("--connector", options.connector, "Only of this connector");
  command.add_option("--type", options.type, "Only of this event type");
  command.add_option("--state", options.state, "Only in this state")
      ->check(CLI::IsMember({"received", "processing", "retrying", "done", "dead"}));
  command.add_option("--since", options.since, "Received at or after; RFC 3339")->type_name("TIME");
  command.add_option("--until", options.until, "Received before; RFC 3339")->type_name("TIME");
  command.add_option("--q", options.text, "Only with this text")->type_name("TEXT");
  command.add_option("--limit", options.limit, "At most this many")->check(CLI::Range(1, 1000));
  command.add_option("--cursor", options.cursor, "Go on where the last page ended");
}

}  // namespace

void add_event_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("event", "Events: send, look at, replay");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs event trigger github pull_request.closed\n"
      "  amfs event list --state dead\n"
      "  amfs event replay --filter state=dead --dry-run");
  add_send_command(group, context);
  add_trigger_command(group, context);
  add_replay_command(group, context);
  auto options = std::make_shared<EventOptions>();

  CLI::App& list_events =
      add_command(group, context, "list", "Events, newest first", options, list);
  add_list_options(list_events, *options);
  add_client_options(list_events, options->client);
  list_events.footer(
      "Examples:\n"
      "  amfs event list --connector github --limit 10\n"
      "  amfs event list --state dead --since 2026-01-31T00:00:00Z");

  CLI::App& show_event = add_command(group, context, "show",
                                     "One event with payload, headers and results", options, show);
  show_event.add_option("id", options->id, "Event id")->required()->type_name("ID");
  add_client_options(show_event, options->client);
  show_event.footer(
      "Examples:\n"
      "  amfs event show evt_01kx3v5c9m2n4p6r8t0w2y4z6a");
}

}  // namespace host::cli
