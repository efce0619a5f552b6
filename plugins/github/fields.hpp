// Bounded pieces of a payload. Whatever a payload holds, a value made of these stays small and of
// the expected shape: a field of the wrong type is left out, as are nulls.
#pragma once

#include <amfs/connector.hpp>
#include <string>
#include <string_view>

#include "delivery.hpp"

namespace github {

inline constexpr std::size_t kMaxText = 300;     // characters of a title, name or link
inline constexpr std::size_t kMaxItems = 50;     // of any list
inline constexpr std::size_t kMaxKeyPart = 200;  // bytes of the changing part of a key
inline constexpr double kStateConfidence = 0.9;  // GitHub says so itself
inline constexpr double kTalkConfidence = 0.6;   // what people say in reviews and comments

// Text, number or boolean.
amfs::Value scalar(const amfs::Json& json, std::size_t max_characters = kMaxText);
// The member `field` of each element, sorted as sent.
amfs::Value names(const amfs::Json& list, std::string_view field);
// A description or comment, as much of it as the operator keeps.
amfs::Value body(const Delivery& delivery, const amfs::Json& json);

// The fields that every value has: title, status, url, actor, last_event.
amfs::Value describe(const Delivery& delivery, const amfs::Value& title, const amfs::Value& status,
                     const amfs::Json& url);

// "error" for what has failed, "warning" for what was stopped, "info" for the rest.
std::string severity_of(std::string_view outcome);

// A title for headlines; `otherwise` when it is empty.
std::string headline(const amfs::Json& title, std::string_view otherwise);

// The later one; a missing one loses.
std::optional<amfs::Time> latest(std::optional<amfs::Time> a, std::optional<amfs::Time> b);

}  // namespace github
