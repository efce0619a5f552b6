// Own GitHub-like deliveries: the outer shape (action, subject, repository, sender), the many URL
// fields and the free text that decide what scanning, compressing and indexing cost.
#include <array>
#include <cstdint>
#include <string_view>

#include "tests/bench/corpus.hpp"

namespace bench {
namespace {

// Two bodies of each repository: one that is understood, and so repeats what is stored from its
// second time on, and one that is kept as a raw entry every time. A hundredth of what is written is
// therefore of one repository.
constexpr std::size_t kBodies = 200;
constexpr std::size_t kSmallestBody = 6'000;
constexpr std::size_t kBodySpread = 8'000;  // so about 10 KB on average

constexpr std::array<std::string_view, 24> kWords = {
    "retry",   "gateway", "fails",  "when",   "checkout", "latency", "after",  "deploy",
    "payment", "timeout", "config", "rename", "service",  "cache",   "misses", "because",
    "index",   "the",     "of",     "and",    "upgrade",  "branch",  "review", "please"};
constexpr std::array<std::string_view, 12> kUrlKinds = {
    "forks",  "keys", "hooks",    "events", "assignees",  "branches",
    "issues", "tags", "releases", "labels", "milestones", "deployments"};

// A fixed generator (xorshift64): std::distributions differ between C++ libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ % limit;
  }

 private:
  std::uint64_t state_;
};

std::string words(Dice& dice, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) {
    if (!text.empty()) text += ' ';
    text += kWords[dice.below(kWords.size())];
    if (dice.below(9) == 0) text += std::to_string(dice.below(100'000));
  }
  return text;
}

std::string user(Dice& dice) {
  const std::string id = std::to_string(dice.below(10'000'000));
  const std::string url = "https://api.example.com/users/dev" + id;
  return R"({"login":"dev)" + id + R"(","id":)" + id +
         R"(,"type":"User","site_admin":false,"url":")" + url + R"(","followers_url":")" + url +
         R"(/followers","repos_url":")" + url + R"(/repos"})";
}

std::string repository(Dice& dice, std::size_t number) {
  const std::string name = "service-" + std::to_string(number);
  const std::string url = "https://api.example.com/repos/acme/" + name;
  std::string json = R"({"id":)" + std::to_string(dice.below(100'000'000)) + R"(,"name":")" + name +
                     R"(","full_name":"acme/)" + name +
                     R"(","private":false,"default_branch":"main","owner":)" + user(dice);
  for (const std::string_view kind : kUrlKinds) {
    json +=
        R"(,")" + std::string(kind) + R"(_url":")" + url + "/" + std::string(kind) + R"({/id}")";
  }
  return json + "}";
}

std::string subject(Dice& dice, std::size_t number, std::size_t text_bytes) {
  return R"({"number":)" + std::to_string(number) + R"(,"state":"open","title":")" +
         words(dice, 40) + R"(","user":)" + user(dice) + R"(,"labels":[{"name":"bug"}],"body":")" +
         words(dice, text_bytes) + R"(","created_at":"2024-05-01T10:00:00Z",)" +
         R"("updated_at":"2024-05-01T10:00:00Z","additions":12,"deletions":3,"changed_files":2})";
}

}  // namespace

Corpus make_synthetic_corpus() {
  struct Kind {
    std::string_view event, field, action;
  };
  static constexpr std::array<Kind, 4> kKinds = {{{"pull_request", "pull_request", "opened"},
                                                  {"issue_comment", "comment", "created"},
                                                  {"issues", "issue", "opened"},
                                                  {"release", "release", "published"}}};
  Corpus corpus;
  corpus.is_synthetic = true;
  for (std::size_t i = 0; i < kBodies; ++i) {
    Dice dice(i + 1);
    const Kind& kind = kKinds[i % kKinds.size()];
    const std::size_t wanted = kSmallestBody + kBodySpread * i / (kBodies - 1);
    const std::string frame =
        R"(,"repository":)" + repository(dice, i / 2) + R"(,"sender":)" + user(dice);
    const std::size_t text = wanted > frame.size() + 500 ? wanted - frame.size() - 500 : 100;
    corpus.bodies.push_back({std::string(kind.event), R"({"action":")" + std::string(kind.action) +
                                                          R"(",")" + std::string(kind.field) +
                                                          R"(":)" + subject(dice, i + 1, text) +
                                                          frame + "}"});
  }
  return corpus;
}

}  // namespace bench
