#include "host/bundle/install_record.hpp"

#include "host/base/files.hpp"
#include "host/base/rfc3339.hpp"
#include "host/bundle/json_read.hpp"
#include "host/json/writer.hpp"

namespace host::bundle {
namespace {

constexpr std::size_t kMaxRecordBytes = 64 * 1024;
constexpr int kFormat = 1;

}  // namespace

std::string to_json(const InstallRecord& record) {
  json::JsonWriter writer;
  writer.begin_object().put("format", kFormat);
  writer.put("name", record.name).put("version", record.version);
  writer.key("origin").begin_object();
  writer.put("kind", record.origin.kind).put("place", record.origin.place).end_object();
  writer.put("sha256", record.sha256).put("installed_at", format_rfc3339(record.installed_at));
  return writer.end_object().text() + '\n';
}

std::optional<InstallRecord> read_install_record(const std::filesystem::path& connector_folder) {
  const auto text = read_file(connector_folder / kInstallRecordFile, kMaxRecordBytes);
  if (!text) return std::nullopt;
  const auto json = parse_json(*text);
  if (!json || integer_at(*json, "format") != kFormat) return std::nullopt;
  const auto origin = json->FindMember("origin");
  if (origin == json->MemberEnd() || !origin->value.IsObject()) return std::nullopt;
  const auto installed_at = parse_rfc3339(text_at(*json, "installed_at").value_or(""));
  InstallRecord record;
  record.name = text_at(*json, "name").value_or("");
  record.version = text_at(*json, "version").value_or("");
  record.origin = {text_at(origin->value, "kind").value_or(""),
                   text_at(origin->value, "place").value_or("")};
  record.sha256 = text_at(*json, "sha256").value_or("");
  record.installed_at = installed_at.value_or(0);
  return record;
}

}  // namespace host::bundle
