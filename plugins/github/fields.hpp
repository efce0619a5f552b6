// What every value of this connector has, from the shared bounded pieces of a payload.
#pragma once

#include <amfs/connector.hpp>
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

// "error" for what has failed, "warning" for what was stopped, "info" for the rest.
std::string severity_of(std::string_view outcome);

}  // namespace github
