#include "host/json/writer.hpp"
#include "host/validator/report.hpp"

namespace host::validator {

std::string to_json(const Report& report, const std::vector<CheckResult>& checks) {
  json::JsonWriter out;
  out.begin_object().put("connector", report.connector).put("folder", report.folder);
  out.put("passed", report.passed()).put("seed", report.seed);
  out.key("summary").begin_object();
  for (std::size_t i = 0; i < kStatusCount; ++i) {
    const auto status = static_cast<Status>(i);
    out.put(to_string(status), report.count(status));
  }
  out.end_object().key("checks").begin_array();
  for (const CheckResult& result : checks) {
    out.begin_object().put("id", result.id).put("group", result.group);
    out.put("sentence", result.sentence).put("status", to_string(result.status));
    out.put("detail", result.detail).put("advice", result.advice).put("output", result.output);
    out.put("elapsed_ms", static_cast<std::int64_t>(result.elapsed.count())).end_object();
  }
  out.end_array().end_object();
  return out.text();
}

}  // namespace host::validator
