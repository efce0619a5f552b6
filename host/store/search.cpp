#include "host/store/search.hpp"

#include <array>
#include <utility>

namespace host::store {
namespace {

constexpr std::array<std::pair<SearchOrder, const char*>, 5> kOrders{
    {{SearchOrder::relevance, "relevance"},
     {SearchOrder::confidence, "confidence"},
     {SearchOrder::recency, "recency"},
     {SearchOrder::version, "version"},
     {SearchOrder::priority, "priority"}}};

}  // namespace

const char* to_string(SearchOrder order) {
  for (const auto& [candidate, name] : kOrders) {
    if (candidate == order) return name;
  }
  return "";
}

std::optional<SearchOrder> parse_search_order(std::string_view text) {
  for (const auto& [order, name] : kOrders) {
    if (text == name) return order;
  }
  return std::nullopt;
}

}  // namespace host::store
