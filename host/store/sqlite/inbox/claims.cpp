#include "host/store/sqlite/inbox/claims.hpp"

#include "host/crypto/digest.hpp"

namespace host::store::sqlite {

Claims::Claims(Database& database)
    : table_(database),
      digest_(database, "SELECT body_digest=?2 FROM events WHERE seq=?1"),
      delivery_(database, "SELECT delivery_id=?2 FROM events WHERE seq=?1") {}

std::string Claims::key_of(std::string_view kind, std::string_view identity) {
  const auto digest = crypto::sha256({kind, std::string_view("\0", 1), identity});
  return std::string(crypto::as_text(digest).substr(0, kClaimKeySize));
}

ClaimVerdict Claims::examine(EndpointId endpoint, const DedupeClaim& dedupe,
                             const std::string& body_digest, UnixNs now) {
  if (dedupe.id_kind == IdKind::unsigned_id) {
    return examine_unsigned(endpoint, dedupe, body_digest, now);
  }
  ClaimVerdict verdict;
  const bool by_id = dedupe.id_kind == IdKind::signed_id;
  std::string key =
      by_id ? key_of("id", dedupe.delivery_id) : key_of("bytes", dedupe.signed_digest);
  verdict.duplicate_of = table_.holder(endpoint, key, now);
  if (verdict.duplicate_of) {
    verdict.keep_conflicting_body = by_id && !same_body(*verdict.duplicate_of, body_digest);
  }
  verdict.keys.push_back(std::move(key));
  return verdict;
}

ClaimVerdict Claims::examine_unsigned(EndpointId endpoint, const DedupeClaim& dedupe,
                                      const std::string& body_digest, UnixNs now) {
  ClaimVerdict verdict;
  std::string id_key = key_of("id", dedupe.delivery_id);
  std::string body_key = key_of("body", body_digest);
  const auto by_id = table_.holder(endpoint, id_key, now);
  const auto by_body = table_.holder(endpoint, body_key, now);
  if (by_id || by_body) {
    std::string pair_key = key_of("pair", dedupe.delivery_id + '\0' + body_digest);
    if (by_id && same_body(*by_id, body_digest)) {
      verdict.duplicate_of = by_id;
    } else if (by_body && (dedupe.body_unique || same_delivery(*by_body, dedupe.delivery_id))) {
      verdict.duplicate_of = by_body;
    } else {
      verdict.duplicate_of = table_.holder(endpoint, pair_key, now);
    }
    verdict.keys.push_back(std::move(pair_key));
  }
  if (by_id) {
    verdict.flags |= kFlagIdReused;
  } else {
    verdict.keys.push_back(std::move(id_key));
  }
  if (by_body) {
    verdict.flags |= kFlagPossibleReplay;
  } else {
    verdict.keys.push_back(std::move(body_key));
  }
  return verdict;
}

void Claims::take(EndpointId endpoint, const std::vector<std::string>& keys, EventSeq holder,
                  UnixNs expires_at) {
  for (const std::string& key : keys) {
    table_.take(endpoint, key, holder, expires_at);
  }
}

bool Claims::same_body(EventSeq seq, const std::string& digest) {
  digest_.bind(seq, Statement::blob(digest));
  const bool same = digest_.step() && digest_.integer(0) != 0;
  digest_.reset();
  return same;
}

bool Claims::same_delivery(EventSeq seq, const std::string& delivery_id) {
  delivery_.bind(seq, delivery_id);
  const bool same = delivery_.step() && delivery_.integer(0) != 0;
  delivery_.reset();
  return same;
}

}  // namespace host::store::sqlite
