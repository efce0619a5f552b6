// GenericConnector: any JSON webhook as one entry, laid out by `config` (manifests/generic).
#include <amfs/connector.hpp>
#include <map>

#include "common/fields.hpp"
#include "text_template.hpp"

namespace {

constexpr std::size_t kMaxFields = 32;
constexpr std::size_t kMaxIgnored = 64;
constexpr std::size_t kMaxPayloadBytes = std::size_t{16} * 1024;  // of a payload kept in the value
constexpr double kDefaultConfidence = 0.7;

amfs::MemoryType memory_type_of(const amfs::Json& json) {
  const std::string name = json.str("fact");
  if (name == "fact") return amfs::MemoryType::fact;
  if (name == "belief") return amfs::MemoryType::belief;
  if (name == "experience") return amfs::MemoryType::experience;
  throw amfs::ConfigError("config.memory_type must be fact, belief or experience");
}

// `pattern` exact, or a prefix and one trailing `*`.
bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty() || pattern.back() != '*') return pattern == text;
  pattern.remove_suffix(1);
  return text.substr(0, pattern.size()) == pattern;
}

}  // namespace

class GenericConnector : public amfs::ConnectorABC {
 public:
  GenericConnector()
      : path_(config()["entity_path"], "entity_path", {}),
        key_(config()["key"], "key", {"{event_type}-{id}"}),
        memory_type_(memory_type_of(config()["memory_type"])),
        confidence_(config()["confidence"].f64(kDefaultConfidence)),
        keeps_payload_(config()["payload"].boolean(true)) {
    if (!(confidence_ >= 0 && confidence_ <= 1)) {
      throw amfs::ConfigError("config.confidence must be from 0 to 1");
    }
    add_text("title", {"{/title}", "{/name}", "{/subject}", "{/summary}", "{/message}"});
    add_text("status", {"{/status}", "{/state}"});
    add_text("url", {"{/url}", "{/html_url}"});
    add_text("actor", {"{/actor}", "{/user}"});
    add_text("severity", {"{/severity}", "{/priority}"});
    read_fields();
    read_ignored();
  }

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    for (const std::string& pattern : ignored_) {
      if (matches(pattern, event.event_type())) return amfs::skip("ignored by config");
    }
    const auto key = key_.resolve(event);
    const auto part = key ? common::key_part(*key) : std::nullopt;
    if (!part) throw amfs::Unmatched("no template of config.key fits this event");
    return amfs::write(path_of(event), *part, value_of(event))
        .memory_type(memory_type_)
        .confidence(confidence_)
        .summary(headline(event));
  }

 private:
  struct NamedText {
    std::string name;
    generic::Choices choices;
  };

  void add_text(const char* name, const std::vector<std::string_view>& otherwise) {
    texts_.push_back({name, generic::Choices(config()[name], name, otherwise)});
  }

  void read_fields() {
    const amfs::Json fields = config()["fields"];
    if (fields.size() > kMaxFields) throw amfs::ConfigError("config.fields: at most 32 are kept");
    for (const amfs::Json pointer : fields) {
      if (pointer.view().empty() || pointer.view().front() != '/') {
        throw amfs::ConfigError("config.fields." + std::string(pointer.name()) +
                                " must be a JSON pointer, like /data/id");
      }
      fields_[std::string(pointer.name())] = pointer.view();
    }
  }

  void read_ignored() {
    const amfs::Json ignored = config()["ignore"];
    if (ignored.size() > kMaxIgnored) throw amfs::ConfigError("config.ignore: at most 64 patterns");
    for (const amfs::Json pattern : ignored) ignored_.emplace_back(pattern.view());
  }

  // Without a template: the default path. With one that does not fit: unmatched, so that the event
  // goes where the manifest puts raw ones.
  std::string path_of(const amfs::ConnectorEvent& event) const {
    if (path_.empty()) return entity();
    const auto below = path_.resolve(event, true);
    if (!below) throw amfs::Unmatched("no template of config.entity_path fits this event");
    return entity(amfs::path(*below));
  }

  amfs::Value value_of(const amfs::ConnectorEvent& event) const {
    amfs::Value value = amfs::Value::object();
    for (const NamedText& text : texts_) {
      if (const auto resolved = text.choices.resolve(event))
        value[text.name] = amfs::clip(*resolved, common::kMaxText);
    }
    const std::string type = amfs::clip(event.event_type(), common::kMaxText);
    for (const char* always : {"title", "status"}) {  // what digests of strangers' events rely on
      if (value.find(always) == nullptr) value[always] = type;
    }
    value["last_event"] = type;
    for (const auto& [name, pointer] : fields_) {
      value[name] = common::scalar(event.payload().at(pointer), common::kMaxItemText);
    }
    if (keeps_payload_ && event.body().size() <= kMaxPayloadBytes) {
      value["payload"] = event.payload();
    }
    return value;
  }

  std::string headline(const amfs::ConnectorEvent& event) const {
    const auto title = texts_.front().choices.resolve(event);
    const std::string type(event.event_type());
    return amfs::clip(title ? type + ": " + *title : type, common::kMaxText);
  }

  generic::Choices path_;
  generic::Choices key_;
  std::vector<NamedText> texts_;  // the title is the first
  std::map<std::string, std::string> fields_;
  std::vector<std::string> ignored_;
  amfs::MemoryType memory_type_;
  double confidence_;
  bool keeps_payload_;
};

AMFS_CONNECTOR(GenericConnector)
