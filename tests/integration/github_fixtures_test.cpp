// Every real GitHub body, signed and delivered as GitHub does, ends as done under the event type
// and entity path that expected.csv names.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/integration/test_host.hpp"

using namespace integration;  // NOLINT(google-build-using-namespace)

namespace {

struct Expected {
  std::string file, header_event, event_type, entity_path;
};

// file,provider,header_event,event_type,delivery_id,entity_path; the github rows quote nothing.
std::vector<Expected> github_rows(const std::string& folder) {
  std::ifstream csv(folder + "/expected.csv");
  std::vector<Expected> rows;
  for (std::string line; std::getline(csv, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells;
    std::istringstream in(line + ',');
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    if (cells.size() == 6 && cells[1] == "github")
      rows.push_back({cells[0], cells[2], cells[3], cells[5]});
  }
  return rows;
}

std::string delivery_id(std::size_t number) {
  char text[64];
  std::snprintf(text, sizeof text, "72d3162e-cc78-11e3-81ab-%012zx", number);
  return text;
}

void check_result(const Answer& event, const Expected& expected) {
  CHECK(event.text("state") == "done");
  CHECK(event.text("connector") == "github");
  CHECK(event.text("event_type") == expected.event_type);
  CHECK((event.text("outcome") == "written" || event.text("outcome") == "raw" ||
         event.text("outcome") == "context" || event.text("outcome") == "unchanged"));
  bool is_there = false;
  for (const auto& result : event.at("/results").GetArray()) {
    const std::string path = result["entity_path"].GetString();
    is_there = is_there || path == expected.entity_path ||
               (expected.entity_path.empty() && path.rfind("repos", 0) == 0);
    CHECK(path.find("null") == std::string::npos);
    CHECK(path.find("//") == std::string::npos);
  }
  CHECK((is_there || event.text("outcome") == "unchanged"));
}

}  // namespace

TEST_CASE("every GitHub fixture arrives where it belongs", "[github][fixtures]") {
  const char* folder = std::getenv("AMFS_FIXTURES_DIR");
  if (folder == nullptr) {
    std::cout << "SKIPPED: set AMFS_FIXTURES_DIR to the folder of real payloads to run this test\n";
    return;
  }
  const std::vector<Expected> rows = github_rows(folder);
  REQUIRE(rows.size() > 100);
  TestHost host;
  host.start();
  REQUIRE(host.api().connector_state("github") == "ready");
  std::vector<std::string> ids;
  for (const Expected& row : rows) {
    INFO(row.file);
    const std::string body = read_file(std::string(folder) + "/" + row.file);
    const Answer answer = host.deliver(
        "github", body,
        test::github_headers(kSecret, row.header_event, delivery_id(ids.size()), body));
    REQUIRE(answer.status == 200);
    REQUIRE(answer.text("status") == "accepted");
    CHECK(answer.text("event_type") == row.event_type);
    ids.push_back(answer.text("event_id"));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    INFO(rows[i].file);
    const Answer event = host.api().settled_event(ids[i]);
    INFO(event.text("error"));
    check_result(event, rows[i]);
    CHECK(event.text("delivery_id") == delivery_id(i));
  }
  CHECK(host.api().event_count("received") == static_cast<std::int64_t>(rows.size()));
  CHECK(host.api().event_count("done") == static_cast<std::int64_t>(rows.size()));
  CHECK(host.api().event_count("dead") == 0);
  check_alive(host);
}

TEST_CASE("a GitHub delivery as a form ends under the same path", "[github]") {
  TestHost host;
  host.start();
  const std::string body =
      "payload=%7B%22action%22%3A%22opened%22%2C%22issue%22%3A%7B%22number%22%3A7%2C%22title%22%3A%"
      "22A+lamp%22%2C"
      "%22state%22%3A%22open%22%7D%2C%22repository%22%3A%7B%22full_name%22%3A%22acme%2Fshop%22%7D%"
      "7D";
  test::HttpHeaders headers = test::github_headers(kSecret, "issues", "d-1", body);
  set_header(headers, "Content-Type", "application/x-www-form-urlencoded");
  const Answer event =
      host.api().settled_event(host.deliver("github", body, headers).text("event_id"));
  CHECK(event.text("event_type") == "issues.opened");
  CHECK(event.text("outcome") == "written");
  CHECK(event.at("/results/0/entity_path") == "repos/acme/shop");
  CHECK(event.at("/results/0/key") == "issue-7");
}
