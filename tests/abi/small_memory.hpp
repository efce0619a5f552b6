// Three entries, as a connector may read them during a call.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "host/connector/runtime.hpp"

namespace abi {

class SmallMemory final : public host::connector::MemoryReader {
 public:
  SmallMemory() {
    for (const char* key : {"a", "b", "c"}) {
      host::connector::MemoryRecord record;
      record.entity_path = "base/torture/memory";
      record.key = key;
      record.value_json = R"({"n":1.0,"of":")" + record.key + R"("})";
      record.agent_id = "webhook/torture";
      record.pattern_refs = {"torture:" + record.key, "shared"};
      record.memory_type = 1;
      record.confidence = 0.5;
      record.version = 7;
      record.occurred_unix_ns = 11;
      record.written_unix_ns = 12;
      record.ttl_at_unix_ns = 13;
      records_.push_back(record);
    }
  }

  host::Result<std::optional<host::connector::MemoryRecord>> get(std::string_view path,
                                                                 std::string_view key) override {
    return first(
        [&](const auto& record) { return record.entity_path == path && record.key == key; });
  }
  host::Result<std::optional<host::connector::MemoryRecord>> find_ref(
      std::string_view reference) override {
    return first([&](const auto& record) {
      const auto& refs = record.pattern_refs;
      return std::find(refs.begin(), refs.end(), reference) != refs.end();
    });
  }
  host::Result<std::vector<host::connector::MemoryRecord>> list(std::string_view path,
                                                                std::size_t limit) override {
    std::vector<host::connector::MemoryRecord> out;
    for (const auto& record : records_) {
      if (record.entity_path == path && out.size() < limit) out.push_back(record);
    }
    return out;
  }

 private:
  template <class Test>
  std::optional<host::connector::MemoryRecord> first(Test test) const {
    const auto found = std::find_if(records_.begin(), records_.end(), test);
    if (found == records_.end()) return std::nullopt;
    return *found;
  }

  std::vector<host::connector::MemoryRecord> records_;
};

}  // namespace abi
