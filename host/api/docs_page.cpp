#include "host/api/docs_page.hpp"

#include <rapidjson/document.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace host::api {
namespace {

using rapidjson::Value;

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "code,.path{font-family:ui-monospace,monospace}h3{margin-bottom:.2rem}"
    "table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #8886;padding:.2rem "
    ".6rem;"
    "text-align:left;vertical-align:top}.scope{color:#777;font-size:.9em}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8bf}}";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

const Value* find(const Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

std::string text(const Value& object, const char* name) {
  const Value* value = find(object, name);
  return value != nullptr && value->IsString() ? value->GetString() : "";
}

// "#/components/schemas/Entry" → "Entry"
std::string last_part(const std::string& reference) {
  return reference.substr(reference.rfind('/') + 1);
}

class Page {
 public:
  explicit Page(const Value& document) : document_(document) {}

  std::string html() {
    const Value* info = find(document_, "info");
    const std::string title = info == nullptr ? "" : escaped(text(*info, "title"));
    out_ =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>" +
        title + "</title><style>" + std::string(kStyle) + "</style><h1>" + title + "</h1>";
    if (info != nullptr) paragraph(text(*info, "description"));
    out_ += "<p>As a document for programs: <a href=\"openapi.json\">openapi.json</a>.</p>";
    if (const Value* tags = find(document_, "tags"); tags != nullptr && tags->IsArray()) {
      for (const Value& tag : tags->GetArray()) add_tag(tag);
    }
    add_schemas();
    return std::move(out_);
  }

 private:
  void paragraph(const std::string& words) {
    if (!words.empty()) out_ += "<p>" + escaped(words) + "</p>";
  }

  void add_tag(const Value& tag) {
    const std::string name = text(tag, "name");
    out_ += "<h2>" + escaped(name) + "</h2>";
    paragraph(text(tag, "description"));
    const Value* paths = find(document_, "paths");
    if (paths == nullptr) return;
    for (const auto& path : paths->GetObject()) {
      for (const auto& operation : path.value.GetObject()) {
        const Value* tags = find(operation.value, "tags");
        const bool here = tags != nullptr && tags->IsArray() && !tags->Empty() &&
                          (*tags)[0].IsString() && name == (*tags)[0].GetString();
        if (here) add_operation(path.name.GetString(), operation.name.GetString(), operation.value);
      }
    }
  }

  void add_operation(const std::string& path, std::string method, const Value& operation) {
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return static_cast<char>(c - ('a' <= c && c <= 'z' ? 32 : 0)); });
    out_ += "<h3><span class=\"path\">" + method + " " + escaped(path) + "</span></h3>";
    out_ += "<p>" + escaped(text(operation, "summary")) +
            ". <span class=\"scope\">Scope: " + escaped(text(operation, "x-amfs-scope")) +
            "</span></p>";
    paragraph(text(operation, "description"));
    if (const Value* list = find(operation, "parameters")) add_parameters(*list);
    if (const Value* body = find(operation, "requestBody")) add_content("Body", *body);
    const Value* answers = find(operation, "responses");
    if (answers == nullptr) return;
    for (const auto& answer : answers->GetObject()) {
      if (std::string_view(answer.name.GetString()) == "default") continue;
      add_content(answer.name.GetString(), answer.value);
    }
  }

  void add_parameters(const Value& list) {
    out_ += "<table><tr><th>Parameter<th>In<th>Meaning";
    for (const Value& item : list.GetArray()) {
      const Value& parameter = resolve(item);
      out_ += "<tr><td><code>" + escaped(text(parameter, "name")) + "</code><td>" +
              escaped(text(parameter, "in")) + "<td>" + escaped(text(parameter, "description"));
      if (const Value* schema = find(parameter, "schema")) out_ += ' ' + type_of(*schema);
    }
    out_ += "</table>";
  }

  void add_content(const std::string& label, const Value& body) {
    const Value& resolved = resolve(body);
    out_ += "<p><b>" + escaped(label) + "</b> " + escaped(text(resolved, "description"));
    if (const Value* content = find(resolved, "content")) {
      for (const auto& form : content->GetObject()) {
        out_ += " <code>" + escaped(form.name.GetString()) + "</code> ";
        if (const Value* schema = find(form.value, "schema")) out_ += type_of(*schema);
      }
    }
    out_ += "</p>";
  }

  void add_schemas() {
    const Value* components = find(document_, "components");
    const Value* schemas = components == nullptr ? nullptr : find(*components, "schemas");
    if (schemas == nullptr) return;
    out_ += "<h2>Schemas</h2>";
    for (const auto& schema : schemas->GetObject()) {
      const std::string name = escaped(schema.name.GetString());
      out_ += "<h3 id=\"" + name + "\">" + name + "</h3>" + type_of(schema.value);
      add_properties(schema.value);
    }
  }

  void add_properties(const Value& schema) {
    if (const Value* all = find(schema, "allOf")) {
      for (const Value& part : all->GetArray()) add_properties(part);
    }
    const Value* properties = find(schema, "properties");
    if (properties == nullptr) return;
    out_ += "<table>";
    for (const auto& property : properties->GetObject()) {
      out_ += "<tr><td><code>" + escaped(property.name.GetString()) + "</code><td>" +
              type_of(property.value) + "<td>" + escaped(text(property.value, "description"));
    }
    out_ += "</table>";
  }

  // A link for a named schema, else its type in words.
  std::string type_of(const Value& schema) const {
    if (const std::string reference = text(schema, "$ref"); !reference.empty()) {
      const std::string name = escaped(last_part(reference));
      return "<a href=\"#" + name + "\">" + name + "</a>";
    }
    for (const char* combined : {"allOf", "anyOf"}) {
      const Value* parts = find(schema, combined);
      if (parts == nullptr) continue;
      std::string out;
      for (const Value& part : parts->GetArray()) {
        out += (out.empty()                             ? ""
                : std::string_view(combined) == "allOf" ? " and "
                                                        : " or ") +
               type_of(part);
      }
      return out;
    }
    if (const Value* choices = find(schema, "enum")) {
      std::string out;
      for (const Value& choice : choices->GetArray()) {
        out += (out.empty() ? "" : ", ") + ("<code>" + escaped(choice.GetString()) + "</code>");
      }
      return out;
    }
    if (const Value* items = find(schema, "items")) return "list of " + type_of(*items);
    const Value* type = find(schema, "type");
    if (type == nullptr) return "any";
    if (type->IsString()) return escaped(type->GetString());
    std::string out;
    for (const Value& one : type->GetArray()) {
      out += (out.empty() ? "" : " or ") + escaped(one.GetString());
    }
    return out;
  }

  // The component that a {"$ref": "#/components/…"} names.
  const Value& resolve(const Value& item) const {
    const std::string reference = text(item, "$ref");
    if (reference.empty()) return item;
    const Value* at = &document_;
    std::size_t begin = 2;
    while (at != nullptr && begin < reference.size()) {
      const std::size_t end = std::min(reference.find('/', begin), reference.size());
      at = find(*at, reference.substr(begin, end - begin).c_str());
      begin = end + 1;
    }
    return at == nullptr ? item : *at;
  }

  const Value& document_;
  std::string out_;
};

}  // namespace

std::string docs_page(const std::string& openapi) {
  rapidjson::Document document;
  document.Parse(openapi.c_str());
  if (document.HasParseError() || !document.IsObject()) return {};
  return Page(document).html();
}

}  // namespace host::api
