#include "host/cli/send_batch.hpp"

#include <fmt/format.h>

#include <ostream>
#include <sstream>

#include "host/cli/api_call.hpp"
#include "host/cli/command.hpp"
#include "host/cli/input.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/table.hpp"
#include "host/json/pointer_scan.hpp"

namespace host::cli {
namespace {

constexpr std::size_t kBatchLinesMax = 1000;  // what the host takes at once

Error usage(const std::string& message) {
  return {kUsage, message + "; see: amfs event send --help"};
}

Result<std::string> batch_body(const std::string& text) {
  std::istringstream lines(text);
  std::string body;
  std::string line;
  std::size_t events = 0;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (const auto error = json::scan(line, json::PointerSet()).error) {
      return usage(fmt::format("line {} is {}", number, error->message));
    }
    if (++events > kBatchLinesMax) return usage("more than 1000 lines; split the file");
    body += (body.empty() ? R"({"events":[)" : ",") + line;
  }
  if (events == 0) return usage("no events; write one JSON object per line");
  return body + "]}";
}

void print_results(std::ostream& out, const rapidjson::Value& answer) {
  out << fmt::format("written {}, failed {}\n", text_at(answer, {"accepted"}),
                     text_at(answer, {"failed"}));
  Table failures({"EVENT", "CODE", "DETAIL"});
  std::size_t number = 0;
  for (const rapidjson::Value& result : items_at(answer, {"results"})) {
    ++number;
    if (text_at(result, {"status"}) == "ok") continue;
    failures.add({std::to_string(number), text_at(result, {"code"}), text_at(result, {"detail"})});
  }
  if (!failures.empty()) failures.print(out);
}

}  // namespace

Result<int> send_batch(const std::string& file, const ClientOptions& options,
                       const Surroundings& surroundings) {
  const auto text =
      file == "-" ? read_input_stream(surroundings.in, "standard input") : read_input_file(file);
  if (!text) return text.error();
  auto body = batch_body(*text);
  if (!body) return body.error();
  ApiCall call;
  call.request.method = "POST";
  call.request.target = api_target("/events/batch");
  call.request.headers = {{"Content-Type", kJsonType}};
  call.request.body = std::move(*body);
  call.next = "amfs event send --help";
  call.print = [&](const rapidjson::Value& answer, const HttpReply&) {
    print_results(surroundings.out, answer);
  };
  call.exit_code = [](const rapidjson::Value& answer) {
    return text_at(answer, {"failed"}) == "0" ? kExitOk : kExitFailed;
  };
  return run_api_call(options, surroundings, std::move(call));
}

}  // namespace host::cli
