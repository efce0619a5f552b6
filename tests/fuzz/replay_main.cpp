// Runs a fuzz target over saved inputs, with any compiler: every file of the folders and files
// named on the command line, and the empty input.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& input) {
  // A copy of exactly this size, so that a sanitizer sees a read past its end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

bool run_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  // Named before it runs: a crash then shows which input it was.
  std::fprintf(stderr, "%s\n", path.c_str());
  run({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  run("");
  std::size_t files = 0;
  bool is_good = true;
  for (int i = 1; i < argc; ++i) {
    if (std::filesystem::is_regular_file(argv[i])) {
      is_good = run_file(argv[i]) && is_good;
      ++files;
      continue;
    }
    if (!std::filesystem::is_directory(argv[i])) {
      std::fprintf(stderr, "no corpus at %s: add at least one input\n", argv[i]);
      return 1;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      is_good = run_file(entry.path()) && is_good;
      ++files;
    }
  }
  std::printf("%zu inputs replayed\n", files);
  return is_good && files > 0 ? 0 : 1;
}
