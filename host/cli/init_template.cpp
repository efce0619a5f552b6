#include "host/cli/init_template.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "host/json/writer.hpp"

namespace host::cli {
namespace {

constexpr std::string_view kDescription = "Events of My Service as agent memory";

// A JSON string is a YAML string too.
std::string quoted(const std::string& text) { return json::JsonWriter().value(text).text(); }

}  // namespace

std::string default_description(const ConnectorNames& names) {
  return "Events of " + names.title + " as agent memory";
}

std::string fill_in(std::string_view text, const ConnectorNames& names,
                    const std::string& description) {
  // Where two begin alike, the longer one comes first.
  const std::array<std::pair<std::string, std::string>, 9> words{{
      {quoted(std::string(kDescription)), quoted(description)},
      {std::string(kDescription), description},
      {"MyServiceConnector", names.class_name},
      {"my-service", names.name},
      {"my_service", names.snake},
      {"MY_SERVICE", names.upper},
      {"MyService", names.camel},
      {"My-Service", names.header},
      {"My Service", names.title},
  }};
  std::string filled;
  while (!text.empty()) {
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&](const auto& item) { return text.starts_with(item.first); });
    if (word == words.end()) {
      filled += text.front();
      text.remove_prefix(1);
    } else {
      filled += word->second;
      text.remove_prefix(word->first.size());
    }
  }
  return filled;
}

}  // namespace host::cli
