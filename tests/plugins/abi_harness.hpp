// A minimal host: loads a connector library and drives it through the C ABI only.
//
// Everything a library hands over is copied inside the callback, as a real host does. What breaks
// the rules of amfs/abi/connector.h is collected in Outcome::violations: a callback cannot fail a
// test from inside the library.
#pragma once

#include <amfs/abi/connector.h>

#include <amfs/value.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace harness {

inline constexpr std::int64_t kReceivedNs = 1'790'000'000'000'000'000;  // 2026-09-21

struct EventSpec {
  std::string type;
  std::string payload;
  std::string delivery_id = "delivery-1";
  std::string query;
  std::vector<std::pair<std::string, std::string>> headers;
  std::uint32_t flags = 0;
  std::int64_t received_ns = kReceivedNs;
  std::int64_t occurred_ns = 0;
};

struct Emitted {
  std::uint32_t operation = 0;
  std::uint32_t memory_type = 0;
  std::string entity_path;
  std::string key;
  std::string value_json;
  std::string label;
  std::string summary;
  std::string source;
  std::vector<std::string> pattern_refs;
  std::optional<double> confidence;
  std::int64_t occurred_ns = 0;
  std::int64_t ttl_at_ns = 0;

  // The parsed value; missing when it is not JSON.
  amfs::Value value() const {
    return amfs::Value::parse(value_json).value_or(amfs::Value::missing());
  }
};

struct Outcome {
  amfs_status status = 0;
  std::string message;  // of the first fail()
  std::int32_t error_code = 0;
  std::int64_t retry_after_ms = 0;
  std::vector<Emitted> results;
  std::vector<std::string> violations;
};

struct StoredRecord {
  std::string value_json;
  std::vector<std::string> pattern_refs;
  std::uint64_t version = 1;
};
using Memory = std::map<std::pair<std::string, std::string>, StoredRecord>;

struct LogLine {
  std::int32_t level;
  std::string message;
  std::map<std::string, std::string> fields;
};

// What surrounds an instance; set it before create.
struct Environment {
  std::string entity_path = "base";
  std::string config_json = "{}";
  std::vector<std::pair<std::string, std::string>> env;
  std::int64_t now_ns = kReceivedNs;
  bool memory_read = true;
  std::size_t max_results = 256;
  std::uint32_t max_reads = 64;
  bool cancelled = false;
  Memory memory;
  std::vector<LogLine> log;
};

class Library {
 public:
  // Throws std::runtime_error with the loader's text.
  explicit Library(const std::string& file);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  // nullptr when the library has no entry point.
  const amfs_entry* entry() const { return entry_; }
  const amfs_class* find(const std::string& class_name) const;

 private:
  void* handle_ = nullptr;
  const amfs_entry* entry_ = nullptr;
};

class Instance {
 public:
  // `created` tells what create returned; without an instance transform must not be called.
  Instance(const amfs_class& description, Environment& environment);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  bool alive() const { return instance_ != nullptr; }
  const Outcome& created() const { return created_; }
  Outcome transform(const EventSpec& spec);
  // Puts the results of an outcome into the environment's memory.
  void commit(const Outcome& outcome);

 private:
  const amfs_class& class_;
  Environment& environment_;
  amfs_host host_{};
  amfs_instance* instance_ = nullptr;
  Outcome created_;
};

// The built-in and the test connectors, as built.
std::string connector_file(const std::string& name);
std::string test_connector_file(const std::string& name);

}  // namespace harness
