// Builds Requests for handler tests that need no socket, and catches what the handler answers.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/http/request.hpp"
#include "host/http/responder.hpp"

namespace http_test {

// A GET or POST as if it had been received from 127.0.0.1. Route parameters are not filled in:
// use Router::find().
inline host::http::Request make_request(
    std::string_view method, std::string_view target,
    const std::vector<std::pair<std::string, std::string>>& headers = {}, std::string body = {}) {
  std::string text = std::string(method) + std::string(target);
  for (const auto& [name, value] : headers) text += name + value;

  host::http::Request request;
  request.raw_head.reset(new char[text.size() + 1]);
  std::memcpy(request.raw_head.get(), text.data(), text.size());
  const char* at = request.raw_head.get();
  const auto take = [&](std::size_t size) {
    return std::string_view(std::exchange(at, at + size), size);
  };
  request.method = take(method.size());
  request.target = take(target.size());
  const auto question = std::min(request.target.find('?'), request.target.size());
  request.path = request.target.substr(0, question);
  request.query = request.target.substr(std::min(question + 1, request.target.size()));
  for (const auto& [name, value] : headers) {
    const std::string_view name_view = take(name.size());
    request.headers.add(name_view, take(value.size()));
  }
  if (!body.empty()) request.content_length = body.size();
  request.body = std::move(body);
  request.peer_address = "127.0.0.1";
  request.is_loopback_peer = true;
  request.id.fill('t');
  return request;
}

// Gives out one Responder and waits for its answer.
class CapturedResponse {
 public:
  host::http::Responder responder() { return host::http::Responder(sink_); }

  // nullopt: nothing was answered within ten seconds.
  std::optional<host::http::Response> wait() {
    std::unique_lock lock(sink_->mutex);
    sink_->answered.wait_for(lock, std::chrono::seconds(10), [&] { return !!sink_->response; });
    return std::exchange(sink_->response, std::nullopt);
  }
  // What a streamed response has written so far.
  std::string streamed() const {
    const std::lock_guard lock(sink_->mutex);
    return sink_->stream_bytes;
  }

 private:
  struct Sink final : host::http::ResponseSink,
                      host::http::StreamChannel,
                      std::enable_shared_from_this<Sink> {
    void complete(host::http::Response answer) override {
      const std::lock_guard lock(mutex);
      response = std::move(answer);
      answered.notify_all();
    }
    std::shared_ptr<host::http::StreamChannel> begin_stream(host::http::Response head) override {
      complete(std::move(head));
      return shared_from_this();
    }
    bool write(std::string bytes) override {
      const std::lock_guard lock(mutex);
      if (!open) return false;
      stream_bytes += bytes;
      return true;
    }
    void finish() override {
      const std::lock_guard lock(mutex);
      open = false;
    }
    bool is_open() const override {
      const std::lock_guard lock(mutex);
      return open;
    }
    std::size_t backlog() const override { return 0; }

    mutable std::mutex mutex;
    std::condition_variable answered;
    std::optional<host::http::Response> response;
    std::string stream_bytes;
    bool open = true;
  };

  std::shared_ptr<Sink> sink_ = std::make_shared<Sink>();
};

}  // namespace http_test
