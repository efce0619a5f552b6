// Checks of the file: nothing of the library runs.
#include "tests/validator/bad_library.hpp"

using host::validator::Status;

namespace {

const test::BadLibrary kRows[] = {
    {"elf-note", "no_note", Status::failed, "has no AMFS note"},
    {"elf-note", "note_major", Status::failed, "ABI 99.0"},
    {"exports-entry-only", "export", Status::failed, "sample_helper"},
    {"needed-libraries", "needs_more", Status::failed, "libz.so.1"},
    {"no-run-path", "run_path", Status::failed, "/opt/sample"},
    {"no-text-relocations", "text_relocation", Status::failed, "patched"},
    {"no-executable-data", "exec_stack", Status::failed, "executable stack"},
    {"relro-now", "lazy", Status::failed, "lazily"},
    {"relro-now", "no_relro", Status::failed, "writable"},
    {"no-unique-symbols", "unique", Status::failed, "sample_unique"},
    {"no-static-tls", "static_tls", Status::failed, "thread-local"},
    {"build-id", "no_build_id", Status::warning, "matched"},
};

}  // namespace

TEST_CASE("each file check catches its bad library", "[validator]") {
  for (const test::BadLibrary& row : kRows) test::check_is_caught(row);
}

TEST_CASE("a library that is none is told, and what needs it is skipped", "[validator]") {
  const test::SampleFolder folder("good");
  const std::string image = folder.read("libamfs_connector_sample.so");
  const std::string bad =
      GENERATE_COPY(std::string(), std::string("#!/bin/sh\n"), image.substr(0, 64),
                    image.substr(0, 5000), std::string(4096, '\0'));
  folder.write("libamfs_connector_sample.so", bad);
  const auto result = test::run_check(folder.path(), "library-readable");
  INFO(result.detail);
  CHECK(result.status == Status::failed);
  const auto report = host::validator::validate(folder.path(), test::validate_options());
  CHECK_FALSE(report.passed());
  CHECK(report.count(Status::crashed) == 0);
  CHECK(report.count(Status::failed) == 1);
}

TEST_CASE("a library that is missing is told", "[validator]") {
  const test::SampleFolder folder("good");
  folder.remove("libamfs_connector_sample.so");
  CHECK(test::run_check(folder.path(), "library-readable").status == Status::failed);
}

TEST_CASE("a library for a newer system is refused", "[validator]") {
  const test::SampleFolder folder("good");
  folder.patch_library("GLIBC_2.2.5", "GLIBC_9.2.5");
  const auto result = test::run_check(folder.path(), "system-level");
  CHECK(result.status == Status::failed);
  CHECK(result.detail == "it needs GLIBC_9.2.5");
}

TEST_CASE("a bloated library is a warning", "[validator]") {
  const test::SampleFolder folder("good");
  const std::string image = folder.read("libamfs_connector_sample.so");
  folder.write("libamfs_connector_sample.so", image + std::string(std::size_t{9} << 20, '\0'));
  const auto result = test::run_check(folder.path(), "library-size");
  CHECK(result.status == Status::warning);
  CHECK(result.detail.find("9 MiB") != std::string::npos);
}
