// EventStream: GET /stream as a client has it, event by event.
#pragma once

#include <optional>
#include <string>

#include "tests/support/json.hpp"
#include "tests/unit/http/raw_client.hpp"

namespace integration {

struct StreamedEvent {
  std::string name;
  std::string id;
  std::string data;

  rapidjson::Document json() const { return test::parse_json(data); }
  std::string key() const { return test::text_member(json(), "key"); }
};

class EventStream {
 public:
  // `query` with its `?`. Returns when the stream has begun or was refused.
  explicit EventStream(std::uint16_t port, const std::string& query = {},
                       const std::string& resume = {}, const std::string& more_headers = {})
      : client_(port) {
    client_.send("GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" +
                 (resume.empty() ? "" : "Last-Event-ID: " + resume + "\r\n") + more_headers +
                 "\r\n");
    auto answer = client_.read_response();
    if (!answer) throw std::runtime_error("no answer to GET /stream");
    head = std::move(*answer);
  }

  // The next event with data; nothing when the stream ends or stays silent for ten seconds.
  std::optional<StreamedEvent> next() {
    for (;;) {
      const auto block = client_.read_through("\n\n");
      if (!block) return std::nullopt;
      if (block->find('\r') != std::string::npos) throw std::runtime_error("CR in a stream");
      StreamedEvent event{field(*block, "event: "), field(*block, "id: "), field(*block, "data: ")};
      if (!event.id.empty()) last_id = event.id;
      if (!event.name.empty()) return event;
    }
  }
  // The next `write`; throws when there is none.
  StreamedEvent write() {
    auto event = next();
    if (!event || event->name != "write") throw std::runtime_error("no write on the stream");
    return *event;
  }
  bool ends() { return client_.is_closed_by_server(); }

  http_test::RawResponse head;
  std::string last_id;

 private:
  static std::string field(const std::string& block, const std::string& name) {
    const std::size_t at = ("\n" + block).find("\n" + name);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size();
    return block.substr(begin, block.find('\n', begin) - begin);
  }

  http_test::RawClient client_;
};

}  // namespace integration
