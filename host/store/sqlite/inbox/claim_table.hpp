// ClaimTable: the claims of all endpoints, by key. Two levels, like a log-structured tree.
//
// Keys are hashes: inserted one by one each would rewrite a random page of a big tree. New claims
// are rows appended to `recent_claims`, found through a map in memory; once kRecentClaims have come
// they move into the tree `claims` in key order, a slice per group of writes, many to a page. Both
// live in the file: a claim is durable with its event, and the map is rebuilt at start.
//
// The same way expired claims leave: each group looks through the next slice of the tree, so no
// index on the expiry has to be kept.
// Thread rule: the writer's thread. take() and tidy() run inside its transaction; committed() or
// forget() follows each.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"

namespace host::store::sqlite {

inline constexpr std::size_t kClaimKeySize = 16;
inline constexpr std::size_t kRecentClaims = 65536;  // then they move; about 6 MiB of memory
inline constexpr std::size_t kMovesPerTake = 4;      // a move ends before the next must begin
inline constexpr std::size_t kLooksPerTake = 4;      // so expired claims stay a small part
inline constexpr std::size_t kTidySliceMax = 8192;   // of one group: about 10 ms
inline constexpr std::size_t kLooksWhenIdle = 2000;  // per tidy() without a take

class ClaimTable {
 public:
  explicit ClaimTable(Database& database, std::size_t recent_max = kRecentClaims);

  // The event that holds this key now; `key` has kClaimKeySize bytes.
  std::optional<EventSeq> holder(EndpointId endpoint, std::string_view key, UnixNs now);
  void take(EndpointId endpoint, std::string_view key, EventSeq holder, UnixNs expires_at);

  void tidy(UnixNs now);  // moves and purges in proportion to what was taken
  void committed();
  void forget();  // after a rollback

 private:
  // In the order of the tree: the two halves are big-endian numbers.
  struct Key {
    EndpointId endpoint = 0;
    std::uint64_t high = 0, low = 0;
    bool operator==(const Key&) const = default;
    auto operator<=>(const Key&) const = default;
  };
  using KeyBytes = std::array<char, kClaimKeySize>;
  struct KeyHash {
    // The key is a SHA-256 prefix: any part of it is a hash.
    std::size_t operator()(const Key& key) const {
      return key.high ^ static_cast<std::size_t>(key.endpoint);
    }
  };
  struct Claim {
    EventSeq seq;
    UnixNs expires_at;
    std::int64_t row;  // in recent_claims
  };

  static Key key_of(EndpointId endpoint, std::string_view key);
  static KeyBytes bytes_of(const Key& key);
  void load();
  void begin_move();
  void move_slice(std::size_t limit, UnixNs now);
  void purge_slice(std::size_t limit, UnixNs now);

  Database& database_;
  const std::size_t recent_max_;
  Statement find_, append_, put_, drop_recent_, look_, remove_;

  std::unordered_map<Key, Claim, KeyHash> recent_;
  std::vector<std::pair<Key, std::optional<Claim>>> undo_;  // what this transaction replaced

  // A move under way: its keys in the tree's order, and the last row it covers. `*_now_` are ahead
  // of the committed positions by what this transaction did.
  std::vector<Key> moving_;
  std::size_t moved_ = 0, moved_now_ = 0;
  std::int64_t last_row_ = 0;
  std::int64_t dropped_ = 0, dropped_now_ = 0;

  Key looked_{};  // the purge's place in the tree
};

}  // namespace host::store::sqlite
