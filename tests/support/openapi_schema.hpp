// OpenApiSchema: whether a JSON value is what the OpenAPI document says of an answer. Knows the
// part of JSON Schema that the document uses; any other keyword is an error, so that none is
// skipped in silence.
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace test {

class OpenApiSchema {
 public:
  // `document` outlives this.
  explicit OpenApiSchema(const rapidjson::Document& document) : document_(document) {}

  // The faults of `value`, each with its place; none when it is valid. Members that the schema does
  // not name are faults: what is served is documented.
  std::vector<std::string> faults(const rapidjson::Value& value,
                                  const rapidjson::Value& schema) const;

  // The target of a {"$ref"}, or the value itself.
  const rapidjson::Value& resolve(const rapidjson::Value& value) const;

 private:
  struct Check;
  const rapidjson::Document& document_;
};

}  // namespace test
