#include "host/config/template.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace host::config;

namespace {

// Answers by header name or pointer text.
TemplateLookup values(std::map<std::string, std::string> known) {
  return [known = std::move(known)](const TemplateRef& ref) -> std::optional<std::string_view> {
    const auto found =
        known.find(ref.kind == TemplateRef::Kind::header ? ref.header : ref.pointer.text);
    if (found == known.end()) return std::nullopt;
    return found->second;
  };
}

Template compiled(std::string_view text) { return Template::compile(text).value(); }

}  // namespace

TEST_CASE("JSON pointers are unescaped by RFC 6901") {
  CHECK(parse_json_pointer("")->segments.empty());
  CHECK(parse_json_pointer("/a~1b/m~0n/0")->segments ==
        std::vector<std::string>{"a/b", "m~n", "0"});
  CHECK(parse_json_pointer("/~01")->segments == std::vector<std::string>{"~1"});
  CHECK(parse_json_pointer("/")->segments == std::vector<std::string>{""});
  CHECK(parse_json_pointer("/a~1b")->text == "/a~1b");
  for (const std::string& text :
       {std::string("a"), std::string("/~"), std::string("/~2"), std::string("/\xFF"),
        "/" + std::string(600, 'a'), std::string(66, '/')}) {
    INFO(text);
    CHECK(parse_json_pointer(text).has_error());
  }
}

TEST_CASE("a group is dropped when its reference does not resolve") {
  const Template github = compiled("{header.X-GitHub-Event}[.{/action}]");
  CHECK(github.resolve(values({{"X-GitHub-Event", "pull_request"}, {"/action", "closed"}})) ==
        "pull_request.closed");
  CHECK(github.resolve(values({{"X-GitHub-Event", "push"}})) == "push");
  CHECK(github.resolve(values({{"X-GitHub-Event", "push"}, {"/action", ""}})) == "push");
  CHECK_FALSE(github.resolve(values({{"/action", "closed"}})));
  CHECK(github.refs().size() == 2);
}

TEST_CASE("adjacent groups are independent") {
  const Template two = compiled("x[-{/a}][-{/b}]");
  CHECK(two.resolve(values({{"/b", "2"}})) == "x-2");
  CHECK(two.resolve(values({{"/a", "1"}})) == "x-1");
  CHECK(two.resolve(values({{"/a", "1"}, {"/b", "2"}})) == "x-1-2");
  CHECK(two.resolve(values({})) == "x");
}

TEST_CASE("doubled brackets are literal") {
  CHECK(compiled(R"({{"challenge":"{/challenge}"}})").resolve(values({{"/challenge", "abc"}})) ==
        R"({"challenge":"abc"})");
  CHECK(compiled("[[x]]").resolve(values({})) == "[x]");
}

TEST_CASE("values in a path are cleaned, :path keeps slashes") {
  const auto lookup = values({{"/repo", " acme/../api "}, {"/full", "acme/ api"}, {"/dots", ".."}});
  CHECK(compiled("{/repo}").resolve_path(lookup) == "acme_.._api");
  CHECK(compiled("{/full:path}").resolve_path(lookup) == "acme/api");
  CHECK(compiled("{/full:path}").resolve(lookup) == "acme/ api");
  CHECK_FALSE(compiled("{/dots}").resolve_path(lookup));
  CHECK(compiled("a/{/full}/b").resolve_path(lookup) == "a/acme_ api/b");
  CHECK_FALSE(compiled("{/bad}").resolve_path(values({{"/bad", "\xFF"}})));
}

TEST_CASE("the first of a list that resolves wins") {
  const TemplateList list(
      {compiled("{/event/type}[/{/event/subtype}]"), compiled("{/type}"), compiled("generic")});
  CHECK(list.resolve(values({{"/event/type", "message"}, {"/event/subtype", "bot"}})) ==
        "message/bot");
  CHECK(list.resolve(values({{"/type", "ping"}})) == "ping");
  CHECK(list.resolve(values({})) == "generic");
  CHECK(list.refs().size() == 3);
  CHECK_FALSE(TemplateList().resolve(values({})));
}

TEST_CASE("a value beyond the limit counts as unresolved") {
  CHECK_FALSE(compiled("{/a}").resolve(values({{"/a", std::string(kMaxResolvedBytes + 1, 'x')}})));
  const std::string half(kMaxResolvedBytes / 2 + 1, 'x');
  CHECK_FALSE(compiled("{/a}{/a}").resolve(values({{"/a", half}})));
}

TEST_CASE("templates that make no sense are refused") {
  std::string many;
  for (std::size_t i = 0; i <= kMaxTemplateRefs; ++i) many += "{/a}";
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("}"), std::string("[a"), std::string("a]"),
        std::string("[a[b]]"), std::string("{action}"), std::string("{header.}"),
        std::string("{header.A B}"), std::string("{}"), std::string("{/a~9}"), many,
        std::string(kMaxTemplateBytes + 1, 'a')}) {
    INFO(text);
    const auto result = Template::compile(text);
    REQUIRE(result.has_error());
    CHECK_FALSE(result.error().message.empty());
  }
}
