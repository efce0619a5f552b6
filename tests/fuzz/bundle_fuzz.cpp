// libs: host_bundle
// Fuzzes everything an installed connector is read from: the .amfsc archive, its digest list, and
// a registry's index.
//
// The first byte picks the reader. Checked on every input: what is accepted keeps the promises of
// the headers, and comes out the same when it is written and read again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "host/bundle/archive_reader.hpp"
#include "host/bundle/bundle.hpp"
#include "host/bundle/registry_index.hpp"

namespace {

using namespace host::bundle;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_one_line(const host::Error& error) {
  require(!error.message.empty() && error.message.find('\n') == std::string::npos);
}

void read_as_archive(std::string_view bytes) {
  const auto archive = read_archive(bytes);
  if (!archive) return;  // libarchive's own words may be anything
  require(archive->files.size() <= kMaxFiles && total_bytes(archive->files) <= kMaxTotalBytes);
  require(archive->files.count(archive->first) == 1);
  for (const auto& [path, content] : archive->files) require(check_path(path).has_value());
  const auto bundle = read_bundle(bytes, "fuzz.amfsc");
  if (bundle) require(pack(*bundle).has_value());
}

void read_as_list(std::string_view text) {
  const auto list = parse_digest_list(text);
  if (!list) return check_one_line(list.error());
  require(to_text(*list) == text);
}

void read_as_index(const std::string& text) {
  const auto index = parse_index(text, "index.json");
  if (!index) return check_one_line(index.error());
  const std::string written = to_json(*index);
  const auto again = parse_index(written, "index.json");
  require(again.has_value() && to_json(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'l':
      read_as_list(rest);
      break;
    case 'i':
      read_as_index(std::string(rest));
      break;
    default:
      read_as_archive(rest);
  }
  return 0;
}
