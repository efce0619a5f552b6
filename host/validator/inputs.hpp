// Inputs: the memory that one ABI call may see, laid out so that breaking a rule of the ABI is a
// crash (or a changed answer) at once instead of luck.
//
// One thread. What object() and text() return is valid until release() or the destructor.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "amfs/abi/connector.h"

namespace host::validator {

struct InputRules {
  bool ends_at_wall = false;      // each struct and text ends where unreadable memory begins
  bool read_only = false;         // writing ends the process
  bool gone_after = false;        // reading after the call ends the process
  bool from_future_host = false;  // structs are longer than the library knows, with poison behind

  bool needs_pages() const { return ends_at_wall || read_only || gone_after; }
};

class Inputs {
 public:
  explicit Inputs(InputRules rules) : rules_(rules) {}
  ~Inputs();
  Inputs(const Inputs&) = delete;
  Inputs& operator=(const Inputs&) = delete;

  // A copy of an ABI struct that starts with struct_size.
  template <class T>
  T* object(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t more = rules_.from_future_host ? kFutureBytes : 0;
    char* place = allocate(sizeof(T) + more, alignof(T));
    std::memcpy(place, &value, sizeof(T));
    std::memset(place + sizeof(T), kPoison, more);
    T* copy = reinterpret_cast<T*>(place);
    copy->struct_size = static_cast<std::uint32_t>(sizeof(T) + more);
    return copy;
  }
  amfs_str text(std::string_view text);
  const amfs_kv* pairs(const std::vector<std::pair<std::string_view, std::string_view>>& items);

  void seal();     // from here on read-only, where the rules say so
  void release();  // the call is over

 private:
  static constexpr std::size_t kFutureBytes = 64;
  static constexpr int kPoison = 0xA5;
  struct Pages {
    char* begin;
    std::size_t size;  // without the wall behind
  };

  char* allocate(std::size_t size, std::size_t alignment);

  InputRules rules_;
  std::vector<Pages> pages_;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace host::validator
