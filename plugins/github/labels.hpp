// The labels of an issue or pull request over time. They have an entry of their own beside it,
// labels-{key}: the entry is always what its newest event says, this one adds up.
#pragma once

#include <amfs/connector.hpp>
#include <string>

#include "delivery.hpp"

namespace github {

// For labeled and unlabeled events: adds the write of the history with this change in it. `thing`:
// the issue or pull request, whose entry has this key. One read.
void add_label_history(const Delivery& delivery, const std::string& key, const amfs::Json& thing,
                       amfs::Results& results);

}  // namespace github
