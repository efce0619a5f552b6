// MemoryView: the memory as one run of transform reads it, and the record of what it saw, which
// must still be true when its results are applied.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/connector/runtime.hpp"
#include "host/dispatch/endpoint_scope.hpp"
#include "host/dispatch/pending_writes.hpp"
#include "host/store/store.hpp"

namespace host::dispatch {

inline constexpr std::size_t kListMax = 200;  // entries of one list() call

class MemoryView final : public connector::MemoryReader {
 public:
  // `settle_all` returns once nothing is pending; reads that cannot see pending writes call it.
  // `move` leads from the paths the connector asks for to those of the memory.
  MemoryView(store::Reader& reader, store::TenantId tenant, const PendingWrites& pending,
             std::string agent_id, std::function<void()> settle_all, PathMove move = {});

  Result<std::optional<connector::MemoryRecord>> get(std::string_view path,
                                                     std::string_view key) override;
  Result<std::optional<connector::MemoryRecord>> find_ref(std::string_view reference) override;
  Result<std::vector<connector::MemoryRecord>> list(std::string_view path,
                                                    std::size_t limit) override;

  std::vector<store::ReadExpectation> take_expectations() { return std::move(expectations_); }

 private:
  store::Reader& reader_;
  store::TenantId tenant_;
  const PendingWrites& pending_;
  std::string agent_id_;
  std::function<void()> settle_all_;
  PathMove move_;
  std::vector<store::ReadExpectation> expectations_;
};

}  // namespace host::dispatch
