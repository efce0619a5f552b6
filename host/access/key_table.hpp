// KeyTable: the stored keys that may be used, in memory, found by the SHA-256 of what a request
// sent. A change is in force for the next request: there is no cache that could lag.
//
// How long a look-up takes depends on the digest only, which a sender cannot steer towards that of
// a key. The keys are spread over shards so that a change copies a few hundred of them.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "host/access/rate_limit.hpp"
#include "host/access/scopes.hpp"
#include "host/base/snapshot.hpp"
#include "host/crypto/digest.hpp"
#include "host/store/keys.hpp"

namespace host::access {

// A key's last use is noted in the store at most this often.
inline constexpr std::int64_t kNoteUseEveryNs = 60 * kNsPerSecond;

struct LiveKey {
  explicit LiveKey(const store::ApiKey& key);

  const std::string id;
  const std::string name;
  const store::TenantId tenant;
  const ScopeSet scopes;
  const UnixNs expires_at;  // 0 = never
  RateLimit requests;
  std::atomic<UnixNs> use_noted_at;
  std::atomic<bool> is_removed{false};  // for those who hold it still

  bool is_expired(UnixNs now) const { return expires_at != 0 && now >= expires_at; }
};

class KeyTable {
 public:
  // By one thread at a time.
  void put(const store::ApiKey& key);
  void remove(const store::ApiKey& key);

  // Any thread; nullptr when there is none. May be expired.
  std::shared_ptr<LiveKey> find(const crypto::Sha256& digest) const;
  // Expired ones count: a host does not become open because a key ran out.
  bool empty() const { return size_.load() == 0; }

  // Called, on any thread, with what the store should note; must not block. Set before traffic.
  void set_on_use(std::function<void(const std::string& id, UnixNs at)> on_use) {
    on_use_ = std::move(on_use);
  }
  void note_use(LiveKey& key, UnixNs now) const;

 private:
  using Shard = std::map<std::string, std::shared_ptr<LiveKey>, std::less<>>;  // by digest
  static constexpr std::size_t kShards = 256;

  std::array<Snapshot<Shard>, kShards> shards_;  // by the digest's first byte
  std::atomic<std::size_t> size_{0};
  std::function<void(const std::string&, UnixNs)> on_use_;
};

}  // namespace host::access
