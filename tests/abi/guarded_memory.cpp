#include "tests/abi/guarded_memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace abi {
namespace {
std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}
}  // namespace

GuardedArena::~GuardedArena() {
  for (const Block& block : blocks_) munmap(block.pages, block.bytes + page_size());
}

void* GuardedArena::allocate(std::size_t size) {
  const std::size_t page = page_size();
  const std::size_t bytes = (size / page + 1) * page;
  void* pages =
      mmap(nullptr, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  blocks_.push_back({pages, bytes});
  std::memset(pages, kPoison, bytes);
  mprotect(static_cast<char*>(pages) + bytes, page, PROT_NONE);
  return static_cast<char*>(pages) + bytes - size;
}

void GuardedArena::protect() {
  for (const Block& block : blocks_) mprotect(block.pages, block.bytes, PROT_READ);
}

}  // namespace abi
