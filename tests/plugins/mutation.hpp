// Payloads that are wrong in one place: each field taken away, made null, given another type,
// emptied or blown up.
#pragma once

#include <amfs/value.hpp>
#include <functional>
#include <vector>

namespace harness {

// What a field is replaced by.
const std::vector<amfs::Value>& wrong_values();
// One text larger than a value may be.
const std::vector<amfs::Value>& huge_values();

// Calls `check` with every version of `value` that differs in one place, down to `depth`; the
// number of versions.
std::size_t mutate(const amfs::Value& value, std::size_t depth,
                   const std::vector<amfs::Value>& with,
                   const std::function<void(const amfs::Value& mutated)>& check);

}  // namespace harness
