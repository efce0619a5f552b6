// Dedupe claims: what a redelivery runs into (contract 3, "Dedupe").
//
// A claim is a 16-byte key per endpoint that names the event holding it until it expires. An event
// takes one claim for a signed id or for its signed bytes, two for an unsigned id (the id, the
// body), and a third for the pair once either of the two was taken before, so that any later
// repetition of exactly this pair is recognised.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/store/records.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/inbox/claim_table.hpp"

namespace host::store::sqlite {

struct ClaimVerdict {
  std::optional<EventSeq> duplicate_of;
  bool keep_conflicting_body = false;  // duplicate by signed id, but the body differs
  std::uint32_t flags = 0;             // for the event when it is no duplicate
  std::vector<std::string> keys;       // to claim for the event when it is no duplicate
};

class Claims {
 public:
  explicit Claims(Database& database);

  ClaimVerdict examine(EndpointId endpoint, const DedupeClaim& dedupe,
                       const std::string& body_digest, UnixNs now);
  void take(EndpointId endpoint, const std::vector<std::string>& keys, EventSeq holder,
            UnixNs expires_at);

  std::optional<EventSeq> holder(EndpointId endpoint, const std::string& key, UnixNs now) {
    return table_.holder(endpoint, key, now);
  }
  static std::string key_of(std::string_view kind, std::string_view identity);

  ClaimTable& table() { return table_; }

 private:
  ClaimVerdict examine_unsigned(EndpointId endpoint, const DedupeClaim& dedupe,
                                const std::string& body_digest, UnixNs now);
  bool same_body(EventSeq seq, const std::string& digest);
  bool same_delivery(EventSeq seq, const std::string& delivery_id);

  ClaimTable table_;
  Statement digest_, delivery_;
};

}  // namespace host::store::sqlite
