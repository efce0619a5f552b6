// One pass over a JSON text: proves that it is JSON within our limits and picks up the scalars at a
// set of JSON pointers (RFC 6901) on the way. The hot path's only parse before the acknowledgement.
//
// Numbers are returned as written. Where an object repeats a key the last one wins, as in the SDK.
// A PointerSet is immutable and may be shared by all threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace host::json {

inline constexpr int kMaxDepth = 128;  // contract 2: nesting limit everywhere

class PointerSet {
 public:
  // Each pointer as its unescaped segments. The empty pointer (the whole document) picks nothing
  // up.
  explicit PointerSet(const std::vector<std::vector<std::string>>& pointers);
  PointerSet() : PointerSet(std::vector<std::vector<std::string>>{}) {}

  std::size_t size() const { return size_; }

 private:
  friend class ScanHandler;
  struct Edge {
    std::string segment;
    std::size_t index;  // the segment as an array index, or npos
    int node;
  };
  struct Node {
    std::vector<Edge> edges;
    std::vector<std::size_t> values;  // pointers that end here
  };
  std::vector<Node> nodes_;
  std::size_t size_;
};

struct Scalar {
  enum class Kind : std::uint8_t { missing, text, number, boolean, null, container };
  Kind kind = Kind::missing;
  std::string text;  // of a text: unescaped; of a number or boolean: as written
};

enum class Root : std::uint8_t { object, array, scalar };

struct ScanError {
  std::string message;  // "not JSON at byte 17: …", "nested deeper than 128 levels"
  std::size_t offset;   // bytes from the start
};

struct Scan {
  std::vector<Scalar> values;      // one per pointer, in the set's order
  std::optional<ScanError> error;  // set: values are not to be used
  Root root = Root::object;
};

// `text` must be a std::string: the parser relies on its terminating NUL. A NUL inside is an error.
Scan scan(const std::string& text, const PointerSet& pointers);

}  // namespace host::json
