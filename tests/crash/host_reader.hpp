// HostReader: what the API says about a host's events and memory, asked with its admin key.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <map>
#include <string>

#include "tests/support/host_process.hpp"
#include "tests/support/http_client.hpp"

namespace crash {

struct EventCounts {
  std::int64_t received = 0, done = 0, retrying = 0, dead = 0;
};

class HostReader {
 public:
  static constexpr std::chrono::seconds kSettlePatience{60};

  explicit HostReader(const test::HostProcess& host);

  // The answer to a GET below /api/v1. Throws std::runtime_error unless it is 200.
  rapidjson::Document get(const std::string& target);

  EventCounts counts();

  // Waits until every event is done or dead. Throws std::runtime_error when that does not happen.
  EventCounts wait_until_settled();

  // Event id by delivery id, over all pages of the connector's list. Throws when one comes twice.
  std::map<std::string, std::string> events_by_delivery(const std::string& connector);

  // All versions of all keys.
  std::int64_t version_total();

 private:
  test::HttpClient client_;
  test::HttpHeaders key_;
};

}  // namespace crash
