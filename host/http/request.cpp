#include "host/http/request.hpp"

#include <algorithm>
#include <stdexcept>
#include "host/base/text.hpp"

namespace host::http {

std::optional<std::string_view> HeaderList::find(std::string_view name) const {
  for (const Header& field : fields_) {
    if (equals_ignore_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> HeaderList::find_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& field : fields_) {
    if (equals_ignore_case(field.name, name)) values.push_back(field.value);
  }
  return values;
}

std::size_t HeaderList::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(),
                    [&](const Header& field) { return equals_ignore_case(field.name, name); }));
}

void RouteParams::add(std::string_view name, std::string_view raw_value) {
  // Router::add() refuses patterns with more names than kMax.
  if (size_ == kMax) throw std::logic_error("route has too many parameters");
  params_[size_++] = {name, raw_value};
}

std::string_view RouteParams::raw(std::string_view name) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (params_[i].name == name) return params_[i].value;
  }
  return {};
}

}  // namespace host::http
