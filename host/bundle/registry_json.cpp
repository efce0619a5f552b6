#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/bundle/archive_reader.hpp"
#include "host/bundle/file_set.hpp"
#include "host/bundle/json_read.hpp"
#include "host/bundle/registry_index.hpp"
#include "host/json/writer.hpp"

namespace host::bundle {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kMaxTextBytes = 4096;
constexpr std::size_t kMaxWordBytes = 64;
constexpr std::size_t kSha256HexDigits = 64;

// Thrown and caught in this file only: one wrong member ends the whole reading.
struct IndexError {
  std::string message;
};

std::string need_text(const rapidjson::Value& object, const char* name) {
  auto text = object.IsObject() ? text_at(object, name) : std::nullopt;
  if (!text || text->size() > kMaxTextBytes)
    throw IndexError{fmt::format("\"{}\" is missing, no text or too long", name)};
  return std::move(*text);
}

config::Version need_version(const std::string& text, const char* name) {
  auto version = config::parse_version(text);
  if (!version) throw IndexError{fmt::format("\"{}\" is no semantic version", name)};
  return std::move(*version);
}

Abi read_abi(const std::string& text) {
  Abi abi;
  const char* end = text.data() + text.size();
  const auto [dot, major_failed] = std::from_chars(text.data(), end, abi.major);
  if (major_failed == std::errc() && dot != end && *dot == '.') {
    const auto [stop, minor_failed] = std::from_chars(dot + 1, end, abi.minor);
    if (minor_failed == std::errc() && stop == end) return abi;
  }
  throw IndexError{"\"abi\" is not MAJOR.MINOR"};
}

// One word of a platform or a connector's name: it may be shown in a message.
std::string need_word(const rapidjson::Value& object, const char* name) {
  std::string word = need_text(object, name);
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  if (word.empty() || word.size() > kMaxWordBytes ||
      word.find_first_not_of(kCharacters) != std::string::npos)
    throw IndexError{fmt::format("\"{}\" is no lower-case word", name)};
  return word;
}

// A plain name: what is fetched lies beside the index and nowhere else.
std::string read_file_name(const rapidjson::Value& json) {
  std::string file = need_text(json, "file");
  if (!check_path(file) || file.find('/') != std::string::npos)
    throw IndexError{"\"file\" is no plain file name"};
  return file;
}

std::string read_sha256(const rapidjson::Value& json) {
  std::string digest = need_text(json, "sha256");
  const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (digest.size() != kSha256HexDigits || !is_hex)
    throw IndexError{"\"sha256\" is not 64 lower-case hexadecimal digits"};
  return digest;
}

IndexVersion read_version(const rapidjson::Value& json) {
  IndexVersion out;
  out.version = need_version(need_text(json, "version"), "version");
  out.platform = {need_word(json, "os"), need_word(json, "arch")};
  out.file = read_file_name(json);
  out.sha256 = read_sha256(json);
  const auto size = integer_at(json, "size");
  if (!size || *size < 1 || static_cast<std::uint64_t>(*size) > kMaxArchiveBytes)
    throw IndexError{fmt::format("\"size\" is not from 1 to {}", kMaxArchiveBytes)};
  out.size = static_cast<std::uint64_t>(*size);
  const std::string min_amfs = need_text(json, "min_amfs_version");
  if (!min_amfs.empty()) out.min_amfs_version = need_version(min_amfs, "min_amfs_version");
  out.abi = read_abi(need_text(json, "abi"));
  return out;
}

rapidjson::Value::ConstArray need_array(const rapidjson::Value& object, const char* name,
                                        std::size_t max) {
  const bool there = object.IsObject() && object.HasMember(name) && object[name].IsArray();
  if (!there || object[name].Size() > max)
    throw IndexError{fmt::format("\"{}\" is missing, no list or longer than {}", name, max)};
  return object[name].GetArray();
}

Index read_index(const rapidjson::Document& json) {
  Index index;
  for (const rapidjson::Value& item : need_array(json, "connectors", kMaxIndexConnectors)) {
    IndexConnector texts;
    texts.name = need_word(item, "name");
    try {
      texts.description = need_text(item, "description");
      texts.author = need_text(item, "author");
      texts.license = need_text(item, "license");
      if (index.find(texts.name) != nullptr) throw IndexError{"is there twice"};
      for (const rapidjson::Value& version : need_array(item, "versions", kMaxIndexVersions))
        index.put(texts, read_version(version));
    } catch (const IndexError& error) {
      throw IndexError{fmt::format("connector \"{}\": {}", texts.name, error.message)};
    }
  }
  return index;
}

void write_version(json::JsonWriter& writer, const IndexVersion& version) {
  writer.begin_object().put("version", version.version.text);
  writer.put("os", version.platform.os).put("arch", version.platform.arch);
  writer.put("file", version.file).put("sha256", version.sha256).put("size", version.size);
  writer.put("min_amfs_version", version.min_amfs_version ? version.min_amfs_version->text : "");
  writer.put("abi", version.abi.text()).end_object();
}

}  // namespace

Result<Index> parse_index(const std::string& text, std::string_view shown) {
  const auto refuse = [&](std::string_view what) {
    return Error{"registry_invalid",
                 fmt::format("{}: {}; ask whoever keeps this registry", shown, what)};
  };
  const auto json = parse_json(text);
  if (!json) return refuse("is no JSON object");
  const auto format = integer_at(*json, "format");
  if (!format) return refuse("\"format\" is missing");
  if (*format != kFormat) {
    return Error{
        "registry_invalid",
        fmt::format("{}: has format {}, this amfs knows {}; update amfs", shown, *format, kFormat)};
  }
  try {
    return read_index(*json);
  } catch (const IndexError& error) {
    return refuse(error.message);
  }
}

std::string to_json(const Index& index) {
  json::JsonWriter writer;
  writer.begin_object().put("format", kFormat).key("connectors").begin_array();
  for (const IndexConnector& item : index.connectors) {
    writer.begin_object().put("name", item.name).put("description", item.description);
    writer.put("author", item.author).put("license", item.license).key("versions").begin_array();
    for (const IndexVersion& version : item.versions) write_version(writer, version);
    writer.end_array().end_object();
  }
  return writer.end_array().end_object().text() + '\n';
}

}  // namespace host::bundle
