// amfs status: one screen that says whether the host is well.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"

namespace host::cli {
namespace {

constexpr char kNext[] = "amfs status --help";

// One question, with what the host answered.
struct Part {
  const char* name;  // in --json, and its path below the API's base
  HttpReply reply;
  rapidjson::Document answer;

  bool is_refused() const { return reply.status < 200 || reply.status >= 300; }
};
using Parts = std::array<Part, 4>;

constexpr std::size_t kReady = 0, kHealth = 1, kConnectors = 2, kStats = 3;

Result<void> ask(const ServerUrl& server, const ApiKey& key, Part& part) {
  HttpRequest request;
  request.target = api_target(std::string("/") + part.name);
  if (!key.key.empty()) request.headers.emplace_back("X-AMFS-API-Key", key.key.reveal());
  auto reply = exchange(server, request);
  if (!reply) return reply.error();
  part.reply = std::move(*reply);
  auto answer = parse_json(part.reply.body);
  if (!answer) return refused(part.reply, server, key, kNext);  // does not look like amfs
  part.answer = std::move(*answer);
  return {};
}

std::int64_t number_at(const rapidjson::Value& value, std::initializer_list<const char*> path) {
  const rapidjson::Value* found = member(value, path);
  return found != nullptr && found->IsInt64() ? found->GetInt64() : 0;
}

// Received and neither done nor dead: retries too.
std::string waiting(const rapidjson::Value& stats) {
  if (member(stats, {"events", "received"}) == nullptr) return {};
  return std::to_string(number_at(stats, {"events", "received"}) -
                        number_at(stats, {"events", "done"}) -
                        number_at(stats, {"events", "dead"}));
}

void print_connectors(std::ostream& out, const rapidjson::Value& answer) {
  Table table({"CONNECTOR", "VERSION", "STATE", "REASON"});
  for (const rapidjson::Value& item : items_at(answer, {"connectors"})) {
    table.add({text_at(item, {"name"}), text_at(item, {"version"}), text_at(item, {"state"}),
               text_at(item, {"reason"})});
  }
  if (table.empty()) return;
  out << '\n';
  table.print(out);
}

void print_screen(std::ostream& out, const Parts& parts, const ServerUrl& server) {
  const bool is_ready = !parts[kReady].is_refused();
  const rapidjson::Value& stats = parts[kStats].answer;
  print_facts(out, {{"host", server.text},
                    {"version", text_at(parts[kHealth].answer, {"version"})},
                    {"ready", is_ready ? "yes" : "no"},
                    {"storage", is_ready ? "writable" : text_at(parts[kReady].answer, {"detail"})},
                    {"events received", text_at(stats, {"events", "received"})},
                    {"events waiting", waiting(stats)},
                    {"events retrying", text_at(stats, {"events", "retrying"})},
                    {"events done", text_at(stats, {"events", "done"})},
                    {"events dead", text_at(stats, {"events", "dead"})},
                    {"duplicates", text_at(stats, {"events", "duplicates"})},
                    {"entries", text_at(stats, {"total_entries"})}});
  print_connectors(out, parts[kConnectors].answer);
}

// The bodies as they came, each under its name.
void print_json(std::ostream& out, const Parts& parts) {
  char separator = '{';
  for (const Part& part : parts) {
    out << separator << '"' << part.name << "\":" << part.reply.body;
    separator = ',';
  }
  out << "}\n";
}

Result<int> show_status(const ClientOptions& options, const Surroundings& surroundings) {
  const auto server = options.server(surroundings.env);
  if (!server) return server.error();
  const auto key = find_api_key(options, *server, surroundings.env);
  if (!key) return key.error();
  Parts parts{{{"ready", {}, {}}, {"health", {}, {}}, {"connectors", {}, {}}, {"stats", {}, {}}}};
  for (Part& part : parts) {
    if (auto asked = ask(*server, *key, part); !asked) return asked.error();
  }
  options.json ? print_json(surroundings.out, parts)
               : print_screen(surroundings.out, parts, *server);
  for (const Part& part : parts) {
    if (part.is_refused()) return refused(part.reply, *server, *key, kNext);
  }
  return kExitOk;
}

}  // namespace

void add_status_command(CLI::App& root, CommandContext& context) {
  auto options = std::make_shared<ClientOptions>();
  CLI::App& command = *root.add_subcommand("status", "Whether the host is well, on one screen");
  add_client_options(command, *options);
  command.footer(
      "Ends with 1 when the host does not answer or is not ready. Figures are those of the key's\n"
      "tenant; for all tenants and over time see the metrics (docs/operators/metrics.md).\n\n"
      "Examples:\n"
      "  amfs status\n"
      "  amfs status --json --url https://amfs.example");
  command.callback([options, &context] {
    context.action = [options, &context] { return show_status(*options, context.surroundings); };
  });
}

}  // namespace host::cli
