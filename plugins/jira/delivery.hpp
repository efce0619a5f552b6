// Delivery: one Jira event, as every handler of this connector sees it. Cloud and Data Center send
// nearly the same; where they differ (accountId or name, rich text or plain) both are understood.
#pragma once

#include <amfs/connector.hpp>
#include <map>
#include <string>
#include <string_view>

#include "common/home.hpp"
#include "common/merge.hpp"

namespace jira {

// Below the connector's path: what names no project that is known.
inline constexpr std::string_view kUnassigned = "_unassigned";

inline constexpr double kTalkConfidence = 0.7;  // what people write in comments and worklogs

// Id of a custom field → its name in the entry.
using FieldNames = std::map<std::string, std::string, std::less<>>;

struct Settings {
  std::string root;             // the connector's default entity path
  std::size_t text_characters;  // how much of descriptions and comments is kept
  FieldNames fields;
};

struct Delivery {
  const amfs::ConnectorEvent& event;
  const Settings& settings;
  const common::Memory& memory;
  amfs::Json payload;
  std::string_view action;  // "created" of "jira:issue_created"
  common::Moment moment;    // when the event happened

  bool deletes() const { return action == "deleted"; }
  std::string waiting_room() const { return settings.root + "/" + std::string(kUnassigned); }
  // A text of plain or rich text, as much of it as the operator keeps.
  amfs::Value text(const amfs::Json& json) const;
  // When the version of a thing in the payload was made; the event's own time when it does not say
  // or cannot be right.
  common::Moment moment_of(const amfs::Json& updated) const;
};

// By the payload's `timestamp`, milliseconds since 1970.
common::Moment event_moment(const amfs::ConnectorEvent& event);

// The name of a person; missing when there is none.
amfs::Value person(const amfs::Json& user);
// The first of two people that is one.
amfs::Value person(const amfs::Json& user, const amfs::Json& otherwise);

// The fields that every value begins with.
amfs::Value describe(const amfs::Value& title, std::string_view status, const amfs::Value& actor,
                     std::string_view last_event);

// `text` as the last segment of a path below the connector's own; "" when it cannot be one.
std::string path_below(const Delivery& delivery, std::string_view text);

amfs::Results on_issue(const Delivery& delivery);
amfs::Results on_comment(const Delivery& delivery);
amfs::Results on_worklog(const Delivery& delivery);
amfs::Results on_attachment(const Delivery& delivery);
amfs::Results on_sprint(const Delivery& delivery);
amfs::Results on_version(const Delivery& delivery);
amfs::Results on_deployment(const Delivery& delivery);

}  // namespace jira
