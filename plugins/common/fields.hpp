// Bounded pieces of a payload, for the built-in connectors. Whatever a payload holds, a value made
// of these stays small and of the expected shape: a field of the wrong type is left out, as are
// nulls.
#pragma once

#include <amfs/connector.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace common {

inline constexpr std::size_t kMaxText = 300;       // characters of a title, name or link
inline constexpr std::size_t kMaxItemText = 2000;  // characters of the text of a list's item
inline constexpr std::size_t kMaxItems = 50;       // of any list
inline constexpr std::size_t kMaxKeyPart = 200;    // bytes of the changing part of a key
inline constexpr std::size_t kMaxRefBytes = 256;   // of a pattern ref, by the host
inline constexpr double kStateConfidence = 0.9;    // of what a system says about its own objects

// Text, number or boolean.
amfs::Value scalar(const amfs::Json& json, std::size_t max_characters = kMaxText);
// The member `field` of each element, in the order they were sent.
amfs::Value names(const amfs::Json& list, std::string_view field);
// A long text, cut; missing when there is none or nothing is to be kept (`max_characters` 0).
amfs::Value excerpt(const amfs::Json& json, std::size_t max_characters);
// A short text for headlines; `otherwise` when it is empty.
std::string headline(const amfs::Json& title, std::string_view otherwise);

// `text` as part of a key; nullopt when nothing is left of it or it is too long.
std::optional<std::string> key_part(std::string_view text);
// The text or number at the pointer as part of a key. Unmatched without it.
std::string key_part(const amfs::ConnectorEvent& event, std::string_view pointer);

// A pattern ref that the host takes: one that is too long is cut, and then still finds itself.
std::string bounded_ref(std::string_view ref);

// The later one; a missing one loses.
std::optional<amfs::Time> latest(std::optional<amfs::Time> a, std::optional<amfs::Time> b);

// A whole number of the configuration, 0 … `maximum`. ConfigError beyond.
std::size_t setting(const amfs::Json& config, std::string_view name, std::size_t otherwise,
                    std::size_t maximum);

}  // namespace common
