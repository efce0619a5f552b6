#include "tests/bench/memory_requests.hpp"

#include <stdexcept>

namespace bench {
namespace {

constexpr std::uint64_t kStride = 7919;  // prime: spreads the turns over the entries

// Words that about 1 %, or fewer, of the entries hold: up to 10 000 of a million.
std::string rare_word(std::uint64_t i) { return word_of(400 + i * 13 % 5000); }
std::string common_word(std::uint64_t i) { return word_of(i % 40); }

std::string search(const std::string& parameters) { return "/api/v1/search?" + parameters; }

// Everything that costs a search the most, in turns.
std::string hard_search(std::uint64_t i) {
  const std::string one = common_word(i);
  const std::string two = common_word(i * 7 + 3);
  const std::string big = std::string("&entity_path=") + kBigRepository;
  switch (i % 10) {
    case 0:
      return search("query=" + one);
    case 1:
      return search("query=" + one + "+" + two);
    case 2:
      return search("query=%22" + one + "+" + two + "+" + one + "%22");
    case 3:
      return search("query=" + one.substr(0, 2) + "*");
    case 4:
      return search("query=" + one.substr(0, 1) + "*+" + rare_word(i));
    case 5:
      return search("query=" + one + big + "&sort_by=confidence");
    case 6:
      return search("query=" + rare_word(i) + "+" + one + big);
    case 7:
      return search("sort_by=confidence&min_confidence=0.999");
    case 8:
      return search("query=" + one + "&limit=1000&snippet=1");
    default:
      return search("query=%22" + one + "+" + rare_word(i) + "%22&agent_id=webhook/source-15");
  }
}

}  // namespace

std::vector<MemoryQuestion> memory_questions(const MemoryCorpus& corpus, int page) {
  const std::string list = "/api/v1/entries?limit=" + std::to_string(page);
  const auto place = [corpus](std::uint64_t i) {
    return corpus.place(i * kStride % corpus.entries());
  };
  return {
      {"point read", 10, "\"value\":",
       [place](std::uint64_t i) {
         const MemoryPlace at = place(i);
         return "/api/v1/entries/" + at.entity_path + "/" + at.key;
       }},
      {"list page, all entries", 20, "\"total\":",
       [list](std::uint64_t i) { return list + "&offset=" + std::to_string(i % 20 * 100); }},
      {"list page, one entity", 20, "\"total\":",
       [list, place](std::uint64_t i) { return list + "&entity_path=" + place(i).entity_path; }},
      {"list page, newest first, meta", 20, "\"total\":",
       [list](std::uint64_t) {
         return list + "&sort=written_at&fields=meta&entity_path=" + kBigRepository;
       }},
      {"search, up to 10 000 matches", 25, "[",
       [](std::uint64_t i) { return search("query=" + rare_word(i)); }},
      {"search, two words, snippets", 25, "[",
       [](std::uint64_t i) {
         return search("query=" + rare_word(i) + "+" + common_word(i) + "&limit=20&snippet=1");
       }},
      {"search by reference", 25, "[",
       [corpus](std::uint64_t i) {
         return search("pattern_ref=pr:" + std::to_string(i * kStride % corpus.entries()));
       }},
      {"search, any query", 60, "[", hard_search, false},
      {"briefing of an entity", 20, "\"digests\":",
       [place](std::uint64_t i) { return "/api/v1/briefing?entity_path=" + place(i).entity_path; }},
      {"statistics", 20, "\"total_entries\":", [](std::uint64_t) { return "/api/v1/stats"; }},
  };
}

void ask(HttpClient& client, const MemoryQuestion& question, std::uint64_t i) {
  const std::string path = question.path(i);
  const HttpClient::Answer answer = client.get(path);
  if (answer.status != 200 || answer.body.find(question.finds) == std::string::npos) {
    throw std::runtime_error("GET " + path + " answered " + std::to_string(answer.status) + " " +
                             answer.body.substr(0, 200));
  }
}

}  // namespace bench
