// Waiting lists: what has come before anybody knew where it belongs. A worklog names its issue by
// id only and a version its project; the list of that id, in the waiting room, says what to fetch
// when the issue, or the first issue of the project, turns up.
#pragma once

#include <amfs/connector.hpp>
#include <functional>
#include <string>

#include "delivery.hpp"

namespace jira {

// Of one list; the newest are kept. Whatever falls off joins with its own next event. Two lists
// and what they name have to be read within the host's 64 reads for one event.
inline constexpr std::size_t kMaxWaiting = 20;

std::string issue_list(const std::string& issue_id);
std::string project_list(const std::string& project_id);

// Adds the write of the list, unless `key` is on it.
void add_to_waiting_list(const Delivery& delivery, const std::string& list_key,
                         const std::string& key, amfs::Results& results);

// Adds the writes that bring everything on the list to `path`. `facts`: what an entry learns by it.
void join_waiting(const Delivery& delivery, const std::string& list_key, const std::string& path,
                  const std::function<amfs::Value(const std::string& key)>& facts,
                  amfs::Results& results);

}  // namespace jira
