#include "host/access/key_table.hpp"

#include <algorithm>
#include <stdexcept>

namespace host::access {
namespace {

std::size_t shard_of(const std::string& digest) {
  if (digest.empty()) throw std::invalid_argument("an API key without a digest");
  return static_cast<unsigned char>(digest.front());
}

}  // namespace

// A whole minute's requests may come at once.
LiveKey::LiveKey(const store::ApiKey& key)
    : id(key.id),
      name(key.name),
      tenant(key.tenant),
      scopes(key.scopes & kAllScopes),
      expires_at(key.expires_at),
      requests(key.rate_limit_rpm, 60 * kNsPerSecond, key.rate_limit_rpm),
      use_noted_at(key.last_used_at) {}

void KeyTable::put(const store::ApiKey& key) {
  Snapshot<Shard>& place = shards_[shard_of(key.digest)];
  Shard shard = *place.get();
  const bool is_new = shard.insert_or_assign(key.digest, std::make_shared<LiveKey>(key)).second;
  place.set(std::move(shard));
  if (is_new) ++size_;
}

void KeyTable::remove(const store::ApiKey& key) {
  Snapshot<Shard>& place = shards_[shard_of(key.digest)];
  Shard shard = *place.get();
  const auto found = shard.find(key.digest);
  if (found == shard.end()) return;
  found->second->is_removed = true;
  shard.erase(found);
  place.set(std::move(shard));
  --size_;
}

std::shared_ptr<LiveKey> KeyTable::find(const crypto::Sha256& digest) const {
  const auto shard = shards_[digest.front()].get();
  const auto found = shard->find(crypto::as_text(digest));
  return found == shard->end() ? nullptr : found->second;
}

void KeyTable::note_use(LiveKey& key, UnixNs now) const {
  UnixNs noted = key.use_noted_at.load(std::memory_order_relaxed);
  if (now - noted < kNoteUseEveryNs || !on_use_) return;
  if (key.use_noted_at.compare_exchange_strong(noted, now, std::memory_order_relaxed)) {
    on_use_(key.id, now);
  }
}

}  // namespace host::access
