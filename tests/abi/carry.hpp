// Carries the structs of a call to other memory, the ways they will have to travel:
//   bytes   written to one flat byte string, read back into fresh guarded memory: a worker process
//   future  with a larger struct_size and poison in the fields nobody knows yet: a later release
//   oldest  cut to the size of the major version's first release, against a guard page
// Every struct has its fields listed once, in fields().
#pragma once

#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "amfs/abi/connector.h"
#include "sdk/abi/layout_asserts.h"
#include "tests/abi/guarded_memory.hpp"

namespace abi {

enum class Passage { bytes, future, oldest };

inline constexpr std::size_t kGrowth = 64;  // bytes of unknown fields in a future struct

template <class Coder>
void fields(Coder& coder, amfs_event& event) {
  coder.numbers(event.flags, event.header_count, event.attempt, event.received_unix_ns,
                event.occurred_unix_ns, event.deadline_mono_ns);
  coder.texts(event.event_id, event.delivery_id, event.event_type, event.connector, event.endpoint,
              event.method, event.query, event.content_type, event.body);
  if ((event.flags & AMFS_EVENT_FORM) != 0) {
    coder.texts(event.payload);
  } else {
    event.payload = event.body;  // the same bytes: once is enough
  }
  coder.pairs(event.headers, event.header_count);
}

template <class Coder>
void fields(Coder& coder, amfs_result& result) {
  coder.numbers(result.flags, result.operation, result.memory_type, result.pattern_ref_count,
                result.reserved, result.confidence, result.occurred_unix_ns, result.ttl_at_unix_ns);
  coder.texts(result.entity_path, result.key, result.value_json, result.label, result.summary,
              result.source);
  coder.list(result.pattern_refs, result.pattern_ref_count);
}

template <class Coder>
void fields(Coder& coder, amfs_error& error) {
  coder.numbers(error.code, error.retry_after_ms);
  coder.texts(error.message, error.field, error.hint);
}

template <class Coder>
void fields(Coder& coder, amfs_record& record) {
  coder.numbers(record.flags, record.pattern_ref_count, record.memory_type, record.confidence,
                record.version, record.occurred_unix_ns, record.written_unix_ns,
                record.ttl_at_unix_ns);
  coder.texts(record.entity_path, record.key, record.value_json, record.agent_id);
  coder.list(record.pattern_refs, record.pattern_ref_count);
}

template <class Coder>
void fields(Coder& coder, amfs_create_args& args) {
  coder.numbers(args.reserved, args.env_count, args.event_schema);
  coder.texts(args.connector_name, args.connector_version, args.entity_path, args.config_json,
              args.class_name);
  coder.pairs(args.env, args.env_count);
}

// Without ctx and verify_hmac: the receiving side has its own.
template <class Coder>
void fields(Coder& coder, amfs_sigcheck& check) {
  coder.numbers(check.flags, check.header_count, check.secret_count, check.received_unix_ns,
                check.tolerance_ns);
  coder.texts(check.body, check.signature, check.timestamp, check.id, check.method, check.url);
  coder.pairs(check.headers, check.header_count);
}

class Writer {
 public:
  template <class... Numbers>
  void numbers(const Numbers&... values) {
    (bytes_.append(reinterpret_cast<const char*>(&values), sizeof values), ...);
  }
  template <class... Texts>
  void texts(const Texts&... values) {
    ((numbers(values.len), bytes_.append(values.len == 0 ? "" : values.ptr, values.len)), ...);
  }
  void list(const amfs_str* items, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) texts(items[i]);
  }
  void pairs(const amfs_kv* items, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) texts(items[i].key, items[i].value);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Puts every text and array into a block of its own; an empty one becomes a null pointer. Throws
// std::logic_error when the bytes end early.
template <class Arena>
class Reader {
 public:
  Reader(std::string_view bytes, Arena& arena) : rest_(bytes), arena_(arena) {}

  template <class... Numbers>
  void numbers(Numbers&... values) {
    (take(&values, sizeof values), ...);
  }
  template <class... Texts>
  void texts(Texts&... values) {
    (text(values), ...);
  }
  void list(const amfs_str*& items, std::uint32_t count) {
    auto* made = array<amfs_str>(count);
    for (std::uint32_t i = 0; i < count; ++i) text(made[i]);
    items = made;
  }
  void pairs(const amfs_kv*& items, std::uint32_t count) {
    auto* made = array<amfs_kv>(count);
    for (std::uint32_t i = 0; i < count; ++i) texts(made[i].key, made[i].value);
    items = made;
  }
  bool done() const { return rest_.empty(); }

 private:
  void take(void* to, std::size_t size) {
    if (rest_.size() < size) throw std::logic_error("the bytes of a struct end early");
    std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  void text(amfs_str& out) {
    out = {};
    numbers(out.len);
    if (out.len == 0) return;
    void* bytes = arena_.allocate(out.len);
    take(bytes, out.len);
    out.ptr = static_cast<const char*>(bytes);
  }
  template <class T>
  T* array(std::uint32_t count) {
    if (count > rest_.size()) throw std::logic_error("a count is larger than what follows");
    return count == 0 ? nullptr : static_cast<T*>(arena_.allocate(count * sizeof(T)));
  }

  std::string_view rest_;
  Arena& arena_;
};

inline constexpr std::size_t base_size(const amfs_event&) { return AMFS_BASE_SIZE_amfs_event; }
inline constexpr std::size_t base_size(const amfs_result&) { return AMFS_BASE_SIZE_amfs_result; }
inline constexpr std::size_t base_size(const amfs_error&) { return AMFS_BASE_SIZE_amfs_error; }
inline constexpr std::size_t base_size(const amfs_record&) { return AMFS_BASE_SIZE_amfs_record; }
inline constexpr std::size_t base_size(const amfs_sink&) { return AMFS_BASE_SIZE_amfs_sink; }
inline constexpr std::size_t base_size(const amfs_host&) { return AMFS_BASE_SIZE_amfs_host; }
inline constexpr std::size_t base_size(const amfs_memory&) { return AMFS_BASE_SIZE_amfs_memory; }
inline constexpr std::size_t base_size(const amfs_sigcheck&) {
  return AMFS_BASE_SIZE_amfs_sigcheck;
}
inline constexpr std::size_t base_size(const amfs_create_args&) {
  return AMFS_BASE_SIZE_amfs_create_args;
}

// A struct as it is, in a guarded block of the size that the passage gives it.
template <class T>
const T* place(Passage passage, GuardedArena& arena, const T& value) {
  std::size_t size = sizeof(T);
  if (passage == Passage::future) size += kGrowth;
  if (passage == Passage::oldest) size = base_size(value);
  void* memory = arena.allocate(size);
  std::memcpy(memory, &value, size < sizeof(T) ? size : sizeof(T));
  const auto struct_size = static_cast<std::uint32_t>(size);
  std::memcpy(memory, &struct_size, sizeof struct_size);
  arena.protect();
  return static_cast<const T*>(memory);
}

template <class T>
T through_bytes(GuardedArena& arena, T value) {
  Writer writer;
  fields(writer, value);
  const std::string bytes = writer.bytes();
  value = T{};
  Reader reader(bytes, arena);
  fields(reader, value);
  if (!reader.done()) throw std::logic_error("bytes of a struct were left over");
  return value;
}

template <class T>
const T* carry(Passage passage, GuardedArena& arena, const T& value) {
  return place(passage, arena, passage == Passage::bytes ? through_bytes(arena, value) : value);
}

// A text on its own, like an argument of a read.
inline amfs_str carry_text(Passage passage, GuardedArena& arena, amfs_str text) {
  if (passage != Passage::bytes || text.len == 0) return text;
  void* bytes = arena.allocate(text.len);
  std::memcpy(bytes, text.ptr, text.len);
  return {static_cast<const char*>(bytes), text.len};
}

}  // namespace abi
