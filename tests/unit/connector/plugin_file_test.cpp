#include "host/connector/plugin_file.hpp"

#include <elf.h>

#include <cstring>
#include <random>

#include "amfs/abi/connector.h"
#include "test_connectors.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/temp_folder.hpp"

using namespace host::connector;

namespace {

std::string echo_image() {
  return read_plugin_file(test::connector_library("echo").string()).value();
}

std::string refusal(std::string_view image) {
  const auto note = inspect_plugin(image, "lib.so");
  if (note.has_value()) return {};
  CHECK(note.error().message.rfind("lib.so: ", 0) == 0);
  return note.error().message;
}

template <class Field>
std::string with_header(std::string image, std::size_t offset, Field value) {
  std::memcpy(image.data() + offset, &value, sizeof value);
  return image;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the note of a real library is read without loading it") {
  const auto note = inspect_plugin(echo_image(), "lib.so");
  REQUIRE(note.has_value());
  CHECK(note->abi_major == AMFS_ABI_MAJOR);
  CHECK(note->abi_minor == AMFS_ABI_MINOR);
}

TEST_CASE("what is no library of this machine is refused with the fix") {
  const std::string image = echo_image();
  CHECK(contains(refusal(""), "no ELF library"));
  CHECK(contains(
      refusal(
          "#!/bin/sh\necho this is a text file, called .so by mistake, long enough for a header\n"),
      "no ELF library"));
  CHECK(contains(
      refusal(with_header(image, offsetof(Elf64_Ehdr, e_machine), std::uint16_t{EM_SPARCV9})),
      "another architecture"));
  CHECK(contains(refusal(with_header(image, EI_CLASS, std::uint8_t{ELFCLASS32})),
                 "another architecture"));
  CHECK(contains(refusal(with_header(image, EI_DATA, std::uint8_t{ELFDATA2MSB})),
                 "another architecture"));
  CHECK(contains(refusal(with_header(image, offsetof(Elf64_Ehdr, e_type), std::uint16_t{ET_REL})),
                 "no shared library"));
  CHECK(contains(refusal(with_header(image, offsetof(Elf64_Ehdr, e_phoff), UINT64_MAX)),
                 "cut short or damaged"));
  CHECK(contains(refusal(with_header(image, offsetof(Elf64_Ehdr, e_phnum), std::uint16_t{0})),
                 "no AMFS note"));
}

TEST_CASE("a library that is cut off anywhere the loader would look is refused") {
  const std::string image = echo_image();
  std::uint64_t needed =
      0;  // the end of the last loaded segment; sections behind it are not loaded
  Elf64_Ehdr header;
  std::memcpy(&header, image.data(), sizeof header);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr program;
    std::memcpy(&program, image.data() + header.e_phoff + i * sizeof program, sizeof program);
    if (program.p_type == PT_LOAD) needed = std::max(needed, program.p_offset + program.p_filesz);
  }
  REQUIRE(needed > 4096);
  for (std::uint64_t size = 0; size < needed; size += size < 2048 ? 1 : 97) {
    INFO(size);
    CHECK_FALSE(refusal(std::string_view(image).substr(0, size)).empty());
  }
  CHECK_FALSE(refusal(std::string_view(image).substr(0, needed - 1)).empty());
}

TEST_CASE("libraries without or with a foreign note are refused") {
  const auto refused = [](const char* name) {
    return refusal(read_plugin_file(test::connector_library(name).string()).value());
  };
  CHECK(contains(refused("no-note"), "no AMFS note"));
  CHECK(contains(refused("wrong-abi"), "built for connector ABI 99.0"));
  CHECK(contains(refused("wrong-abi"), "update amfs"));
  CHECK(refused("no-entry").empty());  // only the loaded library shows that
}

TEST_CASE("damaged headers never lead outside the file") {
  const std::string image = echo_image();
  std::mt19937 random(20240601);  // fixed seed: a failure can be repeated
  std::uniform_int_distribution<std::size_t> place(0, 2047);
  std::uniform_int_distribution<int> byte(0, 255);
  std::size_t refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = image;
    for (int i = 0; i < 4; ++i) damaged[place(random)] = static_cast<char>(byte(random));
    if (round % 3 == 0) damaged.resize(4096);
    refused += inspect_plugin(damaged, "lib.so").has_error() ? 1U : 0U;
  }
  CHECK(refused >= 1000);  // at least the cut ones
}

TEST_CASE("files that cannot be read are errors") {
  const test::TempFolder folder;
  CHECK(contains(read_plugin_file((folder.path() / "none.so").string()).error().message,
                 "No such file"));
  CHECK(read_plugin_file(folder.path().string()).has_error());
  CHECK(read_plugin_file(folder.write("empty.so", "").string()).value().empty());
}
