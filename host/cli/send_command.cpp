// amfs event send: memories without a connector, one (POST /events) or a file of them.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/input.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/send_batch.hpp"
#include "host/cli/terminal_text.hpp"
#include "host/json/pointer_scan.hpp"
#include "host/json/writer.hpp"

namespace host::cli {
namespace {

constexpr char kStandardInput[] = "-";

struct SendOptions {
  ClientOptions client;
  std::string source;
  std::string path;
  std::string key;
  std::optional<std::string> value;
  std::optional<std::string> value_file;
  std::string type;
  std::string idempotency_key;
  std::optional<double> confidence;
  std::string memory_type;
  std::string batch;
};

Result<std::string> read_value(const SendOptions& options, std::istream& in) {
  if (options.value == kStandardInput || options.value_file == kStandardInput) {
    return read_input_stream(in, "standard input");
  }
  if (options.value) return *options.value;
  if (options.value_file) return read_input_file(*options.value_file);
  return Error{kUsage,
               "no value; pass --value JSON, --value-file FILE, or --value - for standard "
               "input; see: amfs event send --help"};
}

Result<std::string> request_body(const SendOptions& options, std::istream& in) {
  const auto value = read_value(options, in);
  if (!value) return value.error();
  if (const auto error = json::scan(*value, json::PointerSet()).error) {
    return Error{kUsage, fmt::format("the value is {}; a text needs quotes: --value '\"text\"'; "
                                     "see: amfs event send --help",
                                     error->message)};
  }
  if (options.confidence && !(*options.confidence >= 0 && *options.confidence <= 1)) {
    return Error{kUsage, "--confidence must be from 0 to 1; see: amfs event send --help"};
  }
  json::JsonWriter writer;
  writer.begin_object().put("source", options.source).put("entity_path", options.path);
  writer.put("key", options.key).put_raw("value", *value);
  if (!options.type.empty()) writer.put("event_type", options.type);
  if (!options.idempotency_key.empty()) writer.put("idempotency_key", options.idempotency_key);
  if (options.confidence) writer.put("confidence", *options.confidence);
  if (!options.memory_type.empty()) writer.put("memory_type", options.memory_type);
  return writer.end_object().text();
}

// The parser cannot ask for these: with --batch they stand in the file.
std::optional<Error> missing_option(const SendOptions& options) {
  const std::pair<const char*, const std::string*> needed[] = {
      {"--source", &options.source}, {"--path", &options.path}, {"--key", &options.key}};
  for (const auto& [name, value] : needed) {
    if (!value->empty()) continue;
    return Error{kUsage, fmt::format("{} is required; see: amfs event send --help", name)};
  }
  return std::nullopt;
}

Result<int> send(const SendOptions& options, const Surroundings& surroundings) {
  if (!options.batch.empty()) return send_batch(options.batch, options.client, surroundings);
  if (const auto missing = missing_option(options)) return *missing;
  auto body = request_body(options, surroundings.in);
  if (!body) return body.error();
  ApiCall call;
  call.request.method = "POST";
  call.request.target = api_target("/events");
  call.request.headers = {{"Content-Type", kJsonType}};
  call.request.body = std::move(*body);
  call.next = "amfs event send --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    const std::string path = text_at(answer, {"entity_path"});
    const std::string key = text_at(answer, {"key"});
    surroundings.out << escape_controls(fmt::format("written {} {} version {} ({})", path, key,
                                                    text_at(answer, {"version"}),
                                                    text_at(answer, {"event_id"})))
                     << "\nnext: amfs entry get "
                     << escape_controls(shell_word(path) + ' ' + shell_word(key))
                     << options.client.as_flags() << '\n';
  };
  return run_api_call(options.client, surroundings, std::move(call));
}

}  // namespace

void add_send_command(CLI::App& event_group, CommandContext& context) {
  auto options = std::make_shared<SendOptions>();
  CLI::App& command = *event_group.add_subcommand("send", "Write memories without a connector");
  command.add_option("--source", options->source, "Who says so, like deploy-script");
  command.add_option("--path", options->path, "Entity path");
  command.add_option("--key", options->key, "Key");
  auto* value = command.add_option("--value", options->value, "JSON, or - for standard input")
                    ->type_name("JSON");
  command.add_option("--value-file", options->value_file, "File with the JSON")
      ->type_name("FILE")
      ->excludes(value);
  command.add_option("--type", options->type, "Event type");
  command.add_option("--idempotency-key", options->idempotency_key,
                     "Repeats under the same key write once");
  command.add_option("--confidence", options->confidence, "0 to 1; else 1");
  command.add_option("--memory-type", options->memory_type, "Kind of memory; else experience")
      ->check(CLI::IsMember({"fact", "belief", "experience"}));
  auto* batch = command
                    .add_option("--batch", options->batch,
                                "File with one event per line as JSON, or -; at most 1000")
                    ->type_name("FILE");
  for (CLI::Option* option : command.get_options()) {
    if (option != batch && option != command.get_help_ptr()) batch->excludes(option);
  }
  add_client_options(command, options->client);
  command.footer(
      "Examples:\n"
      "  amfs event send --source ops --path repos/acme/shop --key note-1 --value '{\"ok\":true}'\n"
      "  date -u +'\"%FT%TZ\"' | amfs event send --source cron --path ops/backup --key last "
      "--value -\n"
      "  amfs event send --batch notes.ndjson");
  command.callback([options, &context] {
    context.action = [options, &context] { return send(*options, context.surroundings); };
  });
}

}  // namespace host::cli
