#include "host/validator/inputs.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <new>

namespace host::validator {
namespace {

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

}  // namespace

Inputs::~Inputs() {
  // Stays reserved: other memory at the same place would hide a late read. The process is short.
  if (rules_.gone_after) return;
  for (const Pages& pages : pages_) munmap(pages.begin, pages.size + page_size());
}

char* Inputs::allocate(std::size_t size, std::size_t alignment) {
  if (!rules_.needs_pages())
    return blocks_.emplace_back(std::make_unique<char[]>(size + 1)).get();  // new aligns for all
  const std::size_t page = page_size();
  const std::size_t inside = (size / page + 1) * page;
  void* begin =
      mmap(nullptr, inside + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (begin == MAP_FAILED) throw std::bad_alloc();
  char* first = static_cast<char*>(begin);
  pages_.push_back({first, inside});
  if (!rules_.ends_at_wall) return first;
  mprotect(first + inside, page, PROT_NONE);
  return first + (inside - size) / alignment * alignment;
}

amfs_str Inputs::text(std::string_view text) {
  // In the host's own memory a view is passed as it is; here a copy shows who reads past its end.
  if (!rules_.needs_pages()) return {text.data(), text.size()};
  char* place = allocate(text.size(), 1);
  std::memcpy(place, text.data(), text.size());
  return {place, text.size()};
}

const amfs_kv* Inputs::pairs(
    const std::vector<std::pair<std::string_view, std::string_view>>& items) {
  if (items.empty()) return nullptr;
  auto* list =
      reinterpret_cast<amfs_kv*>(allocate(items.size() * sizeof(amfs_kv), alignof(amfs_kv)));
  for (std::size_t i = 0; i < items.size(); ++i)
    list[i] = {text(items[i].first), text(items[i].second)};
  return list;
}

void Inputs::seal() {
  if (!rules_.read_only) return;
  for (const Pages& pages : pages_) mprotect(pages.begin, pages.size, PROT_READ);
}

void Inputs::release() {
  blocks_.clear();
  if (!rules_.gone_after) return;
  for (const Pages& pages : pages_) {
    madvise(pages.begin, pages.size, MADV_DONTNEED);
    mprotect(pages.begin, pages.size, PROT_NONE);
  }
}

}  // namespace host::validator
