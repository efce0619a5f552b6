// What a strict mock says when it throws.
#pragma once

#include <amfs/testing.hpp>
#include <string>

// Whether `action` throws a Failure whose text has `part` in it.
template <class Action>
bool fails_with(Action action, const std::string& part) {
  try {
    action();
  } catch (const amfs::testing::Failure& failure) {
    return std::string(failure.what()).find(part) != std::string::npos;
  }
  return false;
}
