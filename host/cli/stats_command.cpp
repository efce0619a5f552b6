// amfs stats.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"

namespace host::cli {
namespace {

constexpr std::size_t kMaxCountRows = 20;

// The largest counts of an object {name: count}.
void print_counts(std::ostream& out, const char* title, const rapidjson::Value* counts) {
  if (counts == nullptr || !counts->IsObject() || counts->ObjectEmpty()) return;
  std::vector<std::pair<double, std::string>> rows;
  for (const auto& item : counts->GetObject()) {
    if (!item.value.IsNumber()) continue;
    rows.emplace_back(item.value.GetDouble(),
                      std::string(item.name.GetString(), item.name.GetStringLength()));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  Table table({title, "ENTRIES"});
  for (std::size_t i = 0; i < rows.size() && i < kMaxCountRows; ++i) {
    table.add({rows[i].second, text_at(*counts, {rows[i].second.c_str()})});
  }
  out << '\n';
  table.print(out);
  if (rows.size() > kMaxCountRows) {
    out << "and " << rows.size() - kMaxCountRows << " more; all of them: amfs stats --json\n";
  }
}

// Two digits are enough for people.
std::string rounded(const rapidjson::Value& stats, const char* name) {
  const rapidjson::Value* value = member(stats, {name});
  return value != nullptr && value->IsNumber() ? fmt::format("{:.2f}", value->GetDouble()) : "";
}

void print_stats(std::ostream& out, const rapidjson::Value& stats) {
  print_facts(out, {{"events received", text_at(stats, {"events", "received"})},
                    {"events done", text_at(stats, {"events", "done"})},
                    {"events retrying", text_at(stats, {"events", "retrying"})},
                    {"events dead", text_at(stats, {"events", "dead"})},
                    {"duplicates", text_at(stats, {"events", "duplicates"})},
                    {"entries", text_at(stats, {"total_entries"})},
                    {"entities", text_at(stats, {"total_entities"})},
                    {"agents", text_at(stats, {"total_agents"})},
                    {"confidence average", rounded(stats, "confidence_avg")},
                    {"oldest entry", text_at(stats, {"oldest_entry_at"})},
                    {"newest entry", text_at(stats, {"newest_entry_at"})}});
  print_counts(out, "AGENT", member(stats, {"agents"}));
  print_counts(out, "ENTITY", member(stats, {"entities"}));
}

Result<int> show_stats(const ClientOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/stats");
  call.next = "amfs stats --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_stats(surroundings.out, answer);
  };
  return run_api_call(options, surroundings, std::move(call));
}

}  // namespace

void add_stats_command(CLI::App& root, CommandContext& context) {
  auto options = std::make_shared<ClientOptions>();
  CLI::App& command = *root.add_subcommand("stats", "Counts of events and memory");
  add_client_options(command, *options);
  command.footer(
      "Examples:\n"
      "  amfs stats\n"
      "  amfs stats --json");
  command.callback([options, &context] {
    context.action = [options, &context] { return show_stats(*options, context.surroundings); };
  });
}

}  // namespace host::cli
