#include "host/api/memory/search_cursor.hpp"

#include <fmt/format.h>

#include <charconv>

#include "host/crypto/base64.hpp"
#include "host/crypto/digest.hpp"

namespace host::api {
namespace {

constexpr std::size_t kSealSize = 16;

std::string seal_of(std::string_view numbers, std::string_view scope) {
  return std::string(crypto::as_text(crypto::sha256({numbers, "\n", scope})).substr(0, kSealSize));
}

// Takes one whole number and the point behind it, if any, from the front of `text`.
std::optional<std::int64_t> take_number(std::string_view& text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()) + (stop == end ? 0 : 1));
  return value;
}

}  // namespace

std::string seal_cursor(const store::SearchPosition& position, std::string_view scope) {
  const std::string numbers = fmt::format("{}.{}.{}.{}", position.newest, position.oldest,
                                          position.skip, position.more ? 1 : 0);
  return crypto::to_base64url(seal_of(numbers, scope) + numbers);
}

std::optional<store::SearchPosition> open_cursor(std::string_view cursor, std::string_view scope) {
  const auto bytes = crypto::from_base64url(cursor);
  if (!bytes || bytes->size() <= kSealSize) return std::nullopt;
  std::string_view numbers = std::string_view(*bytes).substr(kSealSize);
  if (std::string_view(*bytes).substr(0, kSealSize) != seal_of(numbers, scope)) return std::nullopt;
  const auto newest = take_number(numbers);
  const auto oldest = take_number(numbers);
  const auto skip = take_number(numbers);
  const auto more = take_number(numbers);
  if (!newest || !oldest || !skip || !more) return std::nullopt;
  return store::SearchPosition{*newest, *oldest, *skip, *more != 0};
}

}  // namespace host::api
