// Refusals: how often requests were refused, by tenant, connector and problem code. In memory only:
// an attack costs a counter, never a row.
//
// Thread rule: any thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "host/store/records.hpp"

namespace host::access {

// Beyond so many different ones the rest is counted together.
inline constexpr std::size_t kRefusalKindsMax = 4096;

struct RefusalCount {
  store::TenantId tenant = 0;  // 0 = not known when it was refused
  std::string connector;       // of a webhook to a known connector; else ""
  std::string code;            // the problem's; "other" beyond kRefusalKindsMax
  std::uint64_t count = 0;     // since the start
};

class Refusals {
 public:
  // `connector` is the name of one that exists: what senders make up must not fill the table.
  void count(store::TenantId tenant, std::string_view connector, std::string_view code);

  std::vector<RefusalCount> list() const;  // by tenant, connector, code

 private:
  using Kind = std::tuple<store::TenantId, std::string, std::string>;
  mutable std::mutex mutex_;
  std::map<Kind, std::uint64_t> counts_;  // guarded by mutex_
};

}  // namespace host::access
