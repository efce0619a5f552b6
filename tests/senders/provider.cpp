#include "tests/senders/provider.hpp"

#include <array>
#include <ctime>
#include <filesystem>
#include <iostream>

#include "tests/support/host_process.hpp"

namespace senders {

std::vector<Provider> built_providers() {
  std::vector<Provider> built;
  for (Provider& provider : std::vector<Provider>{github(), pagerduty(), slack(), jira()}) {
    if (std::filesystem::exists(test::built_connectors_dir() + "/" + provider.name)) {
      built.push_back(std::move(provider));
    } else {
      std::cout << "SKIPPED: sender " << provider.name << ", its connector was not built\n";
    }
  }
  return built;
}

std::int64_t number_of(const Draft& draft) {
  constexpr std::int64_t kStreams = 1'000;
  constexpr std::int64_t kThingsPerStream = 100'000;
  std::int64_t stream = 0;
  for (const char c : draft.stream) stream = (stream * 31 + c) % kStreams;
  return stream * kThingsPerStream + draft.number;
}

std::string rfc3339_json(std::int64_t unix_seconds) {
  const auto time = static_cast<std::time_t>(unix_seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "\"%Y-%m-%dT%H:%M:%SZ\"", &parts);
  return {text.data(), size};
}

}  // namespace senders
