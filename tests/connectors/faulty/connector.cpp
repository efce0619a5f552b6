// Misbehaves as the payload's "mode" says; "ok" and no mode write one entry.
#include <amfs/connector.hpp>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace {

constexpr int kManyResults = 2000;
constexpr std::size_t kHugeBytes = 400 * 1024;

amfs::Results many_results(const std::string& path) {
  amfs::Results results;
  for (int i = 0; i < kManyResults; ++i) {
    results.add(amfs::write(path, "item-" + std::to_string(i), {{"n", i}}));
  }
  return results;
}

[[noreturn]] void hang() {
  while (true) std::this_thread::sleep_for(std::chrono::hours(1));  // paced: the hang asked for
}

}  // namespace

class FaultyConnector : public amfs::ConnectorABC {
 public:
  FaultyConnector() {
    if (config()["mode"].str() == "config_error") {
      throw amfs::ConfigError("config.mode is config_error; remove it");
    }
  }

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string mode = event.payload()["mode"].str("ok");
    const std::string path = entity("things");
    if (mode == "throw") throw std::runtime_error("thrown on request");
    if (mode == "throw_int") throw 42;
    if (mode == "retry") throw amfs::Retry("try again", std::chrono::milliseconds(50));
    if (mode == "unmatched") throw amfs::Unmatched("unmatched on request");
    if (mode == "skip") return amfs::skip("skipped on request");
    if (mode == "empty") return {};
    if (mode == "crash") std::abort();
    if (mode == "exit") std::exit(0);
    if (mode == "hang") hang();
    if (mode == "many_results") return many_results(path);
    if (mode == "bad_path") return amfs::write("elsewhere/../things", "key", {{"mode", mode}});
    if (mode == "foreign_path") return amfs::write("elsewhere", "key", {{"mode", mode}});
    if (mode == "bad_key") return amfs::write(path, "a/b", {{"mode", mode}});
    if (mode == "huge_value") return amfs::write(path, "huge", std::string(kHugeBytes, 'x'));
    if (mode == "context") return amfs::record_context("faulty-note", "a note").source("faulty");
    return amfs::write(path, "thing-" + event.need("/id"), {{"mode", mode}});
  }
};
AMFS_CONNECTOR(FaultyConnector)
