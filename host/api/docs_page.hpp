// The page at /docs: the OpenAPI document as HTML without scripts and outside resources.
#pragma once

#include <string>

namespace host::api {

// `openapi` is the document as JSON; an empty page when it is none.
std::string docs_page(const std::string& openapi);

}  // namespace host::api
