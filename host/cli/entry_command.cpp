// amfs entry get, list and history.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <limits>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/entry_table.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/config/entity_path.hpp"
#include "host/http/uri.hpp"
#include "host/json/member_text.hpp"

namespace host::cli {
namespace {

struct EntryOptions {
  ClientOptions client;
  std::string path;
  std::string key;
  bool all_versions = false;
  std::string limit;
  std::string offset;
  std::string since;
  std::string until;
  std::string cursor;
};

// Of a `Link: <…?cursor=X>; rel="next"`; "" when there is no next page.
std::string next_cursor(const HttpReply& reply) {
  constexpr std::string_view kName = "cursor=";
  const std::string_view link = reply.header("Link");
  const auto at = link.find(kName);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = link.substr(at + kName.size());
  const auto cursor = http::percent_decode(rest.substr(0, rest.find_first_of("&>")));
  return cursor ? *cursor : std::string{};
}

// As the host stores it: no blanks or slashes around segments, no "..".
Result<std::string> tidy_path(const std::string& path) {
  if (auto clean = config::clean_path(path)) return *clean;
  return Error{kUsage, fmt::format("\"{}\" is no entity path; write it like repos/acme/shop, and "
                                   "see: amfs entry list",
                                   path)};
}

std::string list_command(const EntryOptions& options) {
  return "amfs entry list" + options.client.as_flags();
}

void print_entry(std::ostream& out, const rapidjson::Value& entry, const std::string& body) {
  Facts facts{{"entity path", text_at(entry, {"entity_path"})},
              {"key", text_at(entry, {"key"})},
              {"version", text_at(entry, {"version"})},
              {"summary", text_at(entry, {"summary"})},
              {"type", text_at(entry, {"memory_type"})},
              {"confidence", text_at(entry, {"confidence"})},
              {"written by", text_at(entry, {"provenance", "agent_id"})},
              {"written at", text_at(entry, {"provenance", "written_at"})},
              {"occurred at", text_at(entry, {"occurred_at"})},
              {"event", text_at(entry, {"provenance", "event_id"})}};
  for (const rapidjson::Value& ref : items_at(entry, {"provenance", "pattern_refs"})) {
    if (ref.IsString()) facts.emplace_back("refers to", ref.GetString());
  }
  print_facts(out, facts);
  const auto value = json::member_text(body, "value");
  if (value) out << "value:\n" << escape_controls_in_block(pretty_json(*value)) << '\n';
}

bool is_missing(const rapidjson::Value& answer) {
  return text_at(answer, {"status"}) == "not_found";
}

Result<int> get(const EntryOptions& options, const Surroundings& surroundings) {
  const auto path = tidy_path(options.path);
  if (!path) return path.error();
  ApiCall call;
  // The form with parameters: a key may hold slashes.
  call.request.target = api_target("/entry", {{"entity_path", *path}, {"key", options.key}});
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply& reply) {
    if (is_missing(answer)) {
      surroundings.err << escape_controls(fmt::format("amfs: no entry {} in {}; next: {} {}",
                                                      options.key, *path, list_command(options),
                                                      shell_word(*path)))
                       << '\n';
    } else {
      print_entry(surroundings.out, answer, reply.body);
    }
  };
  call.exit_code = [](const rapidjson::Value& answer) {
    return is_missing(answer) ? kExitFailed : kExitOk;
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

void print_list(std::ostream& out, const rapidjson::Value& answer) {
  const auto entries = items_at(answer, {"entries"});
  if (entries.Empty()) {
    out << "no entries; send one: amfs event send --help\n";
    return;
  }
  print_entries(out, entries);
  const std::string total = text_at(answer, {"total"});
  if (total != std::to_string(entries.Size())) {
    out << entries.Size() << " of " << total << "; the others: --limit, --offset\n";
  }
}

Result<int> list(const EntryOptions& options, const Surroundings& surroundings) {
  std::string path;
  if (!options.path.empty()) {
    auto tidy = tidy_path(options.path);
    if (!tidy) return tidy.error();
    path = std::move(*tidy);
  }
  ApiCall call;
  call.request.target =
      api_target("/entries", {{"entity_path", path},
                              {"include_superseded", options.all_versions ? "true" : ""},
                              {"limit", options.limit},
                              {"offset", options.offset}});
  call.next = "amfs entry list --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_list(surroundings.out, answer);
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

Result<int> history(const EntryOptions& options, const Surroundings& surroundings) {
  const auto path = tidy_path(options.path);
  if (!path) return path.error();
  ApiCall call;
  call.request.target =
      api_target("/history/" + encode_path(*path) + '/' + http::percent_encode(options.key),
                 {{"since", options.since}, {"until", options.until}, {"cursor", options.cursor}});
  call.next = list_command(options);
  call.print = [&](const rapidjson::Value& answer, const HttpReply& reply) {
    const auto versions = items_at(answer, {"versions"});
    if (versions.Empty()) {
      surroundings.out << "no versions; see what there is: " << list_command(options) << '\n';
    } else {
      print_versions(surroundings.out, versions);
    }
    if (const std::string cursor = next_cursor(reply); !cursor.empty()) {
      surroundings.out << "there is more; repeat with --cursor "
                       << escape_controls(shell_word(cursor)) << '\n';
    }
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

using Run = Result<int> (*)(const EntryOptions&, const Surroundings&);

CLI::App& add_command(CLI::App& group, CommandContext& context, const char* name, const char* what,
                      const std::shared_ptr<EntryOptions>& options, Run run) {
  CLI::App& command = *group.add_subcommand(name, what);
  command.callback([options, run, &context] {
    context.action = [options, run, &context] { return run(*options, context.surroundings); };
  });
  return command;
}

void add_path_and_key(CLI::App& command, EntryOptions& options) {
  command.add_option("path", options.path, "Entity path")->required()->type_name("PATH");
  command.add_option("key", options.key, "Key")->required()->type_name("KEY");
}

}  // namespace

void add_entry_commands(CLI::App& root, CommandContext& context) {
  CLI::App& group = *root.add_subcommand("entry", "Memory entries");
  group.require_subcommand(1);
  group.footer(
      "Examples:\n"
      "  amfs entry list repos/acme/shop\n"
      "  amfs entry get repos/acme/shop pr-42");
  auto options = std::make_shared<EntryOptions>();

  CLI::App& get_command =
      add_command(group, context, "get", "The current version of one entry", options, get);
  add_path_and_key(get_command, *options);
  add_client_options(get_command, options->client);
  get_command.footer(
      "Exits with 1 when there is no such entry.\n\n"
      "Examples:\n"
      "  amfs entry get repos/acme/shop pr-42\n"
      "  amfs entry get repos/acme/shop pr-42 --json");

  CLI::App& list_entries =
      add_command(group, context, "list", "Entries at or below an entity path", options, list);
  list_entries.add_option("path", options->path, "Entity path; none = all")->type_name("PATH");
  list_entries.add_flag("--all-versions", options->all_versions, "Superseded versions too");
  list_entries.add_option("--limit", options->limit, "At most this many")
      ->check(CLI::Range(1, 1000));
  list_entries.add_option("--offset", options->offset, "Leave out this many first")
      ->check(CLI::Range(0, std::numeric_limits<int>::max()));
  add_client_options(list_entries, options->client);
  list_entries.footer(
      "Examples:\n"
      "  amfs entry list repos/acme/shop\n"
      "  amfs entry list --all-versions --limit 20");

  CLI::App& history_command =
      add_command(group, context, "history", "The versions of one entry", options, history);
  add_path_and_key(history_command, *options);
  history_command.add_option("--since", options->since, "Written at or after; RFC 3339")
      ->type_name("TIME");
  history_command.add_option("--until", options->until, "Written at or before; RFC 3339")
      ->type_name("TIME");
  history_command.add_option("--cursor", options->cursor, "Go on where the last page ended");
  add_client_options(history_command, options->client);
  history_command.footer(
      "Examples:\n"
      "  amfs entry history repos/acme/shop pr-42\n"
      "  amfs entry history repos/acme/shop pr-42 --since 2026-01-31T00:00:00Z");
}

}  // namespace host::cli
