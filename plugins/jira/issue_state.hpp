// What an issue's entry says, from the issue in an event.
#pragma once

#include <amfs/connector.hpp>
#include <string>

#include "delivery.hpp"
#include "issue_ref.hpp"

namespace jira {

// The state of the issue, unless the entry knows a later one. What the payload leaves out stays.
void apply_state(const Delivery& delivery, const IssueRef& issue, amfs::Value& value);

// Changes of status in the event's changelog, into the entry's list of them: a late one finds its
// place.
void add_transitions(const Delivery& delivery, amfs::Value& value);

// The sprint, from the changelog: in the issue it is a custom field whose id differs from site to
// site.
void set_sprint(const Delivery& delivery, amfs::Value& value);

// What has happened, in a few words: "In Progress → Done", "created", "changed labels, Sprint".
std::string phrase_of(const Delivery& delivery);

// Brings the value below what the host takes: fewer transitions, then less text.
void shrink(amfs::Value& value);

}  // namespace jira
