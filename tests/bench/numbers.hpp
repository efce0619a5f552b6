// Numbers on the command lines of the bench programs.
#pragma once

#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace bench {

// The whole of `text`, from `least` to `most`; else throws std::runtime_error naming `option`.
template <typename Number>
Number number_in(std::string_view option, std::string_view text, Number least, Number most) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most) {
    throw std::runtime_error(std::string(option) + " does not take '" + std::string(text) + "'");
  }
  return number;
}

}  // namespace bench
