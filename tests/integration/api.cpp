#include "tests/integration/api.hpp"

#include <rapidjson/pointer.h>

#include <stdexcept>

#include "tests/support/wait_until.hpp"

namespace integration {
namespace {

void check_problem(const Answer& answer, const std::string& what) {
  const bool complete =
      answer.http.header("Content-Type") == "application/problem+json" && answer.json.IsObject() &&
      !answer.text("type").empty() && !answer.text("title").empty() &&
      !answer.text("detail").empty() && !answer.code().empty() && answer.json.HasMember("status") &&
      answer.json["status"].IsInt() && answer.json["status"].GetInt() == answer.status;
  if (!complete) throw std::runtime_error(what + ": not a complete problem: " + answer.http.body);
}

}  // namespace

const rapidjson::Value& Answer::at(const char* pointer) const {
  const rapidjson::Value* found = rapidjson::Pointer(pointer).Get(json);
  if (found == nullptr) throw std::runtime_error(std::string("no ") + pointer + " in " + http.body);
  return *found;
}

Answer Api::checked(std::optional<test::HttpResponse> response, const std::string& what) {
  if (!response) throw std::runtime_error(what + ": no answer");
  Answer answer;
  answer.status = response->status;
  answer.http = std::move(*response);
  if (answer.http.header("X-Request-Id").empty())
    throw std::runtime_error(what + ": no X-Request-Id");
  if (answer.http.header("Content-Type").find("json") != std::string::npos) {
    answer.json = test::parse_json(answer.http.body);
  }
  if (answer.status >= 400) check_problem(answer, what);
  return answer;
}

Answer Api::call(const std::string& method, const std::string& target, const std::string& body,
                 test::HttpHeaders headers) {
  if (!key_.empty()) headers.emplace_back("X-AMFS-API-Key", key_);
  return checked(client_.request(method, "/api/v1" + target, headers, body), method + " " + target);
}

Answer Api::post(const std::string& target, const std::string& body, test::HttpHeaders headers) {
  set_header(headers, "Content-Type", "application/json");
  return call("POST", target, body, std::move(headers));
}

Answer Api::exchange(const std::string& bytes) {
  return checked(client_.exchange(bytes), bytes.substr(0, bytes.find('\r')));
}

Answer Api::settled_event(const std::string& id) {
  Answer event;
  const bool settled = test::wait_until(
      [&] {
        event = get("/events/" + id);
        return event.text("state") == "done" || event.text("state") == "dead";
      },
      kSettlePatience);
  if (!settled) throw std::runtime_error("event is not settled: " + event.http.body);
  return event;
}

Answer Api::event_in_state(const std::string& id, const std::string& state) {
  Answer event;
  const bool reached = test::wait_until(
      [&] {
        event = get("/events/" + id);
        return event.text("state") == state;
      },
      kSettlePatience);
  if (!reached) throw std::runtime_error("event is not " + state + ": " + event.http.body);
  return event;
}

std::int64_t Api::event_count(const char* member) {
  return get("/stats").at((std::string("/events/") + member).c_str()).GetInt64();
}

std::string Api::connector_state(const std::string& name) {
  return get("/connectors/" + name).text("state");
}

std::string next_page(const Answer& answer) {
  const std::string link = answer.http.header("Link");
  if (link.empty()) return link;
  const std::string begin = "</api/v1";
  const std::string end = ">; rel=\"next\"";
  if (link.size() < begin.size() + end.size() || link.rfind(begin, 0) != 0 ||
      link.compare(link.size() - end.size(), end.size(), end) != 0) {
    throw std::runtime_error("not a link to a next page: " + link);
  }
  return link.substr(begin.size(), link.size() - begin.size() - end.size());
}

test::HttpHeaders signed_headers(const std::string& body, const std::string& delivery_id) {
  test::HttpHeaders headers = test::test_connector_headers(kSecret, body);
  if (!delivery_id.empty()) headers.emplace_back("X-Delivery-Id", delivery_id);
  return headers;
}

void set_header(test::HttpHeaders& headers, const std::string& name, const std::string& value) {
  for (auto& [known, old] : headers) {
    if (known == name) {
      old = value;
      return;
    }
  }
  headers.emplace_back(name, value);
}

}  // namespace integration
