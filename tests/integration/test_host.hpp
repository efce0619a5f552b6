// TestHost: a host with directories of its own, the test connectors it is asked for, and an Api.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/integration/api.hpp"
#include "tests/integration/connectors_folder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/wait_until.hpp"

namespace integration {

class TestHost {
 public:
  // Every connector gets kSecret. Does not start.
  explicit TestHost(const std::vector<std::string>& connectors = {}) {
    options_.data_dir = dir_ / "data";
    options_.plugins_dir = dir_ / "plugins";
    options_.environment["AMFS_CONNECTOR_GITHUB_SECRET"] = kSecret;
    for (const std::string& name : connectors) add_connector(name);
  }

  void add_connector(const std::string& name) {
    install(name, options_.plugins_dir);
    give_secret(name);
  }
  void give_secret(const std::string& name) {
    std::string variable = "AMFS_CONNECTOR_" + name + "_SECRET";
    for (char& c : variable)
      c = c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    options_.environment[variable] = kSecret;
  }

  void start() {
    process_.emplace(options_);
    api_.emplace(*process_);
    sender_.emplace(process_->port());
  }
  int stop() {
    const int code = process_->stop();
    process_.reset();
    return code;
  }
  void kill_now() { process_->kill_now(), process_.reset(); }

  // Delivers to a test connector; the answer as it is.
  Answer deliver(const std::string& connector, const std::string& body,
                 const test::HttpHeaders& headers) {
    return sender_->call("POST", "/webhooks/" + connector, body, headers);
  }
  // Rightly signed; the id of the accepted event.
  std::string accept(const std::string& connector, const std::string& body,
                     const std::string& delivery_id = {}) {
    const Answer answer = deliver(connector, body, signed_headers(body, delivery_id));
    INFO(answer.http.body);
    REQUIRE(answer.status == 200);
    REQUIRE(answer.text("status") == "accepted");
    return answer.text("event_id");
  }

  Api& api() { return *api_; }        // with the admin key
  Api& sender() { return *sender_; }  // without a key, as everybody on this machine
  test::HostProcess& process() { return *process_; }
  test::HostOptions& options() { return options_; }
  const test::TempDir& dir() const { return dir_; }
  const std::string& plugins_dir() const { return options_.plugins_dir; }

 private:
  test::TempDir dir_;
  test::HostOptions options_;
  std::optional<test::HostProcess> process_;
  std::optional<Api> api_;
  std::optional<Api> sender_;
};

// One host for all cases of a file that leave it as they found it.
inline void check_alive(TestHost& host) {
  CHECK(host.process().is_running());
  CHECK(host.api().get("/health").status == 200);
  CHECK(host.api().get("/ready").status == 200);
}

}  // namespace integration
