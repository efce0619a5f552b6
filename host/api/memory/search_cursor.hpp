// The cursor of a search's pages: opaque to the client, bound to the search it was made for. It
// gives no access to anything: every search looks in the caller's tenant only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/store/search.hpp"

namespace host::api {

// `scope` says everything that the pages of one search have in common.
std::string seal_cursor(const store::SearchPosition& position, std::string_view scope);

// Nothing: damaged, or of another search.
std::optional<store::SearchPosition> open_cursor(std::string_view cursor, std::string_view scope);

}  // namespace host::api
