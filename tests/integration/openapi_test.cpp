// The API's description of itself: complete, true to the route table, and readable without help
// from anywhere else.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>

#include "host/api/openapi_routes.hpp"
#include "host/server/host.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

const std::string kBase = "/api/v1";

std::string scope_name(const std::optional<host::access::Scope>& scope) {
  if (!scope) return "none";
  const std::map<host::access::Scope, std::string> names{{host::access::Scope::ingest, "ingest"},
                                                         {host::access::Scope::read, "read"},
                                                         {host::access::Scope::write, "write"},
                                                         {host::access::Scope::operate, "operate"},
                                                         {host::access::Scope::admin, "admin"}};
  return names.at(*scope);
}

// "/a/{b*}/c" as OpenAPI writes it, and below its base.
std::string documented_form(std::string pattern) {
  if (pattern.compare(0, kBase.size(), kBase) == 0) pattern.erase(0, kBase.size());
  pattern.erase(std::remove(pattern.begin(), pattern.end(), '*'), pattern.end());
  return pattern;
}

// "GET /stats" → scope
std::map<std::string, std::string> served(const host::server::Host& host) {
  std::map<std::string, std::string> out;
  for (const host::api::RouteInfo& route : host.routes()) {
    out[route.method + ' ' + documented_form(route.pattern)] = scope_name(route.scope);
  }
  return out;
}

rapidjson::Document document() {
  const auto text = host::api::openapi_json();
  if (text.has_error()) FAIL(text.error().message);
  rapidjson::Document parsed;
  parsed.Parse(text.value().c_str());
  REQUIRE_FALSE(parsed.HasParseError());
  return parsed;
}

std::map<std::string, std::string> documented() {
  std::map<std::string, std::string> out;
  const auto parsed = document();
  for (const auto& path : parsed["paths"].GetObject()) {
    for (const auto& operation : path.value.GetObject()) {
      std::string method = operation.name.GetString();
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      std::string scope = operation.value["x-amfs-scope"].GetString();
      if (scope == "own") scope = "none";  // no scope in the table: the route decides by itself
      out[method + ' ' + path.name.GetString()] = scope;
    }
  }
  return out;
}

// Every "$ref" below a value.
void collect_references(const rapidjson::Value& value, std::set<std::string>& out) {
  if (value.IsArray()) {
    for (const auto& item : value.GetArray()) collect_references(item, out);
  } else if (value.IsObject()) {
    for (const auto& member : value.GetObject()) {
      if (member.name == "$ref") out.insert(member.value.GetString());
      collect_references(member.value, out);
    }
  }
}

bool exists(const rapidjson::Document& parsed, const std::string& reference) {
  const rapidjson::Value* at = &parsed;
  for (std::size_t begin = 2; begin < reference.size();) {
    const std::size_t end = std::min(reference.find('/', begin), reference.size());
    const auto found = at->FindMember(reference.substr(begin, end - begin).c_str());
    if (found == at->MemberEnd()) return false;
    at = &found->value;
    begin = end + 1;
  }
  return true;
}

struct RunningHost {
  RunningHost() {
    host::config::Settings settings;
    settings.listen.port = 0;
    settings.data_dir = directory / "data";
    settings.plugins_dir = directory / "plugins";
    auto started = host::server::Host::start(
        std::move(settings), [](std::string_view) { return std::optional<std::string>(); });
    if (started.has_error()) FAIL(started.error().message);
    host = std::move(started.value());
  }
  test::TempDir directory;
  std::unique_ptr<host::server::Host> host;
};

}  // namespace

TEST_CASE("the document and the route table name the same routes and scopes", "[openapi]") {
  const RunningHost running;
  const auto in_table = served(*running.host);
  const auto in_document = documented();
  for (const auto& [route, scope] : in_table) {
    INFO("docs/openapi.yaml lacks or misstates " << route << " (" << scope << ")");
    CHECK(in_document.count(route) == 1);
    if (in_document.count(route) == 1) CHECK(in_document.at(route) == scope);
  }
  for (const auto& [route, scope] : in_document) {
    INFO("docs/openapi.yaml describes a route that is not served: " << route);
    CHECK(in_table.count(route) == 1);
  }
}

TEST_CASE("every reference in the document leads somewhere, every operation has its own id",
          "[openapi]") {
  const auto parsed = document();
  std::set<std::string> references;
  collect_references(parsed, references);
  CHECK(references.size() > 20);
  for (const std::string& reference : references) {
    INFO(reference);
    CHECK(exists(parsed, reference));
  }
  std::set<std::string> ids;
  std::size_t operations = 0;
  for (const auto& path : parsed["paths"].GetObject()) {
    for (const auto& operation : path.value.GetObject()) {
      ids.insert(operation.value["operationId"].GetString());
      ++operations;
    }
  }
  CHECK(ids.size() == operations);
}

TEST_CASE("both forms are served without a key, and load nothing from elsewhere", "[openapi]") {
  const RunningHost running;
  const std::string url = running.host->url();
  test::HttpClient client(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  for (const std::string base : {"", "/api/v1"}) {
    const auto json = client.get(base + "/openapi.json");
    REQUIRE(json);
    CHECK(json->status == 200);
    CHECK(json->header("Content-Type") == "application/json");
    rapidjson::Document parsed;
    CHECK_FALSE(parsed.Parse(json->body.c_str()).HasParseError());

    const auto page = client.get(base + "/docs");
    REQUIRE(page);
    CHECK(page->status == 200);
    CHECK(page->header("Content-Type") == "text/html; charset=utf-8");
    CHECK(page->header("Content-Security-Policy").find("default-src 'none'") == 0);
    for (const char* foreign : {"<script", "src=", "http://", "https://", "@import"}) {
      INFO(foreign);
      CHECK(page->body.find(foreign) == std::string::npos);
    }
    for (const auto& path : parsed["paths"].GetObject()) {
      INFO(path.name.GetString());
      CHECK(page->body.find(path.name.GetString()) != std::string::npos);
    }
  }
}
