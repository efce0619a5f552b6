#include "host/validator/elf_image.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "host/connector/elf_machine.hpp"

namespace host::validator {
namespace {

constexpr std::uint32_t kNoteTypeBuildId = 3;  // NT_GNU_BUILD_ID
constexpr std::size_t kNotesMax = 64;

Error damaged(const std::string& what) {
  return {"elf_damaged", what + " is cut short or damaged; build it again"};
}

class Reader {
 public:
  explicit Reader(std::string_view image) : image_(image) {}

  Result<ElfImage> read() && {
    if (auto fault = read_header()) return *fault;
    if (auto fault = read_segments()) return *fault;
    if (auto fault = read_dynamic()) return *fault;
    read_names();
    if (!read_symbols()) return damaged("its symbol table");
    if (!read_versions()) return damaged("its version table");
    return std::move(out_);
  }

 private:
  struct Mapping {
    std::uint64_t address, offset, size;
  };

  template <class T>
  std::optional<T> at(std::uint64_t offset) const {
    if (offset > image_.size() || image_.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, image_.data() + offset, sizeof(T));
    return value;
  }

  // The file offset of a virtual address, when a segment maps it.
  std::optional<std::uint64_t> offset_of(std::uint64_t address) const {
    for (const Mapping& map : mappings_) {
      if (address >= map.address && address - map.address < map.size)
        return map.offset + (address - map.address);
    }
    return std::nullopt;
  }

  std::optional<std::uint64_t> table(std::int64_t tag) const {
    const auto found = dynamic_.find(tag);
    return found == dynamic_.end() ? std::nullopt : offset_of(found->second);
  }

  std::string name_at(std::uint64_t index) const {
    const auto names = table(DT_STRTAB);
    if (!names || index > image_.size() || *names > image_.size() - index) return {};
    const std::string_view rest = image_.substr(*names + index, kElfNameMax);
    return std::string(rest.substr(0, rest.find('\0')));
  }

  std::optional<Error> read_header() {
    const auto header = at<Elf64_Ehdr>(0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
      return Error{"elf_foreign", "it is no ELF file"};
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != connector::kElfMachine) {
      return Error{"elf_foreign", fmt::format("it was built for ELF machine {}, this one is {}",
                                              header->e_machine, connector::kElfMachine)};
    }
    if (header->e_type != ET_DYN || header->e_phentsize != sizeof(Elf64_Phdr))
      return Error{"elf_foreign", "it is no shared library"};
    header_ = *header;
    return std::nullopt;
  }

  std::optional<Error> read_segments() {
    if (header_.e_phnum > kSegmentsMax) return damaged("its program header table");
    for (std::uint64_t i = 0; i < header_.e_phnum; ++i) {
      const auto program = at<Elf64_Phdr>(header_.e_phoff + i * sizeof(Elf64_Phdr));
      if (!program) return damaged("its program header table");
      out_.segments.push_back({program->p_type, program->p_flags});
      const bool inside = program->p_offset <= image_.size() &&
                          program->p_filesz <= image_.size() - program->p_offset;
      if (program->p_type == PT_LOAD) {
        if (!inside) return damaged("it");
        mappings_.push_back({program->p_vaddr, program->p_offset, program->p_filesz});
      }
      if (program->p_type == PT_DYNAMIC) dynamic_at_ = program->p_offset;
      if (program->p_type == PT_NOTE && inside)
        find_build_id(image_.substr(program->p_offset, program->p_filesz));
    }
    return std::nullopt;
  }

  void find_build_id(std::string_view notes) {
    for (std::size_t count = 0; count < kNotesMax && notes.size() > sizeof(Elf64_Nhdr); ++count) {
      Elf64_Nhdr head;
      std::memcpy(&head, notes.data(), sizeof head);
      const std::string_view owner = notes.substr(sizeof head, head.n_namesz);
      if (head.n_type == kNoteTypeBuildId && owner == std::string_view("GNU\0", 4))
        out_.has_build_id = head.n_descsz > 0;
      const auto align4 = [](std::uint64_t size) { return (size + 3) & ~std::uint64_t{3}; };
      const std::uint64_t size = sizeof head + align4(head.n_namesz) + align4(head.n_descsz);
      if (size > notes.size()) return;
      notes.remove_prefix(size);
    }
  }

  std::optional<Error> read_dynamic() {
    if (dynamic_at_ == 0) return Error{"elf_foreign", "it has no dynamic section"};
    for (std::uint64_t i = 0; i < kDynamicEntriesMax; ++i) {
      const auto entry = at<Elf64_Dyn>(dynamic_at_ + i * sizeof(Elf64_Dyn));
      if (!entry) return damaged("its dynamic section");
      if (entry->d_tag == DT_NULL) return std::nullopt;
      if (entry->d_tag == DT_NEEDED) needed_.push_back(entry->d_un.d_val);
      dynamic_[entry->d_tag] = entry->d_un.d_val;
    }
    return damaged("its dynamic section");
  }

  void read_names() {
    for (const std::uint64_t index : needed_) out_.needed.push_back(name_at(index));
    for (const std::int64_t tag : {DT_RPATH, DT_RUNPATH}) {
      if (dynamic_.count(tag) > 0) out_.run_path = name_at(dynamic_[tag]);
    }
    if (dynamic_.count(DT_FLAGS) > 0) out_.flags = dynamic_[DT_FLAGS];
    if (dynamic_.count(DT_FLAGS_1) > 0) out_.flags_1 = dynamic_[DT_FLAGS_1];
    if (dynamic_.count(DT_TEXTREL) > 0) out_.flags |= DF_TEXTREL;
    if (dynamic_.count(DT_BIND_NOW) > 0) out_.flags |= DF_BIND_NOW;
  }

  // The dynamic section does not say how many symbols there are; the hash tables do.
  std::optional<std::uint64_t> symbol_count() const {
    if (const auto hash = table(DT_HASH)) {
      const auto chains = at<std::uint32_t>(*hash + sizeof(std::uint32_t));
      if (!chains) return std::nullopt;
      return *chains;
    }
    const auto hash = table(DT_GNU_HASH);
    if (!hash) return std::nullopt;
    const auto buckets = at<std::uint32_t>(*hash);
    const auto first = at<std::uint32_t>(*hash + 4);
    const auto bloom = at<std::uint32_t>(*hash + 8);
    if (!buckets || !first || !bloom || *buckets > kSymbolsMax) return std::nullopt;
    const std::uint64_t bucket_at = *hash + 16 + std::uint64_t{*bloom} * 8;
    std::uint64_t last = 0;
    for (std::uint64_t i = 0; i < *buckets; ++i) {
      const auto start = at<std::uint32_t>(bucket_at + i * 4);
      if (!start) return std::nullopt;
      last = std::max<std::uint64_t>(last, *start);
    }
    if (last < *first) return *first;  // nothing is exported
    const std::uint64_t chain_at = bucket_at + std::uint64_t{*buckets} * 4;
    for (; last < kSymbolsMax; ++last) {
      const auto value = at<std::uint32_t>(chain_at + (last - *first) * 4);
      if (!value) return std::nullopt;
      if ((*value & 1U) != 0) return last + 1;
    }
    return std::nullopt;
  }

  bool read_symbols() {
    const auto symbols = table(DT_SYMTAB);
    const auto count = symbol_count();
    if (!symbols || !count || *count > kSymbolsMax) return false;
    for (std::uint64_t i = 1; i < *count; ++i) {  // number 0 is none
      const auto symbol = at<Elf64_Sym>(*symbols + i * sizeof(Elf64_Sym));
      if (!symbol) return false;
      out_.symbols.push_back({name_at(symbol->st_name),
                              static_cast<std::uint8_t>(ELF64_ST_BIND(symbol->st_info)),
                              symbol->st_shndx != SHN_UNDEF});
    }
    return true;
  }

  bool read_versions() {
    if (dynamic_.count(DT_VERNEED) == 0) return true;
    auto next = table(DT_VERNEED);
    std::size_t left = kVersionsMax;
    while (next && left-- > 0) {
      const auto need = at<Elf64_Verneed>(*next);
      if (!need) return false;
      std::uint64_t entry = *next + need->vn_aux;
      for (std::uint16_t i = 0; i < need->vn_cnt && left-- > 0; ++i) {
        const auto version = at<Elf64_Vernaux>(entry);
        if (!version) return false;
        out_.needed_versions.push_back(name_at(version->vna_name));
        entry += version->vna_next;
      }
      if (need->vn_next == 0) return true;
      *next += need->vn_next;
    }
    return false;
  }

  std::string_view image_;
  Elf64_Ehdr header_{};
  std::vector<Mapping> mappings_;
  std::uint64_t dynamic_at_ = 0;
  std::map<std::int64_t, std::uint64_t> dynamic_;  // the last value of each tag
  std::vector<std::uint64_t> needed_;
  ElfImage out_;
};

}  // namespace

const ElfSegment* ElfImage::find(std::uint32_t type) const {
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [&](const ElfSegment& item) { return item.type == type; });
  return found == segments.end() ? nullptr : &*found;
}

Result<ElfImage> ElfImage::parse(std::string_view image) { return Reader(image).read(); }

}  // namespace host::validator
