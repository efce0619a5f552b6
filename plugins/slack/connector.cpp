// SlackConnector: finds the channel, then the handler for the kind of event.
#include <amfs/connector.hpp>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace {

using namespace slack;

constexpr std::size_t kMaxTextCharacters = common::kMaxItemText;
constexpr std::size_t kMaxNames = 1000;  // of a list in the configuration

enum class Place {
  channel,   // unmatched without a channel
  anywhere,  // the workspace's own path without one
};

struct Route {
  std::string_view type;  // of the event, up to its subtype
  Place place;
  amfs::Results (*handle)(const Delivery&);
};

constexpr Route kRoutes[] = {
    {"message", Place::channel, on_message},
    {"app_mention", Place::channel, on_message},
    {"reaction_added", Place::channel, on_reaction},
    {"reaction_removed", Place::channel, on_reaction},
    {"slash_command", Place::channel, on_command},
    {"block_actions", Place::anywhere, on_interaction},
    {"block_suggestion", Place::anywhere, on_interaction},
    {"interactive_message", Place::anywhere, on_interaction},
    {"message_action", Place::anywhere, on_interaction},
    {"shortcut", Place::anywhere, on_interaction},
    {"view_submission", Place::anywhere, on_interaction},
    {"dialog_submission", Place::anywhere, on_interaction},
    {"app_rate_limited", Place::anywhere, on_rate_limit},
};

// Where the different kinds of payload name their channel. `body` is the event, or the payload.
std::string channel_of(const amfs::Json& body) {
  for (const char* pointer :
       {"/channel", "/item/channel", "/channel/id", "/channel_id", "/container/channel_id"}) {
    std::string channel = amfs::clean_segment(body.at(pointer).text());
    if (!channel.empty() && channel.size() <= kMaxId) return channel;
  }
  return {};
}

Names read_names(const amfs::Json& config, const char* name) {
  Names names;
  const amfs::Json list = config[name];
  bool fine = !list.exists() || (list.is_array() && list.size() <= kMaxNames);
  for (const amfs::Json item : list) {
    fine = fine && !item.view().empty();
    if (fine) names.emplace(item.view());
  }
  if (!fine) {
    throw amfs::ConfigError("config." + std::string(name) + " must be a list of at most " +
                            std::to_string(kMaxNames) + " names");
  }
  return names;
}

}  // namespace

class SlackConnector : public amfs::ConnectorABC {
 public:
  SlackConnector()
      : settings_{
            common::setting(config(), "text_characters", kMaxTextCharacters, kMaxTextCharacters),
            read_names(config(), "channels"), read_names(config(), "ignore_subtypes")} {}

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string_view type = event.event_type();
    for (const Route& route : kRoutes) {
      if (route.type == type.substr(0, type.find('/'))) return handle(event, route);
    }
    return {};  // kept as a raw entry
  }

 private:
  amfs::Results handle(const amfs::ConnectorEvent& event, const Route& route) const {
    const amfs::Json payload = event.payload();
    const amfs::Json body = payload["event"].is_object() ? payload["event"] : payload;
    const std::string channel = channel_of(body);
    if (channel.empty() && route.place == Place::channel) {
      throw amfs::Unmatched("the payload names no channel");
    }
    const bool monitored = settings_.channels.empty() || settings_.channels.count(channel) != 0;
    if (!monitored && !channel.empty()) {
      return amfs::skip("channel " + channel + " is not in config.channels");
    }
    return route.handle({event, settings_, memory_, payload, body,
                         channel.empty() ? entity(kWorkspace) : entity(channel), channel,
                         common::moment_of(event, body["event_ts"])});
  }

  const Settings settings_;
  const common::Memory memory_{
      [this](std::string_view path, std::string_view key) { return read(path, key); },
      [this](std::string_view ref) { return find_ref(ref); }};
};

AMFS_CONNECTOR(SlackConnector)
