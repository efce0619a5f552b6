// A small connector that is right in everything a bundle is checked for. Its library is an ELF
// header only: this folder never loads one.
#pragma once

#include <elf.h>

#include <cstring>
#include <string>

#include "host/bundle/bundle.hpp"
#include "host/bundle/platform.hpp"

namespace bundle_test {

using host::bundle::Bundle;
using host::bundle::FileSet;

inline std::string library_for(std::uint16_t machine, unsigned char elf_class = ELFCLASS64) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = elf_class;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_type = ET_DYN;
  header.e_machine = machine;
  return {reinterpret_cast<const char*>(&header), sizeof(header)};
}

inline std::uint16_t own_machine() {
  return host::bundle::own_platform().arch == "x86_64" ? EM_X86_64 : EM_AARCH64;
}

inline std::string manifest_text(const std::string& name, const std::string& version) {
  return "name: " + name + "\nversion: " + version +
         "\ndescription: A connector of the tests\nauthor: Tests\nlicense: Apache-2.0\n"
         "entry_point: amfs_connector_acme:Acme\n"
         "webhook:\n  signature_header: X-Signature\n"
         "default_entity_path: acme\nevent_types: [\"*\"]\n";
}

inline constexpr char kLibrary[] = "libamfs_connector_acme.so";

inline FileSet sample_files(const std::string& version = "1.0.0") {
  return {{"LICENSE", "Apache-2.0\n"},
          {"connector.yaml", manifest_text("acme", version)},
          {"fixtures/order.json", R"({"id":7})"},
          {kLibrary, library_for(own_machine())},
          {"samples/order.created.json", R"({"headers":{},"body":{"id":7}})"}};
}

inline Bundle sample_bundle(const std::string& version = "1.0.0") {
  return host::bundle::make_bundle(sample_files(version)).value();
}

inline std::string pack_sample(const std::string& version = "1.0.0") {
  return host::bundle::pack(sample_bundle(version)).value();
}

// "acme-1.0.0" for this machine, as files are called.
inline std::string sample_file_name(const std::string& version = "1.0.0") {
  return host::bundle::file_name(sample_bundle(version));
}

}  // namespace bundle_test
