// Memory that notices misuse: a block ends at a page that cannot be touched, what lies before it is
// poison, it can be made read-only, and it is gone once its arena is: a pointer that was kept, a
// write into const input or a read past the end is a crash, not luck.
#pragma once

#include <cstddef>
#include <vector>

namespace abi {

class GuardedArena {
 public:
  static constexpr unsigned char kPoison = 0xA5;

  GuardedArena() = default;
  ~GuardedArena();
  GuardedArena(const GuardedArena&) = delete;
  GuardedArena& operator=(const GuardedArena&) = delete;

  // `size` bytes of poison up to the guard page; aligned to 8 when size is a multiple of 8.
  // Throws std::bad_alloc.
  void* allocate(std::size_t size);
  // From now on nobody can write to what was allocated.
  void protect();

 private:
  struct Block {
    void* pages;
    std::size_t bytes;  // without the guard page
  };
  std::vector<Block> blocks_;
};

}  // namespace abi
