#include "tests/support/openapi_schema.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace test {

using rapidjson::Value;

namespace {

const std::set<std::string> kKnown{"$ref",
                                   "type",
                                   "properties",
                                   "required",
                                   "items",
                                   "enum",
                                   "anyOf",
                                   "allOf",
                                   "format",
                                   "default",
                                   "minimum",
                                   "maximum",
                                   "maxLength",
                                   "pattern",
                                   "description",
                                   "maxItems",
                                   "additionalProperties"};

bool has_type(const Value& value, const std::string& type) {
  if (type == "null") return value.IsNull();
  if (type == "boolean") return value.IsBool();
  if (type == "integer") return value.IsInt64() || value.IsUint64();
  if (type == "number") return value.IsNumber();
  if (type == "string") return value.IsString();
  if (type == "array") return value.IsArray();
  if (type == "object") return value.IsObject();
  throw std::runtime_error("unknown type in the document: " + type);
}

bool has_one_type(const Value& value, const Value& types) {
  if (types.IsString()) return has_type(value, types.GetString());
  return std::any_of(types.Begin(), types.End(),
                     [&](const Value& type) { return has_type(value, type.GetString()); });
}

}  // namespace

const Value& OpenApiSchema::resolve(const Value& value) const {
  if (!value.IsObject() || !value.HasMember("$ref")) return value;
  const std::string reference = value["$ref"].GetString();
  const Value* at = &document_;
  for (std::size_t begin = 2; begin < reference.size();) {
    const std::size_t end = std::min(reference.find('/', begin), reference.size());
    const auto found = at->FindMember(reference.substr(begin, end - begin).c_str());
    if (found == at->MemberEnd()) throw std::runtime_error("no such component: " + reference);
    at = &found->value;
    begin = end + 1;
  }
  return *at;
}

struct OpenApiSchema::Check {
  const OpenApiSchema& owner;
  std::vector<std::string>& out;

  void fault(const std::string& at, const std::string& what) { out.push_back(at + ": " + what); }

  // Names that any part of an object's schema gives.
  void collect_names(const Value& schema, std::set<std::string>& names, bool& open) const {
    const Value& resolved = owner.resolve(schema);
    if (resolved.HasMember("properties")) {
      for (const auto& property : resolved["properties"].GetObject())
        names.insert(property.name.GetString());
    }
    if (resolved.HasMember("allOf")) {
      for (const Value& part : resolved["allOf"].GetArray()) collect_names(part, names, open);
    }
    if (resolved.HasMember("additionalProperties")) open = true;
  }

  void check(const Value& value, const Value& unresolved, const std::string& at, bool closed) {
    const Value& schema = owner.resolve(unresolved);
    for (const auto& keyword : schema.GetObject()) {
      if (kKnown.count(keyword.name.GetString()) == 0) {
        throw std::runtime_error(std::string("keyword not checked: ") + keyword.name.GetString());
      }
    }
    if (schema.HasMember("type") && !has_one_type(value, schema["type"])) {
      fault(at, "has another type");
      return;
    }
    if (schema.HasMember("enum")) {
      const auto& allowed = schema["enum"];
      if (std::find(allowed.Begin(), allowed.End(), value) == allowed.End())
        fault(at, "is none of the enum");
    }
    check_combined(value, schema, at);
    if (value.IsArray() && schema.HasMember("items")) {
      for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
        check(value[i], schema["items"], at + '/' + std::to_string(i), true);
    }
    if (value.IsObject()) check_object(value, schema, at, closed);
  }

  void check_combined(const Value& value, const Value& schema, const std::string& at) {
    if (schema.HasMember("allOf")) {
      for (const Value& part : schema["allOf"].GetArray()) check(value, part, at, false);
    }
    if (!schema.HasMember("anyOf")) return;
    for (const Value& choice : schema["anyOf"].GetArray()) {
      if (owner.faults(value, choice).empty()) return;
    }
    fault(at, "fits none of anyOf");
  }

  void check_object(const Value& value, const Value& schema, const std::string& at, bool closed) {
    if (schema.HasMember("required")) {
      for (const Value& name : schema["required"].GetArray()) {
        if (!value.HasMember(name)) fault(at, std::string("lacks ") + name.GetString());
      }
    }
    std::set<std::string> names;
    bool open = false;
    collect_names(schema, names, open);
    for (const auto& member : value.GetObject()) {
      const std::string name = member.name.GetString();
      if (closed && !names.empty() && !open && names.count(name) == 0)
        fault(at, "has " + name + ", which is not documented");
      if (schema.HasMember("properties") && schema["properties"].HasMember(name.c_str()))
        check(member.value, schema["properties"][name.c_str()], at + '/' + name, true);
    }
  }
};

std::vector<std::string> OpenApiSchema::faults(const Value& value, const Value& schema) const {
  std::vector<std::string> out;
  Check{*this, out}.check(value, schema, "", true);
  return out;
}

}  // namespace test
