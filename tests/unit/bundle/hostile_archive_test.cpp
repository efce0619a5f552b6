// Bundles that want to leave their folder, become something else than files, or be somebody else.
#include "tests/support/catch.hpp"
#include "tests/unit/bundle/raw_archive.hpp"

using namespace bundle_test;  // NOLINT(google-build-using-namespace)
using host::bundle::kDigestListFile;
using host::bundle::read_bundle;

namespace {

// Refused, and the reason says so.
void check_refused(const std::string& bytes, const std::string& reason) {
  const auto bundle = read_bundle(bytes, "evil.amfsc");
  REQUIRE_FALSE(bundle.has_value());
  INFO(bundle.error().message);
  CHECK(bundle.error().message.find(reason) != std::string::npos);
  CHECK(bundle.error().message.rfind("evil.amfsc: ", 0) == 0);
  CHECK(bundle.error().message.find('\n') == std::string::npos);
}

// The sample with one more entry behind it.
std::string with_entry(const std::string& path, const RawArchive::Edit& edit = {}) {
  const FileSet files = sample_files();
  return RawArchive().add_list(files).add_all(files).add(path, "x", edit).bytes();
}

}  // namespace

TEST_CASE("the archive the hostile ones are made from is fine") {
  const FileSet files = sample_files();
  const auto bundle =
      read_bundle(RawArchive().add_list(files).add_all(files).bytes(), "good.amfsc");
  REQUIRE(bundle.has_value());
  CHECK(bundle->files == files);
}

TEST_CASE("names that leave the folder or hide in it") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"../evil", "leaves its folder"},
      {"samples/../../evil", "leaves its folder"},
      {"samples/..", "leaves its folder"},
      {"/etc/cron.d/evil", "absolute path"},
      {"//evil", "absolute path"},
      {"./evil", "begins with a dot"},
      {".hidden", "begins with a dot"},
      {"samples//evil", "empty segment"},
      {"samples/.git/config", "begins with a dot"},
      {"samples\\..\\evil", "without backslashes"},
      {"samples/\x1b[2Jevil", "printable ASCII"},
      {"samples/a\nb", "printable ASCII"},
      {"samples/ümlaut", "printable ASCII"},
      {"samples/a/b/c/d", "deeper than 4 levels"},
      {"samples/" + std::string(100, 'a'), "longer than 100 bytes"}};
  for (const auto& [path, reason] : cases) {
    INFO(path);
    check_refused(with_entry(path), reason);
  }
}

TEST_CASE("entries that are no regular files") {
  const auto type = [](unsigned kind) {
    return [kind](archive_entry* entry) {
      archive_entry_set_filetype(entry, kind);
      archive_entry_set_size(entry, 0);
    };
  };
  check_refused(with_entry("samples/link",
                           [](archive_entry* entry) {
                             archive_entry_set_filetype(entry, AE_IFLNK);
                             archive_entry_set_symlink(entry, "/etc/passwd");
                             archive_entry_set_size(entry, 0);
                           }),
                "symbolic link");
  check_refused(with_entry("samples/link",
                           [](archive_entry* entry) {
                             archive_entry_set_hardlink(entry, "connector.yaml");
                             archive_entry_set_size(entry, 0);
                           }),
                "hard link");
  check_refused(with_entry("samples/device", type(AE_IFCHR)), "a device");
  check_refused(with_entry("samples/device", type(AE_IFBLK)), "a device");
  check_refused(with_entry("samples/pipe", type(AE_IFIFO)), "a special file");
  check_refused(with_entry("samples/folder", type(AE_IFDIR)), "a folder");
}

TEST_CASE("a sparse file that claims more than it brings") {
  check_refused(with_entry("samples/holes",
                           [](archive_entry* entry) {
                             archive_entry_set_size(entry, 1 << 20);
                             archive_entry_sparse_add_entry(entry, 0, 1);
                           }),
                "sparse file");
}

TEST_CASE("the same name twice") {
  check_refused(with_entry("connector.yaml"), "is there twice");
  check_refused(with_entry(kDigestListFile), "is there twice");
}

TEST_CASE("files and digest list must say the same") {
  const FileSet files = sample_files();
  FileSet changed = files;
  changed["samples/order.created.json"] += ' ';
  check_refused(RawArchive().add_list(files).add_all(changed).bytes(), "does not have the SHA-256");
  FileSet less = files;
  less.erase("fixtures/order.json");
  check_refused(RawArchive().add_list(files).add_all(less).bytes(), "missing");
  check_refused(RawArchive().add_list(less).add_all(files).bytes(), "is not listed");
  check_refused(RawArchive().add_all(files).add_list(files).bytes(), "is not its first file");
  check_refused(RawArchive().add_all(files).bytes(), "is not its first file");
}

TEST_CASE("files that are no part of a connector") {
  for (const char* path : {"README.md", "install.json", "libother.so", "bin/tool"}) {
    FileSet files = sample_files();
    files[path] = "x";
    check_refused(RawArchive().add_list(files).add_all(files).bytes(), "does not belong");
  }
}

TEST_CASE("parts that must be there") {
  for (const char* path : {"connector.yaml", kLibrary, "LICENSE"}) {
    FileSet files = sample_files();
    files.erase(path);
    check_refused(RawArchive().add_list(files).add_all(files).bytes(), path);
  }
}

TEST_CASE("a list that names another connector, version or platform than the files are") {
  const FileSet files = sample_files();
  const auto with_list = [&](const std::string& list) {
    return RawArchive().add(kDigestListFile, list).add_all(files).bytes();
  };
  check_refused(with_list(RawArchive::list_text(files, "github")), "says name \"github\"");
  check_refused(with_list(RawArchive::list_text(files, "acme", "9.9.9")), "says version \"9.9.9\"");
  std::string list = RawArchive::list_text(files);
  const std::string own = host::bundle::own_platform().text();
  const std::string foreign = own == "linux-x86_64" ? "linux-aarch64" : "linux-x86_64";
  list.replace(list.find(own), own.size(), foreign);
  check_refused(with_list(list), "says platform \"" + foreign + "\"");
  list.replace(list.find("linux"), 5, "plan9");
  check_refused(with_list(list), "platform \"plan9");
}

TEST_CASE("a canonical file name that lies") {
  const std::string bytes = pack_sample();
  CHECK(read_bundle(bytes, "/tmp/" + sample_file_name()).has_value());
  CHECK(read_bundle(bytes, "/tmp/whatever.amfsc").has_value());
  std::string wrong = sample_file_name();
  wrong.replace(wrong.find("1.0.0"), 5, "2.0.0");
  const auto refused = read_bundle(bytes, wrong);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("called " + sample_file_name()) != std::string::npos);
}

TEST_CASE("libraries of machines that amfs does not run on") {
  const auto with_library = [](const std::string& library) {
    FileSet files = sample_files();
    files[kLibrary] = library;
    return RawArchive().add_list(files).add_all(files).bytes();
  };
  check_refused(with_library(library_for(EM_RISCV)), "another architecture");
  check_refused(with_library(library_for(own_machine(), ELFCLASS32)), "another architecture");
  check_refused(with_library("#!/bin/sh\nrm -rf /\n"), "is no ELF library");
  check_refused(with_library(""), "is no ELF library");
}

TEST_CASE("a manifest that is not one") {
  FileSet files = sample_files();
  files["connector.yaml"] += "unknown_key: 1\n";
  check_refused(RawArchive().add_list(files).add_all(files).bytes(), "connector.yaml:");
}
