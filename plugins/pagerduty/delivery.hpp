// Delivery: one PagerDuty event, as every handler of this connector sees it.
#pragma once

#include <amfs/connector.hpp>
#include <string>
#include <string_view>

#include "common/home.hpp"
#include "common/merge.hpp"
#include "severity.hpp"

namespace pagerduty {

// Where things wait whose service is not known yet.
inline constexpr std::string_view kUnassigned = "_unassigned";

struct Settings {
  std::string root;             // the connector's default entity path
  std::size_t text_characters;  // how much of notes, updates and messages is kept
  SeverityTable severities;
};

struct Delivery {
  const amfs::ConnectorEvent& event;
  const Settings& settings;
  const common::Memory& memory;
  amfs::Json body;  // of /event
  amfs::Json data;  // of /event/data
  common::Moment moment;

  std::string at() const { return common::rfc3339(moment.at); }
  // Who did it: a person, else the system it came through.
  amfs::Value actor() const;
  // This event's own id, for the timeline.
  amfs::Value id() const;
  // The id of a list's item. One without cannot be followed: the event's own id stands in.
  amfs::Value item_id(const amfs::Json& id) const;
};

// Reads what is known of a thing, or where its first entry goes. `service`: the reference to the
// service it belongs to.
common::Home home_of(const Delivery& delivery, const std::string& key, const std::string& ref,
                     const amfs::Json& service);

// `last_event` and `actor`, unless a later event has set them; and the fields every value has,
// first.
void note_event(const Delivery& delivery, amfs::Value& value);

// value[name] = made, unless the payload does not say (`from` is missing): then what is known
// stays.
void set(amfs::Value& value, std::string_view name, const amfs::Json& from, amfs::Value made);
void set_text(amfs::Value& value, std::string_view name, const amfs::Json& from);

// Puts the values of custom fields into the value's list of them.
void put_fields(const Delivery& delivery, amfs::Value& value);

// Events about incidents: what they change in the entry of the incident. Returns a few words about
// it.
std::string apply_state(const Delivery& delivery, amfs::Value& incident);
std::string apply_note(const Delivery& delivery, amfs::Value& incident);
std::string apply_status_update(const Delivery& delivery, amfs::Value& incident);
std::string apply_responder(const Delivery& delivery, amfs::Value& incident);
std::string apply_task(const Delivery& delivery, amfs::Value& incident);
std::string apply_roles(const Delivery& delivery, amfs::Value& incident);
std::string apply_workflow(const Delivery& delivery, amfs::Value& incident);
std::string apply_action(const Delivery& delivery, amfs::Value& incident);
std::string apply_bridge(const Delivery& delivery, amfs::Value& incident);
std::string apply_fields(const Delivery& delivery, amfs::Value& incident);

struct IncidentEvent {
  std::string_view type;    // of the event
  std::string_view phrase;  // for headlines: "Incident #5 {phrase}: …"
  std::string (*apply)(const Delivery& delivery, amfs::Value& incident);
};

amfs::Results on_incident(const Delivery& delivery, const IncidentEvent& kind);
amfs::Results on_service(const Delivery& delivery);

}  // namespace pagerduty
