#include "tests/bench/search_probe.hpp"

#include <poll.h>

#include <string>

#include "tests/bench/corpus.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/monotonic.hpp"
#include "tests/bench/request_factory.hpp"

namespace bench {
namespace {

constexpr int kProbeEveryMs = 100;
constexpr int kSearchEveryMs = 1;
constexpr std::int64_t kNotFoundNs = 10 * kNsPerSecond;

// Letters only, so that every tokenizer takes it as one word.
std::string unique_word(std::uint64_t id) {
  std::string word = "zqprobe";
  do {
    word += static_cast<char>('a' + id % 26);
    id /= 26;
  } while (id != 0);
  return word;
}

std::string issue_with_title(const std::string& word, std::uint64_t id) {
  // 2^31 keeps the number within what GitHub itself may send.
  const std::string number = std::to_string(id % 2147483647 + 1);
  return R"({"action":"opened","issue":{"number":)" + number + R"(,"title":"Cannot reach )" + word +
         R"( from the gateway","state":"open","user":{"login":"probe"},"labels":[{"name":"bug"}],)" +
         R"("created_at":"2024-05-01T10:00:00Z","updated_at":"2024-05-01T10:00:00Z",)" +
         R"("html_url":"https://github.example/acme/probe/issues/)" + number +
         R"("},"repository":{"full_name":"acme/probe","name":"probe","owner":{"login":"acme"}},)" +
         R"("sender":{"login":"probe"}})";
}

HttpClient::Answer deliver(HttpClient& client, std::string_view path, std::string_view secret,
                           const std::string& body, std::uint64_t id) {
  Corpus corpus;
  corpus.bodies.push_back({"issues", body});
  RequestFactory factory(corpus, client.target().authority, path, secret, id);
  Outgoing request;
  factory.fill(request);
  return client.send(request.head + std::string(request.body) +
                     std::string(request.tail.data(), request.tail.size()));
}

bool is_found(HttpClient& client, const std::string& word) {
  const HttpClient::Answer answer = client.get("/api/v1/search?query=" + word + "&limit=1");
  if (answer.status != 200) {
    throw std::runtime_error("GET /api/v1/search answered " + std::to_string(answer.status));
  }
  return answer.body.find(word) != std::string::npos;
}

}  // namespace

ProbeReport run_search_probe(const Target& target, std::string_view path, std::string_view secret,
                             std::uint64_t first_id, const std::atomic<bool>& stop) {
  HttpClient client(target);
  ProbeReport report;
  for (std::uint64_t id = first_id; !stop; ++id) {
    const std::string word = unique_word(id);
    const int status = deliver(client, path, secret, issue_with_title(word, id), id).status;
    if (status / 100 != 2) {
      ++report.refused;
    } else {
      const std::int64_t acknowledged = now_ns();
      bool found = false;
      while (!(found = is_found(client, word)) && now_ns() - acknowledged < kNotFoundNs) {
        poll(nullptr, 0, kSearchEveryMs);
      }
      if (found) {
        report.delay.record(now_ns() - acknowledged);
      } else {
        ++report.not_found;
      }
    }
    poll(nullptr, 0, kProbeEveryMs);
  }
  return report;
}

}  // namespace bench
