// JiraConnector: finds the handler for the kind of event.
#include <amfs/connector.hpp>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace {

using namespace jira;

constexpr std::size_t kDefaultTextCharacters = 2000;
constexpr std::size_t kMaxTextCharacters = 10000;
constexpr std::size_t kMaxFields = 50;
constexpr std::size_t kMaxFieldName = 64;

struct Route {
  std::string_view kind;    // of "jira:{kind}_{action}"; the prefix is not on all of them
  std::string_view member;  // what the payload must have
  amfs::Results (*handle)(const Delivery&);
};

// Old servers send jira:worklog_updated with the issue.
constexpr Route kRoutes[] = {
    {"issue", "issue", on_issue},
    {"comment", "comment", on_comment},
    {"worklog", "worklog", on_worklog},
    {"worklog", "issue", on_issue},
    {"attachment", "attachment", on_attachment},
    {"sprint", "sprint", on_sprint},
    {"version", "version", on_version},
    {"deployment", "deployment", on_deployment},
};

FieldNames read_fields(const amfs::Json& config) {
  FieldNames fields;
  if (!config.exists()) return fields;
  if (!config.is_object() || config.size() > kMaxFields) {
    throw amfs::ConfigError("config.fields must map at most " + std::to_string(kMaxFields) +
                            " ids of custom fields to names");
  }
  for (const amfs::Json name : config) {
    if (name.view().empty() || name.view().size() > kMaxFieldName) {
      throw amfs::ConfigError("config.fields." + std::string(name.name()) +
                              " must be a name of 1 to " + std::to_string(kMaxFieldName) +
                              " bytes");
    }
    fields.emplace(name.name(), name.view());
  }
  return fields;
}

}  // namespace

class JiraConnector : public amfs::ConnectorABC {
 public:
  JiraConnector()
      : settings_{entity(),
                  common::setting(config(), "text_characters", kDefaultTextCharacters,
                                  kMaxTextCharacters),
                  read_fields(config()["fields"])} {}

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    constexpr std::string_view kPrefix = "jira:";
    std::string_view type = event.event_type();
    if (type.substr(0, kPrefix.size()) == kPrefix) type.remove_prefix(kPrefix.size());
    const std::size_t end = type.find('_');
    const std::string_view action = end == std::string_view::npos ? "" : type.substr(end + 1);
    const Delivery delivery{event,           settings_, memory_,
                            event.payload(), action,    event_moment(event)};
    for (const Route& route : kRoutes) {
      if (route.kind != type.substr(0, end)) continue;
      if (delivery.payload[route.member].is_object()) return route.handle(delivery);
    }
    return {};  // kept as a raw entry
  }

 private:
  const Settings settings_;
  const common::Memory memory_{
      [this](std::string_view path, std::string_view key) { return read(path, key); },
      [this](std::string_view ref) { return find_ref(ref); }};
};

AMFS_CONNECTOR(JiraConnector)
