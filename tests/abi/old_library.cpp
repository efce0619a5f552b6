// A connector as somebody wrote it without the SDK: C++ over one header, that of the release in the
// include path, never built again. With whatever C++ library its compiler came with.
#include <amfs/abi/connector.h>

#include <string>
#include <vector>

struct amfs_instance {
  std::vector<std::string> said;
};

namespace {

AMFS_EMIT_NOTE();

amfs_str str(const std::string& text) { return {text.data(), text.size()}; }

amfs_status create(const amfs_host*, const amfs_create_args*, const amfs_sink*,
                   amfs_instance** out) {
  *out = new amfs_instance;
  return AMFS_OK;
}

void destroy(amfs_instance* instance) { delete instance; }

amfs_status transform(amfs_instance* instance, const amfs_event* event, const amfs_sink* sink) {
  instance->said.emplace_back(event->event_type.ptr, event->event_type.len);
  const std::string path = "old/library";
  const std::string value = "{\"said\":\"" + instance->said.back() + "\"}";
  amfs_result result{};
  result.struct_size = sizeof result;
  result.operation = AMFS_OP_WRITE;
  result.entity_path = str(path);
  result.key = str(instance->said.back());
  result.value_json = str(value);
  return sink->emit(sink, &result);
}

const amfs_class* get_class(std::uint32_t index) {
  static constexpr char kName[] = "TortureConnector";
  static const amfs_class description = [] {
    amfs_class out{};
    out.struct_size = sizeof out;
    out.class_name = {kName, sizeof kName - 1};
    out.create = create;
    out.destroy = destroy;
    out.transform = transform;
    return out;
  }();
  return index == 0 ? &description : nullptr;
}

}  // namespace

AMFS_EXPORT const amfs_entry* amfs_connector_entry_v1(void) {
  static const amfs_entry entry = [] {
    amfs_entry out{};
    out.struct_size = sizeof out;
    out.abi_major = AMFS_ABI_MAJOR;
    out.abi_minor = AMFS_ABI_MINOR;
    out.class_count = 1;
    out.get_class = get_class;
    return out;
  }();
  return &entry;
}
