// What every value of this connector has, from the shared bounded pieces of a payload.
#pragma once

#include <amfs/connector.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace github {

using common::bounded_ref;
using common::headline;
using common::kMaxItems;
using common::kMaxKeyPart;
using common::kMaxText;
using common::kStateConfidence;
using common::latest;
using common::names;
using common::scalar;

inline constexpr double kTalkConfidence = 0.6;  // what people say in reviews and comments

// A description or comment, as much of it as the operator keeps.
amfs::Value body(const Delivery& delivery, const amfs::Json& json);

// The fields that every value has: title, status, url, actor, last_event.
amfs::Value describe(const Delivery& delivery, const amfs::Value& title, const amfs::Value& status,
                     const amfs::Json& url);

// A name of the repository's people (of a branch, tag, environment) as part of a key: `/`, which
// keys have not, as `~`, which names of branches and tags have not, so that no two names share a
// key. nullopt for a name with `~` or anything else that a key cannot hold, and for one too long.
std::optional<std::string> key_name(std::string_view name);

// "error" for what has failed, "warning" for what was stopped, "info" for the rest.
std::string severity_of(std::string_view outcome);

}  // namespace github
