// PendingWrites: the newest uncommitted write of a key, forgotten with its event.
#include "host/dispatch/pending_writes.hpp"

#include "tests/support/catch.hpp"

using host::dispatch::PendingWrites;
using host::store::MemoryWrite;

namespace {

MemoryWrite write(const std::string& key, const std::string& value) {
  MemoryWrite out;
  out.entity_path.assign(1, 'p');
  out.key = key;
  out.value_json = value;
  return out;
}

std::string value(const PendingWrites& pending, const std::string& key) {
  const auto found = pending.find(1, "p", key);
  return found ? found->write.value_json : "none";
}

}  // namespace

TEST_CASE("the next event sees what the last one wrote", "[dispatch][pending]") {
  PendingWrites pending;
  CHECK(value(pending, "a") == "none");
  pending.add(1, 1, {write("a", "1"), write("b", "1")});
  CHECK(value(pending, "a") == "1");
  CHECK(pending.find(1, "p", "a")->seq == 1);
  CHECK(value(pending, "c") == "none");
  CHECK_FALSE(pending.find(1, "q", "a"));
}

TEST_CASE("a later write hides an earlier one and outlives its commit", "[dispatch][pending]") {
  PendingWrites pending;
  pending.add(1, 1, {write("a", "1")});
  pending.add(1, 2, {write("a", "2")});
  CHECK(value(pending, "a") == "2");
  pending.forget(1, 1, {write("a", "1")});
  CHECK(value(pending, "a") == "2");
  pending.forget(1, 2, {write("a", "2")});
  CHECK(value(pending, "a") == "none");
}

TEST_CASE("of one event's writes to one key the last counts", "[dispatch][pending]") {
  PendingWrites pending;
  pending.add(1, 1, {write("a", "1"), write("a", "2")});
  CHECK(value(pending, "a") == "2");
  pending.forget(1, 1, {write("a", "1"), write("a", "2")});
  CHECK(value(pending, "a") == "none");
}

TEST_CASE("paths and keys are not run together", "[dispatch][pending]") {
  PendingWrites pending;
  MemoryWrite nested = write("c", "1");
  nested.entity_path = "a/b";
  pending.add(1, 1, {nested});
  CHECK(pending.find(1, "a/b", "c"));
  CHECK_FALSE(pending.find(1, "a", "b/c"));
}

TEST_CASE("one tenant's write is no other's", "[dispatch][pending]") {
  PendingWrites pending;
  pending.add(1, 1, {write("a", "1")});
  pending.add(2, 2, {write("a", "2")});
  CHECK(pending.find(1, "p", "a")->write.value_json == "1");
  CHECK(pending.find(2, "p", "a")->write.value_json == "2");
  CHECK_FALSE(pending.find(3, "p", "a"));
  pending.forget(2, 2, {write("a", "2")});
  CHECK(pending.find(1, "p", "a"));
  CHECK_FALSE(pending.find(2, "p", "a"));
}
