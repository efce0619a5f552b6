// A real HTTP server that answers every request with what the test says, and keeps what it was
// asked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/base/text.hpp"
#include "host/http/server.hpp"

namespace cli_test {

struct Asked {
  std::string method;
  std::string target;
  std::multimap<std::string, std::string> headers;  // names as sent
  std::string body;

  std::string header(const std::string& name) const {
    for (const auto& [key, value] : headers) {
      if (host::equals_ignore_case(key, name)) return value;
    }
    return {};
  }
};

class FakeHost {
 public:
  explicit FakeHost(host::http::Response answer = host::http::json(200, "{}"))
      : answer_(std::move(answer)) {
    for (const char* method : {"GET", "POST", "DELETE"}) {
      router_.add(method, "/{path*}",
                  host::http::sync_handler([this](host::http::Request& r) { return on(r); }));
    }
    host::http::ServerOptions options;
    options.port = 0;
    options.io_threads = 1;
    server_ = std::make_unique<host::http::Server>(options, router_, budget_, clock_);
    if (const auto started = server_->start(); !started) {
      throw std::runtime_error(started.error().message);
    }
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  Asked last() const {
    const std::lock_guard lock(mutex_);
    if (asked_.empty()) throw std::runtime_error("the host was not asked");
    return asked_.back();
  }

 private:
  host::http::Response on(host::http::Request& request) {
    Asked asked{std::string(request.method), std::string(request.target), {}, request.body};
    for (const auto& field : request.headers) asked.headers.emplace(field.name, field.value);
    const std::lock_guard lock(mutex_);
    asked_.push_back(std::move(asked));
    return answer_;
  }

  const host::http::Response answer_;
  mutable std::mutex mutex_;
  std::vector<Asked> asked_;
  host::SystemClock clock_;
  host::http::ByteBudget budget_{std::uint64_t{64} << 20};
  host::http::Router router_;
  std::unique_ptr<host::http::Server> server_;
};

}  // namespace cli_test
