// StandardWebhooksConnector: {type, timestamp, data} of the Standard Webhooks specification. One
// entry for each thing that events are about; `type` "invoice.paid" is about an invoice.
#include <amfs/connector.hpp>

#include "common/fields.hpp"

namespace {

constexpr std::size_t kMaxDataBytes = std::size_t{16} * 1024;  // of a body whose data is kept
constexpr std::size_t kMaxIdFields = 16;
constexpr double kConfidence = 0.8;

// The first of these members that holds a text or number.
std::string first_text(const amfs::Json& data, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::string text = data[name].text(); !text.empty()) return text;
  }
  return {};
}

}  // namespace

class StandardWebhooksConnector : public amfs::ConnectorABC {
 public:
  StandardWebhooksConnector() {
    const amfs::Json names = config()["id_fields"];
    if (names.exists() && (!names.is_array() || names.size() > kMaxIdFields)) {
      throw amfs::ConfigError("config.id_fields must be a list of at most 16 names");
    }
    for (const amfs::Json name : names) id_fields_.push_back(name.str());
    if (!names.exists()) id_fields_ = {"id", "uid", "uuid", "number"};
  }

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const amfs::Json payload = event.payload();
    const std::string type = event.need("/type");
    const amfs::Json data = payload["data"];
    const std::string kind = kind_of(type, data);
    return amfs::write(entity(kind), key_of(event, kind, data), value_of(event, type, data))
        .memory_type(amfs::MemoryType::fact)
        .confidence(kConfidence)
        .occurred_at(payload["timestamp"].time())
        .summary(common::headline(data["title"], type));
  }

 private:
  // What the event is about: `data.object`, else its type up to the last dot.
  static std::string kind_of(const std::string& type, const amfs::Json& data) {
    const std::string named = data["object"].str();
    const auto kind = common::key_part(named.empty() ? type.substr(0, type.rfind('.')) : named);
    if (!kind) throw amfs::Unmatched("/type cannot be part of a key");
    return *kind;
  }

  std::string key_of(const amfs::ConnectorEvent& event, const std::string& kind,
                     const amfs::Json& data) const {
    std::string id = first_text(data, id_fields_);
    if (id.empty()) id = event.delivery_id().empty() ? event.event_id() : event.delivery_id();
    const auto key = common::key_part(kind + "-" + id);
    if (!key) throw amfs::Unmatched("the id in /data cannot be part of a key");
    return *key;
  }

  static amfs::Value value_of(const amfs::ConnectorEvent& event, const std::string& type,
                              const amfs::Json& data) {
    // "invoice.paid" says by itself what it is about and how that is now.
    const std::string title = first_text(data, {"title", "name"});
    const std::string status = first_text(data, {"status", "state"});
    amfs::Value value{
        {"title", amfs::clip(title.empty() ? type : title, common::kMaxText)},
        {"status",
         amfs::clip(status.empty() ? type.substr(type.rfind('.') + 1) : status, common::kMaxText)},
        {"url", common::scalar(data["url"])},
        {"actor", common::scalar(data["actor"])},
        {"severity", common::scalar(data["severity"])},
        {"last_event", amfs::clip(type, common::kMaxText)}};
    if (event.body().size() <= kMaxDataBytes) value["data"] = data;
    return value;
  }

  std::vector<std::string> id_fields_;
};

AMFS_CONNECTOR(StandardWebhooksConnector)
