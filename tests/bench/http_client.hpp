// One blocking request at a time over one kept connection, for the few requests that ask instead of
// load: statistics and searches.
#pragma once

#include <string>
#include <string_view>

#include "tests/bench/response_reader.hpp"
#include "tests/bench/target.hpp"
#include "tests/support/unique_fd.hpp"

namespace bench {

class HttpClient {
 public:
  explicit HttpClient(Target target) : target_(std::move(target)) {}

  struct Answer {
    int status;
    std::string body;
  };

  // Sends complete request bytes. Throws std::runtime_error when the host does not answer.
  Answer send(std::string_view request);
  Answer get(std::string_view path);

  const Target& target() const { return target_; }

 private:
  bool exchange(std::string_view request);

  Target target_;
  test::UniqueFd socket_;
  ResponseReader response_;
};

}  // namespace bench
