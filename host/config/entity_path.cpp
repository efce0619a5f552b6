#include "host/config/entity_path.hpp"

#include "host/base/text.hpp"

namespace host::config {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string clean_segment(std::string_view segment) {
  std::string clean(trim(segment));
  for (char& c : clean) {
    if (c == '/' || c == '\\' || is_control(c)) c = '_';
  }
  if (clean == "." || clean == "..") clean.clear();
  return clean;
}

std::optional<std::string> clean_path(std::string_view path) {
  if (!is_utf8(path)) return std::nullopt;
  std::string out;
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    const std::string segment = clean_segment(path.substr(0, end));
    if (!segment.empty()) {
      if (!out.empty()) out += '/';
      out += segment;
    }
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  }
  if (out.empty() || out.size() > kMaxPathBytes) return std::nullopt;
  return out;
}

bool is_within(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return false;
  return path.size() == root.size() || path[root.size()] == '/';
}

}  // namespace host::config
