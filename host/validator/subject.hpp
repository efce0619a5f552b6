// Subject: the connector under test, as far as a check needs it. Made once in each check's process.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "amfs/abi/connector.h"
#include "host/config/manifest.hpp"
#include "host/validator/check.hpp"
#include "host/validator/elf_image.hpp"
#include "host/validator/samples.hpp"
#include "host/validator/validator.hpp"

namespace host::validator {

// What the options of a run mean to its checks.
struct CheckSettings {
  std::optional<std::filesystem::path> fixtures;  // absolute
  std::uint64_t seed = kDefaultSeed;
  std::uint32_t fuzz_runs = kFuzzRuns;
  std::optional<FuzzCase> reproduce;
};

struct Subject {
  std::filesystem::path folder;
  CheckSettings settings;
  std::filesystem::path library;  // by the manifest, else the folder's only .so

  // Set as the check's Need says.
  std::shared_ptr<const config::Manifest> manifest;
  std::string image;
  ElfImage elf;
  const amfs_class* connector_class = nullptr;
  SampleSet samples;  // with Need::code: at least one, made up where the author gives none
  bool has_own_samples = false;

  // Fills in what `need` asks for. A text says what is missing, and which check fails for it.
  std::optional<std::string> prepare(Need need);

 private:
  std::optional<std::string> load_manifest();
  std::optional<std::string> load_image();
  std::optional<std::string> load_code();
};

// The library that belongs to the folder; empty when there is none or a choice.
std::filesystem::path find_library(const std::filesystem::path& folder,
                                   const config::Manifest* manifest);

}  // namespace host::validator
