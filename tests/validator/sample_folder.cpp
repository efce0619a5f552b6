#include "tests/validator/sample_folder.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace test {
namespace {

namespace fs = std::filesystem;

constexpr char kManifest[] = R"(name: sample
version: 1.0.0
description: The sample connector of the validator's tests
author: AMFS tests
license: Apache-2.0
entry_point: amfs_connector_sample:Sample
webhook:
  signature_header: X-Signature
  signature_algorithm: hmac-sha256
  signature_prefix: "sha256="
default_entity_path: sample
event_types: ["*"]
identity:
  id: {header: X-Delivery-Id}
config: {limit: 3}
)";

constexpr char kFirstEvent[] =
    R"({"headers": {"X-Event-Type": "thing.made", "X-Delivery-Id": "d-1"},
        "body": {"id": "1", "thing": {"name": "lamp", "tags": ["a", "b"]}}})";
constexpr char kSecondEvent[] =
    R"({"headers": {"X-Event-Type": "thing.gone", "X-Delivery-Id": "d-2"}, "body": {"id": "2"}})";

}  // namespace

SampleFolder::SampleFolder(const std::string& library) {
  fs::copy_file(fs::path(AMFS_SAMPLES_DIR) / library / "libamfs_connector_sample.so",
                this->library());
  write("connector.yaml", kManifest);
  fs::create_directory(folder_ / "samples");
  write("samples/made.json", kFirstEvent);
  write("samples/gone.json", kSecondEvent);
}

void SampleFolder::edit_manifest(const std::string& from, const std::string& to) {
  std::string text = read("connector.yaml");
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("connector.yaml has no " + from);
  write("connector.yaml", text.replace(at, from.size(), to));
}

void SampleFolder::add_to_manifest(const std::string& lines) {
  write("connector.yaml", read("connector.yaml") + lines);
}

void SampleFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream out(folder_ / name, std::ios::binary);
  out << text;
  if (!out) throw std::runtime_error("cannot write " + name);
}

void SampleFolder::remove(const std::string& name) const { fs::remove_all(folder_ / name); }

void SampleFolder::patch_library(const std::string& from, const std::string& to) const {
  if (from.size() != to.size()) throw std::runtime_error("a patch keeps the length");
  const std::string name = "libamfs_connector_sample.so";
  std::string image = read(name);
  std::size_t found = 0;
  for (auto at = image.find(from); at != std::string::npos; at = image.find(from, at + 1)) {
    image.replace(at, from.size(), to);
    ++found;
  }
  if (found == 0) throw std::runtime_error("the library does not hold " + from);
  remove(name);
  write(name, image);
}

std::string SampleFolder::read(const std::string& name) const {
  std::ifstream in(folder_ / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace test
