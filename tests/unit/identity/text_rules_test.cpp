// What outside text may look like inside.
#include "host/identity/text_rules.hpp"
#include "host/base/text.hpp"

#include "host/identity/identity_plan.hpp"
#include "tests/support/catch.hpp"

using namespace host::identity;  // NOLINT(google-build-using-namespace)

TEST_CASE("header names compare without case, values come back as sent", "[identity][text]") {
  const HeaderValues headers{{"X-Id", "One"}, {"x-id", "two"}};
  CHECK(find_header(headers, "X-ID") == "One");
  CHECK_FALSE(find_header(headers, "X-I"));
  CHECK(host::equals_ignore_case("Content-Type", "content-tYPE"));
  CHECK_FALSE(host::equals_ignore_case("X_Id", "X-Id"));
  CHECK_FALSE(host::equals_ignore_case(
      "[", "{"));  // the bit between upper and lower case is for letters only
}

TEST_CASE("event types are cut at a character", "[identity][text]") {
  std::string type(kEventTypeMax - 1, 'a');
  type += "\xC3\xA9";  // é: its second byte would be the first beyond the limit
  CHECK(tidy_event_type(type) == std::string(kEventTypeMax - 1, 'a'));
  CHECK(tidy_event_type("") == "generic");
  CHECK(tidy_event_type("\xFF\xFE") == "generic");
  CHECK(tidy_event_type("a\tb") == "a_b");
}

TEST_CASE("a stored path has only proper segments", "[identity][text]") {
  CHECK_FALSE(path_fault("repos/acme/My Shop/é"));
  CHECK_FALSE(path_fault(std::string(kEntityPathMax, 'x')));
  for (const char* bad : {"", "/", "a/", "/a", "a//b", ".", "a/..", "../a", "a/./b", " a", "a/ b",
                          "a/b ", "a\\b", "a\nb", "a\x7f", "\xFF"}) {
    INFO(bad);
    CHECK(path_fault(bad));
  }
  CHECK(path_fault(std::string_view("a\0b", 3)));
  CHECK(path_fault(std::string(kEntityPathMax + 1, 'x')));
}

TEST_CASE("a connector's key has no slash, an API key may", "[identity][text]") {
  CHECK_FALSE(key_fault("pr-42", false));
  CHECK_FALSE(key_fault("a b é", false));
  CHECK_FALSE(key_fault(std::string(kKeyMax, 'k'), false));
  CHECK(key_fault("", false));
  CHECK(key_fault("a/b", false));
  CHECK_FALSE(key_fault("a/b", true));
  CHECK(key_fault("a\nb", true));
  CHECK(key_fault("\xC0\x80", true));
  CHECK(key_fault(std::string(kKeyMax + 1, 'k'), true));
}

TEST_CASE("a raw entry's key is its type and id", "[identity][text]") {
  CHECK(raw_key("message/bot", "evt_1") == "message_bot-evt_1");
  CHECK_FALSE(
      key_fault(raw_key(std::string(kEventTypeMax, '/'), "evt_01h00000000000000000000000"), false));
}
