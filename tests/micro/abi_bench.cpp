// What the C ABI costs: the same transform of 1 KiB of JSON, called as a virtual function, through
// the ABI with a sink that copies the result, and through the host's runtime. Prints the difference
// and the ratio; exit code 1 when the ways do not give the same result.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <amfs/connector.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/connector/in_process_runtime.hpp"

namespace {

constexpr std::size_t kPayloadBytes = 1024;
constexpr int kRepetitions = 9;

class Sample : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const amfs::Json payload = event.payload();
    return amfs::write(entity(event.need("/project")), "event-" + event.need("/id"),
                       {{"type", payload["type"]},
                        {"summary", payload["summary"]},
                        {"severity", payload["severity"].str("info")}})
        .confidence(0.7);
  }
};

constexpr amfs_class kSample = amfs::detail::describe<Sample>("Sample");

// A payload like real ones: the fields that count, and many that do not.
std::string make_payload() {
  amfs::Value payload{{"project", "shop"}, {"id", 42}, {"type", "issue"}, {"summary", "A lamp"}};
  for (int i = 0; payload.dump().size() < kPayloadBytes - 40; ++i)
    payload["field_" + std::to_string(i)] = "some text of no use";
  std::string text = payload.dump();
  text.pop_back();
  text += ",\"pad\":\"";
  text += std::string(kPayloadBytes - text.size() - 2, 'x') + "\"}";
  return text;
}

const std::string& payload() {
  static const std::string text = make_payload();
  return text;
}

amfs_event make_event() {
  amfs_event event{};
  event.struct_size = sizeof event;
  event.event_type = {"issue", 5};
  event.body = event.payload = {payload().data(), payload().size()};
  event.received_unix_ns = 1;
  return event;
}

// What a host keeps of a result.
struct Kept {
  std::string path, key, value;
  bool operator==(const Kept& other) const {
    return path == other.path && key == other.key && value == other.value;
  }
};

class Direct {
 public:
  Kept run() {
    const amfs_event event = make_event();
    const amfs::ConnectorEvent view(event);
    const amfs::Results results = connector_->transform(view);
    return {results[0].entity_path(), results[0].key(), results[0].value().dump()};
  }

 private:
  std::unique_ptr<amfs::ConnectorABC> connector_ = std::make_unique<Sample>();
};

class Abi {
 public:
  Abi() {
    amfs_create_args args{};
    args.struct_size = sizeof args;
    host_.struct_size = sizeof host_;
    kSample.create(&host_, &args, &sink_, &instance_);
  }
  ~Abi() { kSample.destroy(instance_); }
  Abi(const Abi&) = delete;
  Abi& operator=(const Abi&) = delete;

  Kept run() {
    const amfs_event event = make_event();
    kept_ = {};
    kSample.transform(instance_, &event, &sink_);
    return std::move(kept_);
  }

 private:
  static std::string copy(amfs_str text) { return {text.ptr, text.len}; }
  static amfs_status emit(const amfs_sink* sink, const amfs_result* result) {
    static_cast<Abi*>(sink->ctx)->kept_ = {copy(result->entity_path), copy(result->key),
                                           copy(result->value_json)};
    return AMFS_OK;
  }
  static void fail(const amfs_sink* /*sink*/, const amfs_error* /*error*/) {}

  amfs_host host_{};
  amfs_sink sink_{sizeof(amfs_sink), 0, this, emit, fail, nullptr, nullptr};
  amfs_instance* instance_ = nullptr;
  Kept kept_;
};

class Runtime {
 public:
  Kept run() {
    host::connector::EventView event;
    event.event_type = "issue";
    event.body = event.payload = payload();
    event.received_unix_ns = 1;
    auto outcome = runtime_->transform(event, nullptr);
    if (outcome.results.empty()) return {};
    auto& result = outcome.results[0];
    return {std::move(result.entity_path), std::move(result.key), std::move(result.value_json)};
  }

 private:
  host::SystemClock clock_;
  std::unique_ptr<host::connector::ConnectorRuntime> runtime_ = std::move(
      host::connector::make_in_process_runtime(&kSample, {"sample", "1.0.0", "", "{}", {}}, clock_)
          .value());
};

template <class Way>
void measure(benchmark::State& state) {
  Way way;
  for (auto step : state) {
    Kept kept = way.run();
    benchmark::DoNotOptimize(kept);
  }
}

// Keeps the least processor time of each benchmark: what disturbs only ever adds.
class Least : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.iterations == 0) continue;
      const double ns = run.cpu_accumulated_time / static_cast<double>(run.iterations) * 1e9;
      const auto [known, is_new] = least_.emplace(run.run_name.function_name, ns);
      if (!is_new) known->second = std::min(known->second, ns);
    }
  }
  void print() const {
    const double direct = least_.at("direct");
    for (const auto& [name, ns] : least_) {
      std::printf("%-8s %8.0f ns   %+6.0f ns over direct   ratio %.3f\n", name.c_str(), ns,
                  ns - direct, ns / direct);
    }
  }

 private:
  std::map<std::string, double> least_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const Kept expected = Direct().run();
  if (expected.value.empty() || !(Abi().run() == expected) || !(Runtime().run() == expected)) {
    std::fprintf(stderr, "the ways do not give the same result\n");
    return 1;
  }
  using Function = void (*)(benchmark::State&);
  const std::pair<const char*, Function> ways[] = {
      {"direct", measure<Direct>}, {"abi", measure<Abi>}, {"runtime", measure<Runtime>}};
  for (const auto& [name, function] : ways) {
    benchmark::RegisterBenchmark(name, function)->Repetitions(kRepetitions);
  }
  Least least;
  benchmark::RunSpecifiedBenchmarks(&least);
  std::printf("transform of %zu bytes, least of %d:\n", payload().size(), kRepetitions);
  least.print();
  return 0;
}
