// amfs stream: what is written, as it is written, until Ctrl-C.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <limits>
#include <memory>
#include <ostream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/entry_table.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/sse_parser.hpp"
#include "host/cli/stream_client.hpp"
#include "host/cli/terminal_text.hpp"

namespace host::cli {
namespace {

constexpr std::chrono::milliseconds kReconnectAfter{2000};  // where the host names no time
constexpr std::size_t kHeadlineMax = 100;                   // characters

struct StreamOptions {
  ClientOptions client;
  std::string entity;
  std::string connector;
  std::string type;
  std::string since_id;
};

class Follower {
 public:
  Follower(const StreamOptions& options, const Surroundings& surroundings, ServerUrl server,
           ApiKey key)
      : options_(options),
        out_(surroundings.out),
        err_(surroundings.err),
        server_(std::move(server)),
        key_(std::move(key)) {
    parser_.set_last_id(options.since_id);
  }

  Result<int> run() {
    bool has_begun = false;
    for (;;) {
      const StreamEnd end =
          client_.read(server_, request(), [&](std::string_view bytes) { return take(bytes); });
      if (end.how == StreamEnd::How::stopped) break;
      if (const auto error = final_error(end, has_begun)) return *error;
      has_begun = true;
      err_ << "amfs: the stream was cut; connecting again\n" << std::flush;
      parser_.restart();
      if (!client_.pause(parser_.reconnect_after().value_or(kReconnectAfter))) break;
    }
    if (too_large_) {
      return Error{"bad_answer",
                   fmt::format("{} sent an event of more than 4 MiB; check --url", server_.text)};
    }
    return kExitOk;
  }

 private:
  HttpRequest request() const {
    HttpRequest request;
    request.target = api_target("/stream", {{"entity_path", options_.entity},
                                            {"connector", options_.connector},
                                            {"memory_type", options_.type}});
    request.headers.emplace_back("Accept", "text/event-stream");
    if (!key_.key.empty()) request.headers.emplace_back("X-AMFS-API-Key", key_.key.reveal());
    if (!parser_.last_id().empty())
      request.headers.emplace_back("Last-Event-ID", parser_.last_id());
    return request;
  }

  // Why trying again makes no sense; nothing: it does. A host that restarts refuses for a while.
  std::optional<Error> final_error(const StreamEnd& end, bool has_begun) const {
    constexpr unsigned kFirstServerError = 500;
    if (end.how == StreamEnd::How::unreachable && !has_begun) return end.error;
    if (end.how == StreamEnd::How::lost && end.reply.status == 0 && !has_begun) {
      return Error{"bad_answer", fmt::format("{} did not answer in HTTP; check --url, then: amfs "
                                             "connector list",
                                             server_.text)};
    }
    if (end.how != StreamEnd::How::refused) return std::nullopt;
    if (has_begun && end.reply.status >= kFirstServerError) return std::nullopt;
    return refused(end.reply, server_, key_, "amfs stream --help");
  }

  bool take(std::string_view bytes) {
    too_large_ = !parser_.feed(bytes, [this](const SseEvent& event) { show(event); });
    out_.flush();
    return !too_large_ && out_.good();
  }

  void show(const SseEvent& event) {
    if (event.name == "lagged") {
      err_ << "amfs: this reader is slow; what follows was written a while ago\n" << std::flush;
    } else if (event.name == "write" && options_.client.json) {
      out_ << event.data << '\n';
    } else if (event.name == "write") {
      print(event.data);
    }
  }

  void print(const std::string& data) {
    const auto entry = parse_json(data);
    if (!entry) return;
    const auto field = [&](std::initializer_list<const char*> path) {
      return escape_controls(text_at(*entry, path));
    };
    out_ << field({"provenance", "written_at"}) << "  " << field({"entity_path"}) << "  "
         << field({"key"}) << "  v" << field({"version"}) << "  " << field({"memory_type"}) << "  "
         << field({"provenance", "agent_id"}) << "  "
         << escape_controls(shorten(headline(*entry), kHeadlineMax)) << '\n';
  }

  const StreamOptions& options_;
  std::ostream& out_;
  std::ostream& err_;
  const ServerUrl server_;
  const ApiKey key_;
  StreamClient client_;
  SseParser parser_;
  bool too_large_ = false;
};

Result<int> follow(const StreamOptions& options, const Surroundings& surroundings) {
  auto server = options.client.server(surroundings.env);
  if (!server) return server.error();
  auto key = find_api_key(options.client, *server, surroundings.env);
  if (!key) return key.error();
  Follower follower(options, surroundings, std::move(*server), std::move(*key));
  return follower.run();
}

}  // namespace

void add_stream_command(CLI::App& root, CommandContext& context) {
  auto options = std::make_shared<StreamOptions>();
  CLI::App& command =
      *root.add_subcommand("stream", "Follow what is written, until Ctrl-C; goes on after a cut");
  command.add_option("--entity", options->entity, "Only at or below this entity path")
      ->type_name("PATH");
  command.add_option("--connector", options->connector, "Only what this connector writes");
  command.add_option("--type", options->type, "Memory type")
      ->check(CLI::IsMember({"fact", "belief", "experience"}));
  command.add_option("--since-id", options->since_id, "First everything after this stream id")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  add_client_options(command, options->client);
  command.footer(
      "Examples:\n"
      "  amfs stream\n"
      "  amfs stream --entity repos/acme/shop --connector github\n"
      "  amfs stream --since-id 0 --json");
  command.callback([options, &context] {
    context.action = [options, &context] { return follow(*options, context.surroundings); };
  });
}

}  // namespace host::cli
