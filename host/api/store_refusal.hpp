// The answer when the store did not take a write.
#pragma once

#include "host/base/error.hpp"
#include "host/http/response.hpp"

namespace host::api {

// 503 with Retry-After: nothing was written, the same request may be sent again.
inline http::Response store_refusal(const Error& error) {
  constexpr std::int64_t kRetrySeconds = 2;
  return http::problem(503, error.code, error.message).retry_after(kRetrySeconds);
}

}  // namespace host::api
