// amfs search.
#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"

namespace host::cli {
namespace {

struct SearchOptions {
  ClientOptions client;
  std::vector<std::string> words;
  std::string path;
  std::string min_confidence;
  std::string type;
  std::string limit;
  std::string sort;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// The part of the entry that was hit instead of its value.
void print_found(std::ostream& out, rapidjson::Value::ConstArray entries) {
  Table table({"ENTITY PATH", "KEY", "WRITTEN", "CONFIDENCE", "TYPE", "TEXT"});
  for (const rapidjson::Value& entry : entries) {
    table.add({text_at(entry, {"entity_path"}), text_at(entry, {"key"}),
               text_at(entry, {"provenance", "written_at"}), text_at(entry, {"confidence"}),
               text_at(entry, {"memory_type"}), text_at(entry, {"snippet"})});
  }
  table.print(out);
}

Result<int> search(const SearchOptions& options, const Surroundings& surroundings) {
  ApiCall call;
  call.request.target = api_target("/search", {{"query", joined(options.words)},
                                               {"entity_path", options.path},
                                               {"min_confidence", options.min_confidence},
                                               {"memory_type", options.type},
                                               {"limit", options.limit},
                                               {"sort_by", options.sort},
                                               {"snippet", "1"}});
  call.next = "amfs search --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply& reply) {
    std::ostream& out = surroundings.out;
    if (!answer.IsArray() || answer.Empty()) {
      out << "nothing found; see what there is: amfs entry list" << options.client.as_flags()
          << '\n';
      return;
    }
    print_found(out, answer.GetArray());
    if (reply.header("X-AMFS-Truncated") == "true") {
      out << "only the newest matches were ranked; narrow the search: amfs search --help\n";
    }
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

}  // namespace

void add_search_command(CLI::App& root, CommandContext& context) {
  auto options = std::make_shared<SearchOptions>();
  CLI::App& command = *root.add_subcommand("search", "Find memories by their text");
  command
      .add_option("query", options->words,
                  "Words, \"phrases\" and prefix* to look for; all must be there")
      ->required()
      ->type_name("QUERY");
  command.add_option("--path", options->path, "Only at or below this entity path");
  command.add_option("--min-confidence", options->min_confidence, "0 to 1")
      ->check(CLI::Range(0.0, 1.0));
  command.add_option("--type", options->type, "Memory type")
      ->check(CLI::IsMember({"fact", "belief", "experience"}));
  command.add_option("--limit", options->limit, "At most this many")->check(CLI::Range(1, 1000));
  command.add_option("--sort", options->sort, "Order; relevance unless said")
      ->check(CLI::IsMember({"relevance", "confidence", "recency", "version", "priority"}));
  add_client_options(command, options->client);
  command.footer(
      "Examples:\n"
      "  amfs search card payments\n"
      "  amfs search PROJ-123\n"
      "  amfs search 'check*' '\"out of memory\"'\n"
      "  amfs search deploy --path repos/acme/shop --sort recency --limit 5");
  command.callback([options, &context] {
    context.action = [options, &context] { return search(*options, context.surroundings); };
  });
}

}  // namespace host::cli
