// Record: one thing of Jira whose events carry it whole: comment, worklog, attachment, sprint,
// version, deployment. Its entry is what its newest event says, in whatever order they come.
#pragma once

#include <amfs/connector.hpp>
#include <string>
#include <vector>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace jira {

struct Record {
  std::string key;
  std::string path;   // where it belongs; "" when nobody knows yet
  amfs::Value value;  // with describe()
  std::string summary;
  common::Moment moment;
  // What it waits for when nobody knows where it belongs: the key of a waiting list (waiting.hpp).
  std::string waits_for = {};
  amfs::MemoryType memory_type = amfs::MemoryType::fact;
  double confidence = common::kStateConfidence;
};

// The entry, in the waiting room when it belongs nowhere. What waited there before joins it. At
// most four reads.
amfs::Results write_record(const Delivery& delivery, Record record);

// Whether a record has come to its end: no later event brings it back.
bool is_final(const amfs::Value& value);

}  // namespace jira
