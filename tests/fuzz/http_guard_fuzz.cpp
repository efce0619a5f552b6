// libs: host_http
// Fuzzes the whole path from received bytes to a Request: head scanner, Beast's parser, message
// guard, body reading.
//
// The first byte says how the rest is cut into reads. Checked on every input: reading it in pieces
// and at once gives the same requests, and no request breaks a promise of the guard.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "host/http/request_reader.hpp"

namespace {

using namespace host::http;

constexpr std::uint64_t kMaxBodyBytes = 4096;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_request(const Request& request) {
  require(!request.method.empty() && request.target.front() == '/');
  require(request.headers.count("Host") <= 1 && request.headers.count("Content-Length") <= 1);
  require(!(request.headers.find("Content-Length") && request.headers.find("Transfer-Encoding")));
  require(request.body.size() <= kMaxBodyBytes);
  require(request.reservation.bytes() == request.body.size());
  for (const Header& field : request.headers) {
    require(field.name.find_first_of(std::string_view("\r\n \0", 4)) == std::string_view::npos);
    require(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
  }
  static_cast<void>(request.query_params());
  static_cast<void>(percent_decode(request.path));
}

// A transcript of what was read: equal transcripts mean equal understanding.
std::string read_all(std::string_view wire, std::size_t piece) {
  const Limits limits;
  ByteBudget budget(1 << 20);
  RequestReader reader(limits);
  std::string transcript;
  for (;;) {
    switch (reader.advance()) {
      case RequestReader::Step::kNeedData: {
        if (wire.empty()) return transcript + "|incomplete";
        const auto space = reader.prepare();
        require(!space.empty());
        const auto size = std::min({space.size(), piece, wire.size()});
        std::memcpy(space.data(), wire.data(), size);
        reader.commit(size);
        wire.remove_prefix(size);
        break;
      }
      case RequestReader::Step::kHead:
        if (reader.begin_body(kMaxBodyBytes, budget)) return transcript + "|refused";
        break;
      case RequestReader::Step::kComplete: {
        const Request& request = reader.request();
        check_request(request);
        transcript.append(request.method).append(" ").append(request.target).append(" ");
        transcript.append(request.body).append("\n");
        reader.next();
        break;
      }
      case RequestReader::Step::kRefused:
        return transcript + "|refused";
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = 1U + data[0] % 16U;
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  require(read_all(wire, wire.size()) == read_all(wire, piece));
  return 0;
}
