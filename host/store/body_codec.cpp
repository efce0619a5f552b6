#include "host/store/body_codec.hpp"

#include <zstd.h>

#include <memory>

namespace host::store {
namespace {

constexpr char kPlain = 0;
constexpr char kZstd = 1;
constexpr int kLevel = 1;
constexpr std::size_t kPackMin = 128;  // below this a frame header eats the gain

Error damaged() {
  return {"storage_damaged", "a stored body cannot be unpacked; run a backup restore"};
}

}  // namespace

std::string pack_body(std::string_view body) {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  if (context && body.size() >= kPackMin) {
    thread_local std::string scratch;  // keeps its size between calls, within reason
    const std::size_t bound = ZSTD_compressBound(body.size());
    if (scratch.size() < bound) scratch.resize(bound);
    const std::size_t size = ZSTD_compressCCtx(context.get(), scratch.data(), scratch.size(),
                                               body.data(), body.size(), kLevel);
    std::string out;
    if (ZSTD_isError(size) == 0 && size < body.size()) {
      out.reserve(size + 1);
      out += kZstd;
      out.append(scratch, 0, size);
    }
    constexpr std::size_t kScratchMax = std::size_t{1} << 20;
    if (scratch.size() > kScratchMax) {
      scratch.resize(kScratchMax);
      scratch.shrink_to_fit();
    }
    if (!out.empty()) return out;
  }
  std::string out;
  out.reserve(body.size() + 1);
  out += kPlain;
  out += body;
  return out;
}

Result<std::string> unpack_body(std::string_view packed, std::size_t size_max) {
  if (packed.empty()) return damaged();
  const std::string_view content = packed.substr(1);
  if (packed[0] == kPlain) return std::string(content);
  if (packed[0] != kZstd) return damaged();
  const auto size = ZSTD_getFrameContentSize(content.data(), content.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > size_max) {
    return damaged();
  }
  // One context a thread: each is 95 KiB to allocate.
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  std::string out(size, '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(context.get(), out.data(), out.size(), content.data(), content.size());
  if (ZSTD_isError(got) != 0 || got != size) return damaged();
  return out;
}

}  // namespace host::store
