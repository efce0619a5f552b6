// Places: how many streams are open, in all and per tenant. Whoever holds a Place holds a stream.
//
// Thread rule: any thread. A Place may outlive its Places.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "host/store/records.hpp"
#include "host/stream/limits.hpp"

namespace host::stream {

class Places;

class Place {
 public:
  Place(Place&& other) noexcept = default;
  Place& operator=(Place&&) = delete;
  ~Place();

 private:
  friend class Places;
  struct Book;
  Place(std::shared_ptr<Book> book, store::TenantId tenant)
      : book_(std::move(book)), tenant_(tenant) {}

  std::shared_ptr<Book> book_;
  store::TenantId tenant_;
};

class Places {
 public:
  explicit Places(const StreamLimits& limits);

  // Nothing: all places, or all of this tenant, are taken.
  std::optional<Place> take(store::TenantId tenant);
  std::size_t taken() const;

 private:
  const std::size_t max_, max_per_tenant_;
  std::shared_ptr<Place::Book> book_;
};

}  // namespace host::stream
