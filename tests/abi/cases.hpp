// What every torture connector is put through: configurations to start with, events, signatures.
// The names are the headings of expected/outcomes.txt.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace abi {

struct CreateCase {
  std::string name;
  std::string config_json;
  bool throws = false;  // needs exceptions: not asked of a library built without
};
std::vector<CreateCase> create_cases();

struct EventCase {
  std::string name;
  std::string event_type;
  std::string payload = R"({"id":7})";
  std::uint32_t flags = 0;
  std::int64_t occurred_unix_ns = 0;
  bool past_deadline = false;
  bool throws = false;
};
// In this order, on one instance: some depend on the ones before.
std::vector<EventCase> event_cases();

struct SignatureCase {
  std::string name;
  std::string id;
  std::string secret;    // what the sender signed with
  std::string tampered;  // replaces the body after signing, unless empty
  std::string url = "/hook?x=1";
  bool throws = false;
};
std::vector<SignatureCase> signature_cases();

inline constexpr const char* kCurrentSecret = "current secret";
inline constexpr const char* kPreviousSecret = "previous secret";

}  // namespace abi
