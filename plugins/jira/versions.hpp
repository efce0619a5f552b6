// How a project's path is found by its id: the entries of its issues carry this ref.
#pragma once

#include <string>

namespace jira {

std::string project_ref(const std::string& id);

}  // namespace jira
