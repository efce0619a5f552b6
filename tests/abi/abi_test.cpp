// Libraries of other compilers, other settings and other times, in the host of today.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "host/connector/in_process_runtime.hpp"
#include "host/connector/plugin_file.hpp"
#include "tests/abi/cases.hpp"
#include "tests/abi/pipe_class.hpp"
#include "tests/abi/relay.hpp"
#include "tests/abi/run.hpp"
#include "tests/abi/short_structs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

// One line of AMFS_ABI_LIST (variants.cmake).
struct Variant {
  std::string name;
  std::string file;
  bool exceptions = true;
  std::string note;  // of a skipped one the reason, of "released" and "old" the version
};

std::vector<Variant> all_variants() {
  std::ifstream in(AMFS_ABI_LIST);
  std::vector<Variant> out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream parts(line);
    Variant variant;
    std::string exceptions;
    std::getline(parts, variant.name, '|');
    std::getline(parts, variant.file, '|');
    std::getline(parts, exceptions, '|');
    std::getline(parts, variant.note, '|');
    variant.exceptions = exceptions == "1";
    out.push_back(variant);
  }
  return out;
}

std::vector<Variant> variants() {
  std::vector<Variant> out;
  for (const Variant& variant : all_variants()) {
    if (variant.name == "released" || variant.name == "old") continue;
    if (variant.file.empty()) {
      std::cout << "SKIPPED: abi variant " << variant.name << ": " << variant.note << '\n';
    } else {
      out.push_back(variant);
    }
  }
  return out;
}

// The copies that are loaded: they must be there until the process ends.
const test::TempDir& cache() {
  static const test::TempDir folder;
  return folder;
}

const amfs_class* load(const Variant& variant) {
  const auto loaded = abi::load(variant.file, cache().path());
  if (loaded.has_error()) throw std::runtime_error(loaded.error().message);
  return loaded.value();
}

const abi::Outcomes& expected() {
  static const abi::Outcomes outcomes = abi::read_outcomes(AMFS_ABI_EXPECTED);
  return outcomes;
}

// `got` must hold exactly the expected outcomes, or all but those that need exceptions.
void check(const std::string& name, bool exceptions, const abi::Outcomes& got) {
  std::ofstream(std::string(AMFS_ABI_ACTUAL_DIR) + "/" + name + ".txt") << abi::to_text(got);
  std::size_t left_out = 0;
  if (!exceptions) {
    for (const auto& one : abi::create_cases()) left_out += one.throws ? 1 : 0;
    for (const auto& one : abi::event_cases()) left_out += one.throws ? 1 : 0;
    for (const auto& one : abi::signature_cases()) left_out += one.throws ? 1 : 0;
  }
  CAPTURE(name);
  CHECK(got.size() + left_out == expected().size());
  for (const auto& [heading, outcome] : got) {
    CAPTURE(heading);
    const auto wanted = expected().find(heading);
    REQUIRE(wanted != expected().end());
    CHECK(outcome == wanted->second);
  }
}

// How a child process that runs `body` ends: true when it was stopped by the misuse.
template <class Body>
bool is_stopped(Body body) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGSEGV, SIG_DFL);  // the test runner's own handler would report it
    body();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

}  // namespace

TEST_CASE("libraries of every compiler and setting give the same bytes") {
  REQUIRE(variants().size() >= 8);
  for (const Variant& variant : variants())
    check(variant.name, variant.exceptions, abi::run(load(variant), variant.exceptions));
}

TEST_CASE("every call works with arguments rebuilt from bytes") {
  for (const Variant& variant : variants()) {
    const amfs_class* relayed = abi::relay(load(variant), abi::Passage::bytes);
    check(variant.name + "-bytes", variant.exceptions, abi::run(relayed, variant.exceptions));
  }
}

TEST_CASE("every call works in another process, over a pipe") {
  for (const Variant& variant : variants()) {
    const abi::PipeClass piped(variant.file, "TortureConnector");
    check(variant.name + "-pipe", variant.exceptions, abi::run(piped.abi(), variant.exceptions));
  }
}

TEST_CASE("a connector's process that is gone is a failed event, not the end of the host") {
  abi::PipeClass piped(variants().front().file, "TortureConnector");
  const host::ManualClock clock(0);
  const auto made = host::connector::make_in_process_runtime(piped.abi(), {}, clock);
  REQUIRE(made.has_value());
  host::connector::EventView event;
  event.event_type = "skip";
  CHECK(made.value()->transform(event, nullptr).status == host::connector::TransformStatus::skip);
  piped.kill_process();
  CHECK(made.value()->transform(event, nullptr).status == host::connector::TransformStatus::failed);
}

TEST_CASE("larger structs of a later release change nothing, in either direction") {
  for (const Variant& variant : variants()) {
    const amfs_class* relayed = abi::relay(load(variant), abi::Passage::future);
    check(variant.name + "-future", variant.exceptions, abi::run(relayed, variant.exceptions));
  }
}

TEST_CASE("the structs of this major version's first release are enough, in either direction") {
  for (const Variant& variant : variants()) {
    const amfs_class* relayed = abi::relay(load(variant), abi::Passage::oldest);
    check(variant.name + "-oldest", variant.exceptions, abi::run(relayed, variant.exceptions));
  }
}

TEST_CASE("libraries built against released headers run, or are refused by their version") {
  std::size_t released = 0;
  for (const Variant& variant : all_variants()) {
    if (variant.name != "released") continue;
    ++released;
    CAPTURE(variant.note);
    const int major = std::stoi(variant.note);
    const bool fits = major == AMFS_ABI_MAJOR;
    const auto loaded = abi::load(variant.file, cache().path());
    REQUIRE(loaded.has_value() == fits);
    if (fits) {
      check("released-" + variant.note, true, abi::run(loaded.value(), true));
    } else {
      CHECK(loaded.error().message.find("was built for connector ABI " + variant.note) !=
            std::string::npos);
    }
  }
  CHECK(released > 0);
}

TEST_CASE("libraries built without the SDK when their header was new still run") {
  std::size_t old = 0;
  for (const Variant& variant : all_variants()) {
    if (variant.name != "old" || std::stoi(variant.note) != AMFS_ABI_MAJOR) continue;
    ++old;
    CAPTURE(variant.file);
    const host::ManualClock clock(0);
    const auto made = host::connector::make_in_process_runtime(load(variant), {}, clock);
    REQUIRE(made.has_value());
    host::connector::EventView event;
    event.event_type = "greeting";
    event.payload = "{}";
    const auto outcome = made.value()->transform(event, nullptr);
    REQUIRE(outcome.status == host::connector::TransformStatus::ok);
    REQUIRE(outcome.results.size() == 1);
    CHECK(outcome.results[0].entity_path == "old/library");
    CHECK(outcome.results[0].value_json == R"({"said":"greeting"})");
  }
  CHECK(old > 0);
}

TEST_CASE("a library of a later minor version runs, one that needs it is refused") {
  std::size_t later = 0;
  for (const Variant& variant : variants()) {
    const auto image = host::connector::read_plugin_file(variant.file);
    REQUIRE(image.has_value());
    const auto note = host::connector::inspect_plugin(image.value(), variant.file);
    REQUIRE(note.has_value());
    if (note->abi_minor <= AMFS_ABI_MINOR) continue;
    ++later;
    CHECK(load(variant) != nullptr);
  }
  CHECK(later == 2);
  const auto refused = abi::load(AMFS_ABI_NEEDS_NEWER_HOST, cache().path());
  REQUIRE(refused.has_error());
  CHECK(refused.error().message.find("needs connector ABI 1.60000 or later") != std::string::npos);
  CHECK(refused.error().message.find("; update amfs") != std::string::npos);
}

TEST_CASE("a struct below the first release's size is refused, not read") {
  for (const Variant& variant : variants()) {
    CAPTURE(variant.name);
    const amfs_class* entry = load(variant);
    CHECK(abi::refuses_short_host(entry));
    CHECK(abi::refuses_short_args(entry));
    CHECK(abi::refuses_short_event(entry));
    CHECK(abi::refuses_short_sigcheck(entry));
  }
}

TEST_CASE("the entry keeps its rules") {
  for (const Variant& variant : variants()) {
    CAPTURE(variant.name);
    const amfs_class* entry = load(variant);
    CHECK(load(variant) == entry);
    CHECK(std::string(entry->class_name.ptr, entry->class_name.len) == "TortureConnector");
    entry->destroy(nullptr);  // allowed, does nothing
  }
}

TEST_CASE("guarded memory stops a read past the end, a write to const input and a kept pointer") {
  const auto read = [](const char* at) {
    const volatile char byte = *at;
    static_cast<void>(byte);
  };
  CHECK_FALSE(is_stopped([&] {
    abi::GuardedArena arena;
    read(static_cast<const char*>(arena.allocate(16)) + 15);
  }));
  CHECK(is_stopped([&] {
    abi::GuardedArena arena;
    read(static_cast<const char*>(arena.allocate(16)) + 16);
  }));
  CHECK(is_stopped([] {
    abi::GuardedArena arena;
    auto* bytes = static_cast<volatile char*>(arena.allocate(16));
    arena.protect();
    bytes[0] = 1;
  }));
  CHECK(is_stopped([&] {
    const char* kept = nullptr;
    {
      abi::GuardedArena arena;
      kept = static_cast<const char*>(arena.allocate(16));
    }
    read(kept);
  }));
}
