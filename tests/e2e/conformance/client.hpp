// Client: AMFS's HTTP adapter as these tests need it: a fresh host, called without a key from the
// same machine, as AMFS clients are used.
#pragma once

#include <set>
#include <string>

#include "tests/integration/test_host.hpp"

namespace conformance {

using integration::Answer;

struct Client : integration::TestHost {
  Client() { start(); }

  Answer get(const std::string& target) { return expect_ok(sender().get(target)); }
  Answer post(const std::string& target, const std::string& body) {
    return expect_ok(sender().post(target, body));
  }
  // POST /entries with path "p" and more members.
  Answer write(const std::string& key, const std::string& value, const std::string& more = {}) {
    return post("/entries", R"({"entity_path":"p","key":")" + key + R"(","value":)" + value +
                                (more.empty() ? "" : "," + more) + "}");
  }
  Answer read(const std::string& key) { return get("/entries/p/" + key); }

 private:
  static Answer expect_ok(Answer answer) {
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);  // AMFS answers every success with 200
    CHECK(answer.http.header("Content-Type").rfind("application/json", 0) == 0);
    return answer;
  }
};

inline std::set<std::string> names_of(const rapidjson::Value& object) {
  std::set<std::string> names;
  for (const auto& member : object.GetObject()) names.insert(member.name.GetString());
  return names;
}

// `object` has at least these members.
inline void check_members(const rapidjson::Value& object, const std::set<std::string>& expected) {
  const std::set<std::string> names = names_of(object);
  for (const std::string& name : expected) {
    INFO(name);
    CHECK(names.count(name) == 1);
  }
}

// "2026-11-23T09:00:00Z", with or without a fraction.
inline bool is_utc_time(const rapidjson::Value& value) {
  if (!value.IsString()) return false;
  const std::string text = value.GetString();
  return text.size() >= 20 && text[10] == 'T' && text.back() == 'Z';
}

}  // namespace conformance
