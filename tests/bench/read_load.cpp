// amfs_read_load: agents that read while webhooks arrive. It asks the everyday questions of
// memory_requests, with pages of an agent's size, in turn on a fixed schedule, so that script/bench
// can show what they cost senders.
//
// Usage: amfs_read_load --url http://127.0.0.1:PORT [--rate N] [--entries N] [--entities N]
//   --rate N       questions a second (200); latency counts from the due time
//   --entries N    as given to memory_figures, which filled the store (1000000)
//   --entities N   likewise (100000)
// Prints "reading" when it begins; at SIGINT or SIGTERM one line of JSON. Fails when an answer is
// wrong.
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/histogram.hpp"
#include "tests/bench/http_client.hpp"
#include "tests/bench/json_line.hpp"
#include "tests/bench/memory_requests.hpp"
#include "tests/bench/monotonic.hpp"
#include "tests/bench/numbers.hpp"

namespace {

constexpr std::uint64_t kReaders = 8;  // a slow answer holds up one of them, not the schedule
constexpr std::uint64_t kRateMax = 100'000;
constexpr std::uint64_t kCountMax = 1'000'000'000;

struct Options {
  std::string url;
  std::uint64_t rate = 200;
  std::uint64_t entries = 1'000'000;
  std::uint64_t entities = 100'000;
};

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  const auto number = [&](std::size_t i, std::uint64_t most) {
    return bench::number_in<std::uint64_t>(arguments[i], arguments[i + 1], 1, most);
  };
  for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
    if (arguments[i] == "--url") {
      options.url = arguments[i + 1];
    } else if (arguments[i] == "--rate") {
      options.rate = number(i, kRateMax);
    } else if (arguments[i] == "--entries") {
      options.entries = number(i, kCountMax);
    } else if (arguments[i] == "--entities") {
      options.entities = number(i, kCountMax);
    } else {
      throw std::runtime_error("unknown option " + arguments[i]);
    }
  }
  if (arguments.size() % 2 != 0 || options.url.empty())
    throw std::runtime_error(
        "usage: amfs_read_load --url URL [--rate N] [--entries N] [--entities N]");
  return options;
}

std::vector<bench::MemoryQuestion> everyday_questions(const Options& options) {
  std::vector<bench::MemoryQuestion> questions = bench::memory_questions(
      bench::MemoryCorpus(options.entries, options.entities), bench::kAgentPage);
  std::erase_if(questions,
                [](const bench::MemoryQuestion& question) { return !question.is_everyday; });
  return questions;
}

// kReaders threads, each with a connection of its own; they live as long as the object.
class Readers {
 public:
  explicit Readers(const Options& options)
      : target_(bench::parse_target(options.url)),
        questions_(everyday_questions(options)),
        ns_per_turn_(bench::kNsPerSecond / static_cast<std::int64_t>(options.rate)),
        begin_(std::chrono::steady_clock::now()) {
    for (std::uint64_t i = 0; i < kReaders; ++i) threads_.emplace_back([this, i] { run(i); });
  }
  ~Readers() { stop(); }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Waits for the answers under way. Throws what a reader failed with.
  std::pair<bench::Histogram, double> finish() {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    stop();
    if (failure_) std::rethrow_exception(failure_);
    return {times_, seconds};
  }

 private:
  void run(std::uint64_t reader) noexcept {
    try {
      bench::HttpClient client(target_);
      for (std::uint64_t turn = reader;; turn += kReaders) {
        const auto due =
            begin_ + std::chrono::nanoseconds(ns_per_turn_ * static_cast<std::int64_t>(turn));
        if (stops_before(due)) return;
        bench::ask(client, questions_[turn % questions_.size()], turn / questions_.size());
        const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - due;
        const std::lock_guard lock(mutex_);
        times_.record(took.count());
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      kill(getpid(), SIGTERM);  // main waits for it
    }
  }

  bool stops_before(std::chrono::steady_clock::time_point due) {
    std::unique_lock lock(mutex_);
    return wake_.wait_until(lock, due, [this] { return stopping_; });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  const bench::Target target_;
  const std::vector<bench::MemoryQuestion> questions_;
  const std::int64_t ns_per_turn_;
  const std::chrono::steady_clock::time_point begin_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bench::Histogram times_;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

void run(const Options& options) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);  // before the threads, which inherit it
  Readers readers(options);
  std::puts("reading");
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  const auto [times, seconds] = readers.finish();
  std::string json = "{";
  bench::add_latency(json, "read_", times);
  bench::add_number(json, "read_rate", static_cast<double>(times.count()) / seconds, 1);
  bench::add_number(json, "cpu_s", bench::own_cpu_us() / 1e6, 2);
  std::printf("%s}\n", json.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse({argv + 1, argv + argc}));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "amfs_read_load: %s\n", error.what());
    return 1;
  }
}
