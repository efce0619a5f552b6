// Scopes: what a key may do (contract 2.5), as values and as words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::access {

// operate = payloads, dead letters, replay.
enum class Scope : std::uint8_t { ingest, read, write, operate, admin };

inline constexpr std::array kEveryScope{Scope::ingest, Scope::read, Scope::write, Scope::operate,
                                        Scope::admin};

using ScopeSet = std::uint32_t;  // of bit()s

constexpr ScopeSet bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
inline constexpr ScopeSet kAllScopes = bit(Scope::ingest) | bit(Scope::read) | bit(Scope::write) |
                                       bit(Scope::operate) | bit(Scope::admin);

const char* to_string(Scope scope);
std::optional<Scope> parse_scope(std::string_view word);
std::vector<std::string> scope_names(ScopeSet scopes);
// "ingest, read, …": for messages.
std::string scope_list(ScopeSet scopes);

}  // namespace host::access
