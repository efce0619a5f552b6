// A pointer must not become `true`.
// says: no matching
#include <amfs/connector.hpp>

amfs::Value wrong(const int* number) { return amfs::Value(number); }
