# Every third-party package of the host, found once. All are Debian 12 packages (script/bootstrap).
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)  # headers only
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(SQLite3 3.40 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
# Its CMake package would want what its own HTTP server and its pusher need, too.
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
find_package(LibArchive REQUIRED)
find_package(mimalloc 2.0 REQUIRED)
find_path(RAPIDJSON_INCLUDE_DIR rapidjson/reader.h REQUIRED)

# RapidJSON in the host: system include (no warnings from it).
add_library(amfs_rapidjson INTERFACE)
target_include_directories(amfs_rapidjson SYSTEM INTERFACE "${RAPIDJSON_INCLUDE_DIR}")
# RAPIDJSON_SSE2 stays off: in RapidJSON 1.1.0 it neither escapes nor refuses the characters U+001A to
# U+001F, depending on how the text happens to be aligned (json_test, "control characters").
# Its stack adds an offset to a null pointer, which clang's UBSan takes for an overflow.
if(AMFS_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(amfs_rapidjson INTERFACE -fno-sanitize=pointer-overflow)
endif()

if(AMFS_TESTS)
  find_package(Catch2 REQUIRED)   # 2.13 and 3.x both work: tests/support/catch.hpp hides the difference
  find_package(benchmark REQUIRED)
endif()
