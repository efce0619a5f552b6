#include "host/api/openapi_routes.hpp"

#include <functional>
#include <mutex>
#include <string_view>

#include "host/api/docs_page.hpp"
#include "host/base/version.hpp"
#include "host/config/yaml_json.hpp"

namespace host::api {

std::string_view openapi_yaml();  // made by cmake/AmfsEmbedText.cmake

namespace {

constexpr std::string_view kVersionLine = "  version: 1.0.0\n";

// Made at the first request: nobody waits for it at the start.
class Prepared {
 public:
  explicit Prepared(std::function<http::Response()> make) : make_(std::move(make)) {}

  http::Response get() {
    std::call_once(once_, [this] { response_ = make_(); });
    return response_;
  }

 private:
  const std::function<http::Response()> make_;
  std::once_flag once_;
  http::Response response_;
};

std::shared_ptr<http::Handler> prepared(std::function<http::Response()> make) {
  return http::sync_handler([once = std::make_shared<Prepared>(std::move(make))](
                                const http::Request&) { return once->get(); });
}

http::Response openapi_response() {
  auto document = openapi_json();
  if (document.has_error()) {
    return http::problem(500, "internal_error", "the API's description cannot be read");
  }
  return http::json(200, std::move(document.value()));
}

// Nothing on the page may load or run anything.
http::Response docs_response() {
  auto document = openapi_json();
  http::Response response;
  response.content_type = http::kHtml;
  response.body = document.has_error() ? std::string() : docs_page(document.value());
  response.set_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  return response.set_header("X-Content-Type-Options", "nosniff");
}

}  // namespace

Result<std::string> openapi_json() {
  std::string yaml(openapi_yaml());
  if (const std::size_t at = yaml.find(kVersionLine); at != std::string::npos) {
    yaml.replace(at, kVersionLine.size(), "  version: \"" + std::string(kVersion) + "\"\n");
  }
  return config::yaml_text_to_json(yaml);
}

void add_openapi_routes(RouteTable& table) {
  table.open_at_both("/openapi.json", prepared(openapi_response));
  table.open_at_both("/docs", prepared(docs_response));
}

}  // namespace host::api
