// What hangs on an issue: comments, worklogs, attachments. Some events carry the whole issue, some
// only its id, some nothing of it. What was deleted stays as a tombstone without its text.
#pragma once

#include <amfs/connector.hpp>

#include "delivery.hpp"

namespace jira {

// The comment in an update of its issue. Jira sends that beside the event of the comment itself;
// old servers send nothing else.
amfs::Results comment_in_issue(const Delivery& delivery);

}  // namespace jira
