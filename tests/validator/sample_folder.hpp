// A connector's folder made of one of the sample libraries: manifest, library, two sample events.
#pragma once

#include <string>

#include "tests/support/temp_dir.hpp"

namespace test {

class SampleFolder {
 public:
  explicit SampleFolder(const std::string& library);

  const std::string& path() const { return folder_.path(); }
  std::string library() const { return folder_ / "libamfs_connector_sample.so"; }

  // Replaces the one place where `from` stands in connector.yaml. Throws when there is none.
  void edit_manifest(const std::string& from, const std::string& to);
  void add_to_manifest(const std::string& lines);
  void write(const std::string& name, const std::string& text) const;
  void remove(const std::string& name) const;
  // Replaces every occurrence of some bytes of the library by others of the same length.
  void patch_library(const std::string& from, const std::string& to) const;
  std::string read(const std::string& name) const;

 private:
  TempDir folder_;
};

}  // namespace test
