#include "host/api/memory/memory_fields.hpp"

#include "host/config/entity_path.hpp"
#include "host/identity/text_rules.hpp"
#include "host/store/content_hash.hpp"
#include "host/store/mark.hpp"
#include "host/store/search_text.hpp"

namespace host::api {
namespace {

constexpr std::size_t kValueMax = std::size_t{256} << 10;  // contract 2.3
constexpr std::size_t kRefsMax = 32;
constexpr std::size_t kRefMax = 256;

}  // namespace

std::string written_path(BodyFields& fields) {
  const std::string sent = fields.required_text("entity_path");
  if (!fields.is_sound("entity_path")) return {};
  auto path = config::clean_path(sent);
  if (path) return std::move(*path);
  fields.fault("entity_path",
               identity::path_fault(sent).value_or("expected a path of at most 512 bytes"));
  return {};
}

store::MemoryWrite memory_write_of(BodyFields& fields, store::MemoryType default_type,
                                   bool value_required, UnixNs now) {
  store::MemoryWrite write;
  write.entity_path = written_path(fields);
  write.key = fields.required_text("key");
  if (fields.is_sound("key")) {
    if (auto fault = identity::key_fault(write.key, true)) fields.fault("key", std::move(*fault));
  }
  // As written, so that numbers keep their digits.
  write.value_json = fields.raw("value", kValueMax, value_required);
  if (write.value_json.empty()) write.value_json = "null";
  write.confidence = fields.number("confidence", 1.0, 0, 1);
  write.memory_type = default_type;
  if (const std::string type = fields.text("memory_type"); !type.empty()) {
    const auto parsed = store::parse_memory_type(type);
    if (!parsed) fields.fault("memory_type", "expected fact, belief or experience");
    write.memory_type = parsed.value_or(default_type);
  }
  write.pattern_refs = fields.texts("pattern_refs", kRefsMax, kRefMax);
  write.ttl_at = fields.time("ttl_at");
  write.occurred_at = now;
  return write;
}

void check_ttl(BodyFields& fields, const store::MemoryWrite& write, UnixNs now) {
  if (write.ttl_at != 0 && write.ttl_at <= now) fields.fault("ttl_at", kTtlPast);
}

void prepare(store::MemoryWrite& write) {
  write.search_text = store::search_text(write.value_json);
  write.content_hash = store::content_hash(write.value_json);
  write.mark = store::mark_of(write.key, write.value_json);
}

}  // namespace host::api
