#include "host/dispatch/retry_policy.hpp"

#include <algorithm>

namespace host::dispatch {
namespace {

std::int64_t unjittered_max(const config::RetrySpec& retry) {
  return std::max(retry.max_delay_ns, retry.delay_ns);
}

}  // namespace

std::optional<std::int64_t> retry_delay(const config::RetrySpec& retry, std::int32_t attempts,
                                        std::int64_t asked_ns, std::uint32_t jitter) {
  if (attempts >= retry.attempts) return std::nullopt;
  std::int64_t delay = retry.delay_ns;
  for (std::int32_t i = 1; i < attempts && delay < retry.max_delay_ns; ++i) delay *= 2;
  delay = std::min(std::max(delay, asked_ns), unjittered_max(retry));
  return delay + delay / 10 / 1000 * static_cast<std::int64_t>(jitter % 1000);
}

std::int64_t longest_delay(const config::RetrySpec& retry) {
  return unjittered_max(retry) + unjittered_max(retry) / 10;
}

}  // namespace host::dispatch
