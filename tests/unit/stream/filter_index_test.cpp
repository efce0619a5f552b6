// Who wants a version.
#include "host/stream/filter_index.hpp"

#include "tests/unit/stream/stream_fixture.hpp"

using namespace host::stream;
using namespace stream_test;
using host::store::MemoryType;

namespace {

class Index {
 public:
  Subscriber& add(const Filter& filter, TenantId tenant = 1) {
    host::access::Caller caller;
    caller.tenant = tenant;
    kept_.push_back(std::make_unique<Subscriber>(caller, filter, *places_.take(tenant),
                                                 host::http::BodyStream(std::make_shared<Client>()),
                                                 kStreamBufferBytes));
    index.add(*kept_.back());
    return *kept_.back();
  }
  std::vector<Subscriber*> match(const std::string& path,
                                 const std::string& agent = "webhook/github", TenantId tenant = 1,
                                 MemoryType type = MemoryType::fact) {
    return index.match({1, tenant, path, agent, type, 0});
  }
  FilterIndex index;

 private:
  Places places_{StreamLimits{}};
  std::vector<std::unique_ptr<Subscriber>> kept_;
};

using Found = std::vector<Subscriber*>;

}  // namespace

TEST_CASE("a path filter takes the path and what lies below it", "[stream]") {
  Index index;
  Subscriber& shop = index.add({"repos/acme/shop", "", {}});
  CHECK(index.match("repos/acme/shop") == Found{&shop});
  CHECK(index.match("repos/acme/shop/issues/1") == Found{&shop});
  CHECK(index.match("repos/acme/shopping").empty());
  CHECK(index.match("repos/acme").empty());
  CHECK(index.match("x/repos/acme/shop").empty());
}

TEST_CASE("every level of a path finds its subscribers, once", "[stream]") {
  Index index;
  Subscriber& all = index.add({});
  Subscriber& a = index.add({"a", "", {}});
  Subscriber& ab = index.add({"a/b", "", {}});
  Subscriber& abc = index.add({"a/b/c", "", {}});
  CHECK(index.match("a/b/c") == Found{&all, &a, &ab, &abc});
  CHECK(index.match("a/b") == Found{&all, &a, &ab});
  CHECK(index.match("a") == Found{&all, &a});
  CHECK(index.match("b") == Found{&all});
}

TEST_CASE("connector and memory type narrow a filter", "[stream]") {
  Index index;
  Subscriber& github = index.add({"", "github", {}});
  Subscriber& beliefs = index.add({"", "", MemoryType::belief});
  CHECK(index.match("p") == Found{&github});
  CHECK(index.match("p", "webhook/git").empty());
  CHECK(index.match("p", "github").empty());
  CHECK(index.match("p", "external/github").empty());
  CHECK(index.match("p", "me", 1, MemoryType::belief) == Found{&beliefs});
  CHECK(index.match("p", "webhook/github", 1, MemoryType::belief) == Found{&github, &beliefs});
}

TEST_CASE("tenants never see each other, whatever their numbers look like", "[stream]") {
  Index index;
  Subscriber& one = index.add({}, 1);
  Subscriber& eleven = index.add({}, 11);
  index.add({"1", "", {}}, 1);
  CHECK(index.match("p", "me", 1) == Found{&one});
  CHECK(index.match("p", "me", 11) == Found{&eleven});
  CHECK(index.match("p", "me", 2).empty());
}

TEST_CASE("who was removed is not found", "[stream]") {
  Index index;
  Subscriber& first = index.add({"a", "", {}});
  Subscriber& second = index.add({"a", "", {}});
  index.index.remove(first);
  CHECK(index.match("a/b") == Found{&second});
  index.index.remove(second);
  CHECK(index.match("a/b").empty());
}
