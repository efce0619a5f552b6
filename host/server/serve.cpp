#include "host/server/serve.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "host/server/dev_mode.hpp"
#include "host/server/host.hpp"

namespace host::server {
namespace {

// Secrets must not end up in a core file or be read by another process of this user.
void protect_process() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

void set_up_log() {
  auto logger = spdlog::stderr_logger_mt("amfs");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_default_logger(std::move(logger));
}

// Before any thread exists: all of them inherit the mask, only wait_for_signal() gets the signals.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

void wait_for_signal(const sigset_t& set) {
  int signal = 0;
  sigwait(&set, &signal);
}

int failed(const Error& error) {
  fmt::print(stderr, "amfs: {}\n", error.message);
  return 1;
}

}  // namespace

int serve(config::Settings settings, const config::Environment& env) {
  protect_process();
  set_up_log();
  const sigset_t signals = block_signals();

  const bool dev = settings.dev;
  config::Environment effective = env;
  NewConnectorHook on_new_connector;
  if (dev) {
    const auto secrets = std::make_shared<DevSecrets>(settings.data_dir, env);
    effective = [secrets](std::string_view name) { return secrets->find(name); };
    on_new_connector = [secrets](const config::Manifest& manifest) { secrets->provide(manifest); };
  }
  auto started = Host::start(std::move(settings), effective, std::move(on_new_connector));
  if (started.has_error()) return failed(started.error());
  Host& host = *started.value();
  fmt::print("amfs ready {}\n", host.url());
  if (dev) fmt::print("\n{}", dev_greeting(host.url(), host.settings()));
  std::fflush(stdout);

  wait_for_signal(signals);
  spdlog::info("stopping; a second signal ends at once");
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  host.stop();
  return 0;
}

}  // namespace host::server
