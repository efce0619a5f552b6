// UniqueFunction: owns its target, moves it, calls it.
#include "host/base/unique_function.hpp"

#include <memory>
#include <string>

#include "tests/support/catch.hpp"

using host::UniqueFunction;

TEST_CASE("a function takes what cannot be copied", "[base][unique_function]") {
  UniqueFunction<int(int)> add = [owned = std::make_unique<int>(40)](int more) {
    return *owned + more;
  };
  REQUIRE(add);
  CHECK(add(2) == 42);
  UniqueFunction<int(int)> moved = std::move(add);
  CHECK(moved(3) == 43);
}

TEST_CASE("an empty function says so", "[base][unique_function]") {
  const UniqueFunction<void()> empty;
  CHECK_FALSE(static_cast<bool>(empty));
}

TEST_CASE("arguments are passed on, moved where they are values", "[base][unique_function]") {
  std::unique_ptr<int> got;
  UniqueFunction<void(std::unique_ptr<int>, std::string&)> take = [&got](std::unique_ptr<int> value,
                                                                         std::string& text) {
    got = std::move(value);
    text += "!";
  };
  std::string text = "seen";
  take(std::make_unique<int>(7), text);
  CHECK(*got == 7);
  CHECK(text == "seen!");
}

TEST_CASE("the target keeps its state between calls and dies with its function",
          "[base][unique_function]") {
  const auto tracker = std::make_shared<int>(0);
  {
    UniqueFunction<int()> count = [tracker]() mutable { return ++*tracker; };
    CHECK(count() == 1);
    CHECK(count() == 2);
    CHECK(tracker.use_count() == 2);
    count = UniqueFunction<int()>([] { return 0; });
    CHECK(tracker.use_count() == 1);
  }
  const auto copied = [tracker] { return *tracker; };
  UniqueFunction<int()> from_copy = copied;  // an lvalue is copied, not emptied
  CHECK(from_copy() == copied());
}
