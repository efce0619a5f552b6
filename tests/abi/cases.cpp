#include "tests/abi/cases.hpp"

#include "amfs/abi/connector.h"
#include "tests/abi/json_texts.h"

namespace abi {

std::vector<CreateCase> create_cases() {
  return {
      {"create: good", R"({"channels":["a","b"],"n":1.0})"},
      {"create: no config", "{}"},
      {"create: config refused", R"({"fail":"config"})", true},
      {"create: constructor throws", R"({"fail":"std"})", true},
      {"create: constructor throws an int", R"({"fail":"int"})", true},
      {"create: constructor is out of memory", R"({"fail":"alloc"})", true},
      {"create: config is not JSON", R"({"fail":)"},
  };
}

std::vector<EventCase> event_cases() {
  const std::string nul_body = std::string("{\"id\":\"a\\u0000b\"}\0", 18);
  constexpr std::uint32_t kAllFlags = AMFS_EVENT_REPLAY | AMFS_EVENT_TEST | AMFS_EVENT_FORM |
                                      AMFS_EVENT_ID_SIGNED | AMFS_EVENT_ID_REUSED;
  const auto thrown = [](const std::string& what) {
    EventCase out;
    out.name = "transform: throws " + what;
    out.event_type = "throw." + what;
    out.throws = true;
    return out;
  };
  EventCase count_again{"count after a throw", "count"};
  count_again.throws = true;
  EventCase cancelled{"deadline passed", "cancel"};
  cancelled.past_deadline = true;
  return {
      {"event fields", "event"},
      {"event fields: all flags, times, bytes", "event", nul_body, kAllFlags,
       1'789'000'000'000'000},
      {"json read", "json", JSON_PAYLOAD},
      {"json broken", "json", "no"},
      {"value built", "value"},
      {"memory read", "memory"},
      {"memory read too often", "memory.limit"},
      {"config and environment", "config"},
      {"clock", "clock"},
      {"log", "log"},
      {"state is kept", "count"},
      {"state is kept still", "count"},
      {"every field of a write", "full"},
      {"contexts", "context"},
      {"many results", "many"},
      {"too many results", "too_many"},
      {"big value", "big"},
      {"value over the limit", "huge"},
      {"refused pattern ref", "bad_ref"},
      {"nothing", "nothing to do"},
      {"skip", "skip"},
      {"unmatched", "unmatched"},
      {"retry", "retry"},
      {"required field missing", "need"},
      {"bad path segment", "path"},
      cancelled,
      {"deadline far", "cancel"},
      thrown("std"),
      thrown("int"),
      thrown("string"),
      thrown("alloc"),
      thrown("retry"),
      thrown("unmatched"),
      thrown("config"),
      count_again,
      {"still alive", "event"},
  };
}

std::vector<SignatureCase> signature_cases() {
  return {
      {"signature: good", "", kCurrentSecret, ""},
      {"signature: rotated secret", "", kPreviousSecret, ""},
      {"signature: over the body only", "sha1", kCurrentSecret, ""},
      {"signature: unknown secret", "", "another secret", ""},
      {"signature: changed body", "", kCurrentSecret, "changed"},
      {"signature: other url", "", kCurrentSecret, "", "/other"},
      {"signature: check throws", "throw", kCurrentSecret, "", "/hook?x=1", true},
      {"signature: after a throw", "", kCurrentSecret, ""},
  };
}

}  // namespace abi
