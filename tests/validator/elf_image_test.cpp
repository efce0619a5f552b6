#include "host/validator/elf_image.hpp"

#include <elf.h>

#include <algorithm>
#include <random>

#include "tests/support/catch.hpp"
#include "tests/validator/sample_folder.hpp"

using host::validator::ElfImage;

TEST_CASE("an ELF image tells what it needs and offers", "[validator]") {
  const std::string image = test::SampleFolder("good").read("libamfs_connector_sample.so");
  const auto elf = ElfImage::parse(image);
  REQUIRE(elf.has_value());
  CHECK(elf->needed == std::vector<std::string>{"libc.so.6"});
  CHECK(elf->has_build_id);
  CHECK(elf->run_path.empty());
  CHECK(elf->find(PT_GNU_RELRO) != nullptr);
  const auto entry = std::count_if(elf->symbols.begin(), elf->symbols.end(), [](const auto& item) {
    return item.is_defined && item.name == "amfs_connector_entry_v1";
  });
  CHECK(entry == 1);
  const auto imported = std::any_of(elf->symbols.begin(), elf->symbols.end(), [](const auto& item) {
    return !item.is_defined && item.name == "calloc";
  });
  CHECK(imported);
  CHECK_FALSE(elf->needed_versions.empty());
}

TEST_CASE("an ELF image that is cut anywhere is survived", "[validator]") {
  const std::string image = test::SampleFolder("good").read("libamfs_connector_sample.so");
  std::size_t refused = 0;
  for (std::size_t size = 0; size < image.size(); size += 37)
    refused += ElfImage::parse(image.substr(0, size)) ? 0U : 1U;
  CHECK(refused > 0);
  CHECK_FALSE(ElfImage::parse(std::string_view(image).substr(0, 63)).has_value());
}

TEST_CASE("an ELF image with any bytes changed is survived", "[validator]") {
  const std::string image = test::SampleFolder("good").read("libamfs_connector_sample.so");
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string changed = image;
    // Most of the fields that matter stand in the first bytes and in the dynamic section.
    const std::size_t reach = round % 2 == 0 ? 1024 : changed.size();
    for (int i = 0; i < 8; ++i) changed[random() % reach] = static_cast<char>(random());
    const auto elf = ElfImage::parse(changed);
    if (elf) CHECK(elf->segments.size() <= host::validator::kSegmentsMax);
  }
}
