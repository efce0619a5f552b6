// Which issue an event is about, and where its entry is.
#pragma once

#include <amfs/connector.hpp>
#include <optional>
#include <string>

#include "delivery.hpp"

namespace jira {

// What an event says about its issue; every part may be "".
struct IssueRef {
  std::string id;    // stays when the issue is moved to another project
  std::string key;   // "SHOP-41", as part of a key
  std::string site;  // "https://acme.atlassian.net"
  std::string path;  // entity path of its project
};

// The base URL in an object's `self`; "" when there is none.
std::string site_of(const amfs::Json& self);

// By the payload's `issue`.
IssueRef issue_in(const Delivery& delivery);

std::string issue_url(const IssueRef& issue);

// Refs of an issue's entry. Others may give their entries the first one too, it is the issue's
// public name; the second is only there to find the issue by.
std::string issue_ref(const std::string& id);
std::string issue_entry_ref(const std::string& id);

// The entry of the issue, also of one that was moved to another project since. At most three reads.
std::optional<amfs::Entry> find_issue(const Delivery& delivery, const IssueRef& issue);

// Something that belongs to an issue: a comment, a worklog, an attachment.
struct Part {
  std::string path;   // of the issue's project; "" while it is not known
  amfs::Value facts;  // title, url and about, of those that are known
};
Part part_of(const Delivery& delivery, const IssueRef& issue, const std::string& part_key);

// The facts that a part of this issue has. `part_key`: "comment-7".
amfs::Value part_facts(const std::string& issue_key, const amfs::Value& title,
                       const std::string& url, const std::string& part_key);

}  // namespace jira
