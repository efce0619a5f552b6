// Checks that run the connector's code: each finds the library that is bad in its way, and says
// nothing about the good one.
#include "tests/validator/bad_library.hpp"

using host::validator::Status;

namespace {

constexpr const char* kSegv = test::kSanitized ? "in a call" : "SIGSEGV";

// ThreadSanitizer starts a thread of its own with the first one.
#if defined(__SANITIZE_THREAD__)
constexpr const char* kOneThread = "2 more threads";
#else
constexpr const char* kOneThread = "1 more threads";
#endif

const test::BadLibrary kRows[] = {
    {"load-now-local", "undefined", Status::failed, "undefined symbol"},
    {"load-time", "slow_load", Status::warning, "loading took"},
    {"no-work-when-loaded", "load_prints", Status::failed, "printed 24 bytes"},
    {"no-work-when-loaded", "load_opens", Status::failed, "/dev/null"},
    {"no-work-when-loaded", "load_thread", Status::failed, kOneThread},
    {"entry-stable", "entry_moves", Status::failed, "another pointer"},
    {"unknown-class-null", "class_count", Status::failed, "it has 1 classes"},
    {"unknown-extension-null", "extension", Status::failed, "does not exist"},
    {"class-names-exact", "class_name", Status::failed, "no class name"},
    {"struct-sizes", "struct_size", Status::failed, "struct_size of class 0 is 8"},
    {"version-matches-class", "class_version", Status::failed, "the class 9.9.9"},
    {"permissions-match-use", "asks_memory", Status::failed, "memory_read is not true"},

    {"create-destroy", "create_few", Status::failed, "creation 501: create refused"},
    {"create-destroy", "create_leak", Status::failed, "KiB behind"},
    {"destroy-without-use", "destroy_null", Status::crashed, kSegv},
    {"create-bad-config", "config_status", Status::failed, "returned -7"},
    {"create-bad-config", "config_silent", Status::failed, "without a reason"},
    {"two-instances", "global_state", Status::failed, "different things"},

    {"samples-transform", "fails", Status::failed, "it always fails"},
    {"samples-transform", "silent", Status::failed, "without a reason"},
    {"samples-transform", "status", Status::failed, "does not know"},
    {"samples-transform", "exits", Status::crashed, "exit code 0 in a call"},
    {"samples-transform", "throws", Status::failed, "an exception left"},
    {"samples-transform", "reserved", Status::failed, "reserved field"},
    {"results-accepted", "path", Status::failed, "do not allow elsewhere"},
    {"deterministic", "counter", Status::failed, "is repeated"},
    {"deterministic", "global_state", Status::failed, "something else"},
    {"virtual-clock", "real_time", Status::failed, "the real time"},
    {"sink-refuses", "ignores_limit", Status::failed, "AMFS_OK although a result"},
    {"cancel-honoured", "slow", Status::failed, "told to stop"},
    {"deadline-honoured", "slow", Status::failed, "told to stop"},

    {"empty-object", "assumes_id", Status::crashed, "SIGABRT"},
    {"not-an-object", "assumes_object", Status::crashed, "SIGABRT"},
    {"unknown-event-type", "assumes_type", Status::crashed, "SIGABRT"},
    {"empty-body", "assumes_body", Status::crashed, "SIGABRT"},
    {"huge-body", "fixed_buffer", Status::crashed, "SIGABRT"},
    {"deep-body", "deep", Status::crashed, kSegv},
    {"invalid-utf8", "assumes_utf8", Status::crashed, "SIGABRT"},
    {"truncated-body", "assumes_whole", Status::crashed, "SIGABRT"},
    {"many-headers", "assumes_headers", Status::crashed, "SIGABRT"},
    {"duplicate-headers", "assumes_header_name", Status::crashed, "SIGABRT"},
    {"fuzz-smoke", "fuzz", Status::crashed, "SIGABRT in a call (case 1:"},

    {"oldest-host", "reads_past", Status::crashed, kSegv},
    {"oldest-host", "reads_past_text", Status::crashed, kSegv},
    {"future-host", "exact_size", Status::failed, "newer host"},
    {"input-read-only", "writes_input", Status::crashed, kSegv},
    {"no-retained-pointers", "keeps_pointer", Status::crashed, kSegv},

    {"no-fd-leak", "fd", Status::failed, "more open files"},
    {"no-thread-leak", "thread", Status::failed, kOneThread},
    {"no-thread-leak", "forks", Status::failed, "1 more processes"},
    {"no-signal-handlers", "signal", Status::failed, "signal USR1"},
    {"memory-flat", "leak", Status::failed, "KiB behind"},
    {"exits-clean", "destructor", Status::crashed, "SIGABRT after its last call"},
};

struct SignatureRow {
  const char* check;
  const char* library;
  const char* told;
};

// With `scheme: code`.
const SignatureRow kSignatureRows[] = {
    {"signature-accepts-good", "sig_never", "never asked verify_hmac"},
    {"signature-accepts-good", "no_signature", "no validate_signature"},
    {"signature-rejects-flips", "sig_always", "bit 0 wrong"},
    {"signature-rejects-flips", "sig_ignores_body", "changed after signing"},
    {"signature-rejects-cut", "sig_empty", "an empty signature"},
    {"signature-rejects-foreign", "sig_always", "another secret"},
    {"signature-rotation", "sig_first_only", "previous secret"},
};

void to_code(test::SampleFolder& folder) {
  folder.edit_manifest("webhook:\n", "webhook:\n  scheme: code\n");
}

}  // namespace

TEST_CASE("each check catches its bad library and tells what is wrong", "[validator]") {
  for (const test::BadLibrary& row : kRows) {
    const bool is_leak = std::string_view(row.told) == "KiB behind";
    if (test::kSanitized && is_leak) continue;
    test::check_is_caught(row);
  }
}

TEST_CASE("signature checks catch bad code", "[validator]") {
  for (const SignatureRow& row : kSignatureRows) {
    test::SampleFolder folder(row.library);
    to_code(folder);
    const auto result = test::run_check(folder.path(), row.check);
    INFO(row.check << " on " << row.library << ": " << result.detail);
    CHECK(result.status == Status::failed);
    CHECK(result.detail.find(row.told) != std::string::npos);
  }
}

TEST_CASE("a good connector passes every check, its own signature check included", "[validator]") {
  test::SampleFolder folder("good");
  if (GENERATE(false, true)) to_code(folder);
  const auto report = host::validator::validate(folder.path(), test::validate_options());
  CHECK(report.results.size() == host::validator::list_checks().size());
  for (const auto& result : report.results) {
    INFO(result.id << ": " << to_string(result.status) << ", " << result.detail);
    // It signs no time, so there is no age to judge; a loaded machine loads slowly.
    if (result.id == "signature-rejects-old") {
      CHECK(result.status == Status::skipped);
    } else if (result.id != "load-time") {
      CHECK(result.status == Status::passed);
    }
  }
  CHECK(report.passed());
  CHECK(report.connector == "sample 1.0.0");
}

TEST_CASE("the connectors of this tree pass", "[validator]") {
  const std::string folder =
      GENERATE(test::built_connectors_dir() + "/github", test::test_connectors_dir() + "/echo");
  auto options = test::validate_options();
  if (test::kSanitized) options.exclude = {std::regex("^needed-libraries$")};
  const auto report = host::validator::validate(folder, options);
  for (const auto& result : report.results) {
    INFO(folder << " " << result.id << ": " << result.detail << "\n" << result.output);
    CHECK_FALSE(host::validator::is_bad(result.status));
  }
  CHECK(report.passed());
}
