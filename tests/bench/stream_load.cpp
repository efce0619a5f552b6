// amfs_stream_load: many subscribers of GET /stream in one thread. It reads as fast as it can and
// counts, so that script/bench can show what listeners cost.
//
// Usage: amfs_stream_load --url http://127.0.0.1:PORT [--streams N] [--query TEXT] [--spread N]
//   --streams N   subscribers (500)
//   --query TEXT  their filter, e.g. entity_path=repos/acme/repo-{}; {} becomes 0…spread-1 in turn
//   --spread N    different filters (100)
// Prints "streaming" when all are open; at SIGINT or SIGTERM one line of JSON. Fails when a stream
// is refused or ends.
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tests/bench/target.hpp"
#include "tests/support/unique_fd.hpp"

namespace {

constexpr std::size_t kReadBytes = 65536;
constexpr int kEventsAtOnce = 256;
constexpr std::string_view kWrite = "event: write\n";
constexpr std::string_view kLagged = "event: lagged\n";

struct Options {
  std::string url;
  std::string query = "entity_path=*";
  int streams = 500;
  int spread = 100;
};

int positive(const std::string& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1)
    throw std::runtime_error("expected a positive number, not " + text);
  return number;
}

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
    const std::string& value = arguments[i + 1];
    if (arguments[i] == "--url") {
      options.url = value;
    } else if (arguments[i] == "--query") {
      options.query = value;
    } else if (arguments[i] == "--streams") {
      options.streams = positive(value);
    } else if (arguments[i] == "--spread") {
      options.spread = positive(value);
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

// Counts a text in bytes that come in pieces: the last bytes of each are kept for the next.
class Counted {
 public:
  explicit Counted(std::string_view text) : text_(text) {}
  void feed(std::string_view bytes) {
    rest_ += bytes;
    for (std::size_t at = 0; (at = rest_.find(text_, at)) != std::string::npos; at += text_.size())
      ++count;
    // A whole match does not fit into what stays, so none is counted twice.
    if (rest_.size() >= text_.size()) rest_.erase(0, rest_.size() - text_.size() + 1);
  }
  std::uint64_t count = 0;

 private:
  std::string_view text_;
  std::string rest_;
};

struct Stream {
  test::UniqueFd socket;
  Counted writes{kWrite};
  Counted lagged{kLagged};
};

Stream open_stream(const bench::Target& target, const Options& options, int number) {
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
  if (!answer.starts_with("HTTP/1.1 200"))
    throw std::runtime_error("a stream was refused: " + std::string(answer.substr(0, 12)));
  stream.writes.feed(answer);
  return stream;
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
      stream.writes.feed(bytes);
      stream.lagged.feed(bytes);
      total += bytes.size();
    }
  }
}

void report(const std::vector<Stream>& streams, std::uint64_t bytes) {
  std::uint64_t writes = 0;
  std::uint64_t lagged = 0;
  for (const Stream& stream : streams) {
    writes += stream.writes.count;
    lagged += stream.lagged.count;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double cpu = static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                     static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  std::printf("{\"streams\":%zu,\"events\":%llu,\"lagged\":%llu,\"bytes\":%llu,\"cpu_s\":%.2f}\n",
              streams.size(), static_cast<unsigned long long>(writes),
              static_cast<unsigned long long>(lagged), static_cast<unsigned long long>(bytes), cpu);
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
