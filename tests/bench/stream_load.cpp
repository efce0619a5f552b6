// amfs_stream_load: many subscribers of GET /stream in one thread. It reads as fast as it can and
// counts, so that script/bench can show what listeners cost.
//
// Usage: amfs_stream_load --url http://127.0.0.1:PORT [--streams N] [--query TEXT] [--spread N]
//   --streams N   subscribers (500)
//   --query TEXT  their filter, e.g. entity_path=repos/acme/repo-{}; {} becomes 0…spread-1 in turn
//   --spread N    different filters (100)
// Prints "streaming" when all are open; at SIGINT or SIGTERM one line of JSON. Fails when a stream
// is refused or ends.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "tests/bench/json_line.hpp"
#include "tests/bench/monotonic.hpp"
#include "tests/bench/numbers.hpp"
#include "tests/bench/target.hpp"
#include "tests/support/unique_fd.hpp"

namespace {

constexpr std::size_t kReadBytes = 65536;
constexpr int kEventsAtOnce = 256;
constexpr std::int64_t kRoomPatienceNs = 10 * bench::kNsPerSecond;
constexpr int kRoomLookMs = 100;
constexpr int kStreamsMax = 10'000;
constexpr std::string_view kWrite = "event: write";
constexpr std::string_view kLagged = "event: lagged";

struct Options {
  std::string url;
  std::string query = "entity_path=*";
  int streams = 500;
  int spread = 100;
};

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
    const std::string& value = arguments[i + 1];
    if (arguments[i] == "--url") {
      options.url = value;
    } else if (arguments[i] == "--query") {
      options.query = value;
    } else if (arguments[i] == "--streams") {
      options.streams = bench::number_in(arguments[i], value, 1, kStreamsMax);
    } else if (arguments[i] == "--spread") {
      options.spread = bench::number_in(arguments[i], value, 1, kStreamsMax);
    } else {
      throw std::runtime_error("unknown option " + arguments[i]);
    }
  }
  if (arguments.size() % 2 != 0 || options.url.empty())
    throw std::runtime_error(
        "usage: amfs_stream_load --url URL [--streams N] [--query TEXT] "
        "[--spread N]");
  return options;
}

// Counts events by their first lines. A line may come in pieces: its beginning is kept. One look
// for line ends over each piece is all it costs: an event's data is one line.
class EventCount {
 public:
  void feed(std::string_view bytes) {
    for (std::size_t end = 0; (end = bytes.find('\n')) != std::string_view::npos;) {
      keep(bytes.substr(0, end));
      if (begun_ == kWrite) ++writes;
      if (begun_ == kLagged) ++lagged;
      begun_.clear();
      bytes.remove_prefix(end + 1);
    }
    keep(bytes);
  }
  std::uint64_t writes = 0;
  std::uint64_t lagged = 0;

 private:
  // One more than needed: a longer line is none of the two.
  void keep(std::string_view bytes) {
    begun_ += bytes.substr(0, kLagged.size() + 1 - std::min(begun_.size(), kLagged.size() + 1));
  }
  std::string begun_;  // of the line under way
};

struct Stream {
  test::UniqueFd socket;
  EventCount events;
};

// Nothing: the host has no room for one more.
std::optional<Stream> try_stream(const bench::Target& target, const Options& options, int number) {
  std::string query = options.query;
  if (const std::size_t at = query.find("{}"); at != std::string::npos)
    query.replace(at, 2, std::to_string(number % options.spread));
  const std::string request =
      "GET /api/v1/stream?" + query + " HTTP/1.1\r\nHost: " + target.authority + "\r\n\r\n";
  Stream stream{test::UniqueFd(bench::connect_to(target))};
  if (send(stream.socket.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    throw std::system_error(errno, std::generic_category(), "send");
  std::array<char, 4096> head;
  const ssize_t got = recv(stream.socket.get(), head.data(), head.size(), 0);
  const std::string_view answer(head.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (answer.starts_with("HTTP/1.1 503")) return std::nullopt;
  if (!answer.starts_with("HTTP/1.1 200"))
    throw std::runtime_error("a stream was refused: " + std::string(answer.substr(0, 12)));
  stream.events.feed(answer);
  return stream;
}

// Waits for room: the host takes a moment to notice that the streams of the run before have left.
Stream open_stream(const bench::Target& target, const Options& options, int number) {
  const std::int64_t deadline = bench::now_ns() + kRoomPatienceNs;
  for (;;) {
    if (auto stream = try_stream(target, options, number)) return std::move(*stream);
    if (bench::now_ns() > deadline)
      throw std::runtime_error("the host has no room for stream " + std::to_string(number + 1));
    poll(nullptr, 0, kRoomLookMs);
  }
}

void watch(int epoll, int fd, std::uint64_t number) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = number;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

std::uint64_t read_until_signal(std::vector<Stream>& streams, int signals) {
  const test::UniqueFd epoll(epoll_create1(EPOLL_CLOEXEC));
  for (std::size_t i = 0; i < streams.size(); ++i) watch(epoll.get(), streams[i].socket.get(), i);
  watch(epoll.get(), signals, streams.size());
  std::array<epoll_event, kEventsAtOnce> ready;
  std::vector<char> buffer(kReadBytes);
  std::uint64_t total = 0;
  for (;;) {
    const int count = epoll_wait(epoll.get(), ready.data(), kEventsAtOnce, -1);
    for (int i = 0; i < count; ++i) {
      const std::uint64_t number = ready[static_cast<std::size_t>(i)].data.u64;
      if (number == streams.size()) return total;
      Stream& stream = streams[number];
      const ssize_t got = recv(stream.socket.get(), buffer.data(), buffer.size(), 0);
      if (got <= 0) throw std::runtime_error("a stream ended");
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
      stream.events.feed(bytes);
      total += bytes.size();
    }
  }
}

void report(const std::vector<Stream>& streams, std::uint64_t bytes) {
  std::uint64_t writes = 0;
  std::uint64_t lagged = 0;
  for (const Stream& stream : streams) {
    writes += stream.events.writes;
    lagged += stream.events.lagged;
  }
  std::string json = "{";
  bench::add_number(json, "streams", static_cast<double>(streams.size()));
  bench::add_number(json, "events", static_cast<double>(writes));
  bench::add_number(json, "lagged", static_cast<double>(lagged));
  bench::add_number(json, "bytes", static_cast<double>(bytes));
  bench::add_number(json, "cpu_s", bench::own_cpu_us() / 1e6, 2);
  std::printf("%s}\n", json.c_str());
}

void run(const Options& options) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  sigprocmask(SIG_BLOCK, &stop, nullptr);
  const test::UniqueFd signals(signalfd(-1, &stop, SFD_CLOEXEC));
  const bench::Target target = bench::parse_target(options.url);
  std::vector<Stream> streams;
  for (int i = 0; i < options.streams; ++i) streams.push_back(open_stream(target, options, i));
  std::puts("streaming");
  std::fflush(stdout);
  report(streams, read_until_signal(streams, signals.get()));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse({argv + 1, argv + argc}));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "amfs_stream_load: %s\n", error.what());
    return 1;
  }
}
