// Delivery: one Slack event, as every handler of this connector sees it.
#pragma once

#include <amfs/connector.hpp>
#include <set>
#include <string>
#include <string_view>

#include "common/home.hpp"
#include "common/merge.hpp"

namespace slack {

inline constexpr double kTalkConfidence = 0.6;                // what people say
inline constexpr double kCommandConfidence = 0.5;             // what people ask an app to do
inline constexpr std::size_t kMaxId = 64;                     // bytes of Slack's ids of things
inline constexpr std::string_view kWorkspace = "_workspace";  // for what is in no channel

using Names = std::set<std::string, std::less<>>;

struct Settings {
  std::size_t text_characters;  // how much of messages is kept
  Names channels;               // the monitored ones; empty: all
  Names ignored_subtypes;       // of messages
};

struct Delivery {
  const amfs::ConnectorEvent& event;
  const Settings& settings;
  const common::Memory& memory;
  amfs::Json payload;  // of the request
  amfs::Json body;     // /event of an event; the payload itself for commands and interactions
  std::string path;    // entity path of the channel
  std::string channel;
  common::Moment moment;
};

// A message's timestamp is its id in its channel: digits, a dot, digits.
bool is_ts(std::string_view text);
// Whether `a` is earlier; both are timestamps, or "" for the beginning of time.
bool ts_less(std::string_view a, std::string_view b);
// The timestamp at `json`; Unmatched when it is none.
std::string need_ts(const amfs::Json& json);

// The link to a thread in Slack's own client; missing when the ids are not what Slack makes.
amfs::Value thread_url(const Delivery& delivery, const std::string& root_ts);

// One handler for each kind of event.
amfs::Results on_message(const Delivery& delivery);
amfs::Results on_reaction(const Delivery& delivery);
amfs::Results on_command(const Delivery& delivery);
amfs::Results on_interaction(const Delivery& delivery);
amfs::Results on_rate_limit(const Delivery& delivery);

}  // namespace slack
