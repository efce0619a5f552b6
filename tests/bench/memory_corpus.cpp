#include "tests/bench/memory_corpus.hpp"

#include <cmath>

#include "host/store/search_text.hpp"

namespace bench {
namespace {

constexpr std::uint64_t kWords = 30'000;
constexpr int kTitleWords = 8;
constexpr int kTextWords = 36;
constexpr std::uint64_t kAgents = 20;

// SplitMix64: the generator whose state is one number.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t end) { return next() % end; }
  // Zipf's law with exponent 1: the chance of a rank falls as 1/rank.
  std::uint64_t rank() {
    const double uniform = static_cast<double>(next() >> 11) * 0x1.0p-53;
    return static_cast<std::uint64_t>(std::pow(static_cast<double>(kWords), uniform)) - 1;
  }

 private:
  std::uint64_t state_;
};

std::string sentence(Random& random, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) text += (i == 0 ? "" : " ") + word_of(random.rank());
  return text;
}

std::string value_of(Random& random, std::uint64_t number) {
  const char* states[] = {"open", "closed", "merged"};
  std::string sha;
  for (int i = 0; i < 40; ++i) sha += "0123456789abcdef"[random.below(16)];
  return R"({"type":"pull_request","number":)" + std::to_string(number) + R"(,"title":")" +
         sentence(random, kTitleWords) + R"(","status":")" + states[random.below(3)] +
         R"(","author":"user)" + std::to_string(random.below(5000)) + R"(","head":")" + sha +
         R"(","url":"https://github.example/pull/)" + std::to_string(number) + R"(","text":")" +
         sentence(random, kTextWords) + "\"}";
}

}  // namespace

std::string word_of(std::uint64_t rank) {
  const char* syllables[] = {"ba", "de", "fi", "go", "lu", "ma", "ne", "pi",
                             "ro", "su", "ta", "ve", "wi", "xo", "zu", "ka"};
  std::string word = syllables[rank % 16];
  for (std::uint64_t rest = rank / 16 + 1; rest != 0; rest /= 16) word += syllables[rest % 16];
  return word;
}

std::string agent_of(std::uint64_t batch) {
  const std::uint64_t agent = batch % kAgents;
  return agent < kAgents / 2 ? "webhook/github" : "webhook/source-" + std::to_string(agent);
}

MemoryPlace MemoryCorpus::place(std::uint64_t number) const {
  MemoryPlace place;
  place.key = "pr-" + std::to_string(number);
  Random random(number ^ 0xABCDEF);
  const std::uint64_t entity = random.below(entities_);
  place.entity_path = random.below(8) == 0 ? kBigRepository
                                           : "repos/org" + std::to_string(entity % 97) + "/repo" +
                                                 std::to_string(entity);
  return place;
}

host::store::MemoryWrite MemoryCorpus::write(std::uint64_t number, host::UnixNs now) const {
  Random random(number);
  host::store::MemoryWrite write;
  MemoryPlace where = place(number);
  write.entity_path = std::move(where.entity_path);
  write.key = std::move(where.key);
  write.value_json = value_of(random, number);
  write.confidence = 0.3 + 0.7 * static_cast<double>(random.below(1000)) / 1000;
  write.memory_type = static_cast<host::store::MemoryType>(random.below(3));
  if (random.below(10) == 0) write.pattern_refs = {"pr:" + std::to_string(number)};
  write.occurred_at = now;
  write.search_text = host::store::search_text(write.value_json);
  return write;
}

}  // namespace bench
