#include "host/connector/plugin_file.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "amfs/abi/connector.h"
#include "host/connector/elf_machine.hpp"

namespace host::connector {
namespace {

constexpr std::uint16_t kProgramHeadersMax = 256;
constexpr std::size_t kNotesMax = 64;

// What a note has since 1.0. Later fields may follow, or be missing.
constexpr std::size_t kNoteDescMin = offsetof(amfs_note_desc, compiler_id) + sizeof(std::uint32_t);
static_assert(kNoteDescMin == 24);

Error refuse(const std::string& file, const std::string& what) {
  return {"plugin_refused", file + ": " + what};
}

// A struct at an offset, if it lies inside the image.
template <class T>
std::optional<T> read_at(std::string_view image, std::uint64_t offset) {
  if (offset > image.size() || image.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, image.data() + offset, sizeof(T));
  return value;
}

std::uint64_t align4(std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; }

// The AMFS note inside one PT_NOTE segment.
std::optional<PluginNote> find_note(std::string_view segment) {
  std::uint64_t at = 0;
  for (std::size_t count = 0; count < kNotesMax; ++count) {
    const auto head = read_at<Elf64_Nhdr>(segment, at);
    if (!head) return std::nullopt;
    const std::uint64_t name_at = at + sizeof(Elf64_Nhdr);
    const std::uint64_t desc_at = name_at + align4(head->n_namesz);
    constexpr std::string_view kOwner(AMFS_NOTE_OWNER, sizeof(AMFS_NOTE_OWNER));  // with its NUL
    const bool ours = head->n_type == AMFS_NOTE_TYPE && head->n_namesz == kOwner.size() &&
                      name_at <= segment.size() && segment.substr(name_at, kOwner.size()) == kOwner;
    if (ours && head->n_descsz >= kNoteDescMin) {
      const auto bytes = read_at<std::array<char, kNoteDescMin>>(segment, desc_at);
      if (!bytes) return std::nullopt;
      amfs_note_desc desc{};
      std::memcpy(&desc, bytes->data(), bytes->size());
      return PluginNote{desc.abi_major, desc.abi_minor, desc.min_host_minor};
    }
    at = desc_at + align4(head->n_descsz);
  }
  return std::nullopt;
}

// Every loadable segment lies inside the file. The loader maps without looking: one that does not
// ends the process with SIGBUS.
bool is_whole(std::string_view image, const Elf64_Ehdr& header) {
  if (header.e_phnum > kProgramHeadersMax) return false;
  for (std::uint16_t i = 0; i < header.e_phnum; ++i) {
    const auto program =
        read_at<Elf64_Phdr>(image, header.e_phoff + i * std::uint64_t{sizeof(Elf64_Phdr)});
    if (!program) return false;
    if (program->p_type != PT_LOAD && program->p_type != PT_DYNAMIC) continue;
    if (program->p_offset > image.size() || program->p_filesz > image.size() - program->p_offset)
      return false;
  }
  return true;
}

std::optional<PluginNote> find_note(std::string_view image, const Elf64_Ehdr& header) {
  for (std::uint16_t i = 0; i < header.e_phnum; ++i) {
    const auto program =
        read_at<Elf64_Phdr>(image, header.e_phoff + i * std::uint64_t{sizeof(Elf64_Phdr)});
    if (!program) return std::nullopt;
    if (program->p_type != PT_NOTE || program->p_offset > image.size()) continue;
    if (auto note = find_note(image.substr(program->p_offset, program->p_filesz))) return note;
  }
  return std::nullopt;
}

// The major versions are equal, and the library asks for nothing newer than this host. Which minor
// version it was built with does not matter (docs/abi.md).
Result<void> check_abi(const PluginNote& note) {
  if (note.abi_major != AMFS_ABI_MAJOR) {
    return Error{"plugin_refused",
                 fmt::format("was built for connector ABI {}.{}, this host speaks {}.{}; {}",
                             note.abi_major, note.abi_minor, AMFS_ABI_MAJOR, AMFS_ABI_MINOR,
                             note.abi_major > AMFS_ABI_MAJOR
                                 ? "update amfs"
                                 : "rebuild the connector with this host's SDK")};
  }
  if (note.min_host_minor > AMFS_ABI_MINOR) {
    return Error{
        "plugin_refused",
        fmt::format("needs connector ABI {}.{} or later, this host speaks {}.{}; update amfs",
                    note.abi_major, note.min_host_minor, AMFS_ABI_MAJOR, AMFS_ABI_MINOR)};
  }
  return {};
}

}  // namespace

Result<std::string> read_plugin_file(const std::string& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  if (missing)
    return refuse(file,
                  "cannot be read (" + missing.message() + "); build or copy the library there");
  if (size > kPluginFileMax) return refuse(file, "is larger than 256 MiB; strip the library");
  std::ifstream in(file, std::ios::binary);
  std::string image(static_cast<std::size_t>(size), '\0');
  in.read(image.data(), static_cast<std::streamsize>(size));
  if (!in) return refuse(file, "cannot be read whole; check its rights, or copy it there again");
  return image;
}

Result<PluginNote> inspect_plugin(std::string_view image, const std::string& file) {
  const auto header = read_at<Elf64_Ehdr>(image, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
    return refuse(file, "is no ELF library; build the connector with amfs_add_connector()");
  }
  if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
      header->e_machine != kElfMachine) {
    return refuse(
        file, fmt::format("was built for another architecture (ELF machine {}, this host is {}); "
                          "rebuild it for this machine",
                          header->e_machine, kElfMachine));
  }
  if (header->e_type != ET_DYN || header->e_phentsize != sizeof(Elf64_Phdr)) {
    return refuse(file, "is no shared library; build the connector with amfs_add_connector()");
  }
  if (!is_whole(image, *header))
    return refuse(file, "is cut short or damaged; copy it there again");
  const auto note = find_note(image, *header);
  if (!note) {
    return refuse(file,
                  "has no AMFS note; it was not built with the amfs SDK, or is damaged: rebuild it "
                  "with amfs_add_connector()");
  }
  if (auto fits = check_abi(*note); fits.has_error()) return refuse(file, fits.error().message);
  return *note;
}

}  // namespace host::connector
