// UniqueFunction: a move-only callable (std::move_only_function is C++23). One allocation, no copy.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace host {

template <class Signature>
class UniqueFunction;

template <class Return, class... Args>
class UniqueFunction<Return(Args...)> {
 public:
  UniqueFunction() = default;

  template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, UniqueFunction>>>
  UniqueFunction(F&& function)  // NOLINT(google-explicit-constructor): callables convert silently
      : target_(std::make_unique<Target<std::decay_t<F>>>(std::forward<F>(function))) {}

  explicit operator bool() const { return target_ != nullptr; }
  Return operator()(Args... args) { return target_->call(std::forward<Args>(args)...); }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual Return call(Args... args) = 0;
  };
  template <class F>
  struct Target final : Base {
    explicit Target(F&& function) : function_(std::move(function)) {}
    explicit Target(const F& function) : function_(function) {}
    Return call(Args... args) override { return function_(std::forward<Args>(args)...); }
    F function_;
  };

  std::unique_ptr<Base> target_;
};

}  // namespace host
