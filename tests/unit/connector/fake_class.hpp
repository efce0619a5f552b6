// A connector class written against the bare ABI, inside the test: what the instance does is a
// function of the test's choice. One FakeClass at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "amfs/abi/connector.h"

struct amfs_instance {
  int number;
};

namespace test {

inline amfs_str text(std::string_view value) { return {value.data(), value.size()}; }

class FakeClass {
 public:
  using Transform = std::function<amfs_status(const amfs_event&, const amfs_sink*)>;
  using Create =
      std::function<amfs_status(const amfs_host&, const amfs_create_args&, const amfs_sink*)>;

  explicit FakeClass(Transform transform, Create create = {}) {
    current_ = this;
    transform_ = std::move(transform);
    create_ = std::move(create);
    class_.struct_size = sizeof class_;
    class_.class_name = text("Fake");
    class_.create = [](const amfs_host* host, const amfs_create_args* args, const amfs_sink* sink,
                       amfs_instance** out) -> amfs_status {
      const amfs_status status =
          current_->create_ ? current_->create_(*host, *args, sink) : AMFS_OK;
      *out = status == AMFS_OK ? new amfs_instance{++current_->created_} : nullptr;
      return status;
    };
    class_.destroy = [](amfs_instance* instance) {
      if (instance != nullptr) ++current_->destroyed_;
      delete instance;
    };
    class_.transform = [](amfs_instance*, const amfs_event* event, const amfs_sink* sink) {
      return current_->transform_(*event, sink);
    };
  }

  const amfs_class* abi() const { return &class_; }
  int created() const { return created_; }
  int destroyed() const { return destroyed_; }

 private:
  static inline FakeClass* current_ = nullptr;
  Transform transform_;
  Create create_;
  amfs_class class_{};
  int created_ = 0;
  int destroyed_ = 0;
};

// A write that the host has no reason to refuse.
inline amfs_result good_write() {
  amfs_result result{};
  result.struct_size = sizeof result;
  result.operation = AMFS_OP_WRITE;
  result.entity_path = text("things");
  result.key = text("thing-1");
  result.value_json = text(R"({"n":1})");
  return result;
}

inline amfs_error error_of(amfs_status code, std::string_view message) {
  amfs_error error{};
  error.struct_size = sizeof error;
  error.code = code;
  error.message = text(message);
  return error;
}

}  // namespace test
