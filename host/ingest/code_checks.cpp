#include "host/ingest/code_checks.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "host/base/log.hpp"
#include "host/base/text.hpp"
#include "host/connector/hmac_keys.hpp"
#include "host/ingest/answers.hpp"
#include "host/ingest/signed_parts.hpp"

namespace host::ingest {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

// One delivery. The worker reads `request` while the timekeeper may answer: `responder` is guarded
// by the state's mutex, and whoever takes it answers.
struct Job {
  http::Request request;
  std::optional<http::Responder> responder;
  CodeChecks::Accept accept;
  UnixNs now = 0;
  Deadline deadline;
};

// What a connector is not shown: credentials for the host itself, and for other systems.
bool is_hidden(const config::SignatureSpec& rules, std::string_view name) {
  constexpr std::array<std::string_view, 5> kHidden{"X-AMFS-API-Key", "Authorization",
                                                    "Proxy-Authorization", "Cookie", "Set-Cookie"};
  if (equals_ignore_case(name, rules.signature_header)) return false;
  return std::any_of(kHidden.begin(), kHidden.end(),
                     [&](std::string_view hidden) { return equals_ignore_case(name, hidden); });
}

}  // namespace

class CodeChecks::State {
 public:
  State(config::SignatureSpec rules, const std::vector<config::SecretString>& secrets,
        std::shared_ptr<connector::ConnectorRuntime> runtime, std::string endpoint_id)
      : rules_(std::move(rules)),
        keys_(rules_.encoding),
        runtime_(std::move(runtime)),
        endpoint_id_(std::move(endpoint_id)) {
    for (const config::SecretString& secret : secrets) keys_.add(secret.reveal());
  }

  const config::SignatureSpec& rules() const { return rules_; }

  void add(std::shared_ptr<Job> job) {
    std::unique_lock lock(mutex_);
    if (stopping_ || waiting_.size() >= kWaitingChecksMax) {
      lock.unlock();
      job->responder->send(signature_uncheckable());
      return;
    }
    waiting_.push_back(job);
    timed_.push_back(std::move(job));
    changed_.notify_all();
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }

  // The worker: one check after the other.
  void work() {
    while (const auto job = next()) {
      try {
        settle(*job);
      } catch (const std::exception& error) {  // the responder, dropped, answers 500
        log::error("a delivery could not be taken in: {}", error.what());
      }
    }
  }

  // The timekeeper: all jobs have the same limit, so the first to come is the first to be late.
  void keep_time() {
    std::unique_lock lock(mutex_);
    while (!(stopping_ && timed_.empty())) {
      if (timed_.empty()) {
        changed_.wait(lock);
        continue;
      }
      std::shared_ptr<Job> job = timed_.front();
      if (job->responder && !stopping_ &&
          changed_.wait_until(lock, job->deadline) == std::cv_status::no_timeout) {
        continue;
      }
      timed_.pop_front();
      auto responder = std::exchange(job->responder, std::nullopt);
      lock.unlock();
      if (responder) responder->send(signature_uncheckable());
      job.reset();  // perhaps the last of the endpoint, and its end takes the lock
      lock.lock();
    }
  }

 private:
  std::shared_ptr<Job> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return nullptr;
    std::shared_ptr<Job> job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
  }

  void settle(Job& job) {
    const Verdict verdict = judge(job);
    auto responder = take_responder(job);
    if (!responder) return;  // too late: answered by the timekeeper
    if (verdict == Verdict::valid) {
      job.accept(std::move(job.request), std::move(*responder));
    } else {
      responder->send(refused_signature(verdict, rules_.signature_header));
    }
  }

  std::optional<http::Responder> take_responder(Job& job) {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
    return std::exchange(job.responder, std::nullopt);
  }

  bool is_answered(Job& job) {
    const std::lock_guard lock(mutex_);
    return !job.responder;
  }

  // Every candidate is shown to the connector until it accepts one.
  Verdict judge(Job& job) {
    if (is_answered(job)) return Verdict::unavailable;
    SignedParts parts;
    if (const Verdict found = find_parts(rules_, job.request.headers, parts);
        found != Verdict::valid)
      return found;
    const Verdict time = check_time(rules_, parts, job.now);
    if (time == Verdict::invalid) return time;
    Verdict verdict = Verdict::invalid;
    const bool ended =
        any_item(parts.signature, rules_.signature_separator, [&](std::string_view item) {
          if (!item.starts_with(rules_.signature_prefix)) return false;
          item.remove_prefix(rules_.signature_prefix.size());
          verdict = ask(job, parts, item);
          return verdict != Verdict::invalid;
        });
    return ended && verdict == Verdict::valid ? time : verdict;
  }

  Verdict ask(const Job& job, const SignedParts& parts, std::string_view candidate) {
    connector::SigcheckView view;
    view.body = job.request.body;
    view.signature = candidate;
    view.timestamp = parts.timestamp;
    view.id = parts.id;
    view.method = job.request.method;
    const std::string url = shown_url(job.request);
    view.url = url;
    for (const http::Header& header : job.request.headers) {
      if (!is_hidden(rules_, header.name)) view.headers.push_back({header.name, header.value});
    }
    view.secret_count = keys_.count();
    view.received_unix_ns = job.request.received_ns;
    view.tolerance_ns = rules_.timestamp ? rules_.timestamp->tolerance_ns : 0;
    view.deadline_mono_ns = std::chrono::nanoseconds(job.deadline.time_since_epoch()).count();
    const connector::SigcheckOutcome outcome = runtime_->validate_signature(view, keys_);
    switch (outcome.status) {
      case connector::SigcheckStatus::accepted:
        return Verdict::valid;
      case connector::SigcheckStatus::rejected:
        return Verdict::invalid;
      case connector::SigcheckStatus::failed:
        break;
    }
    log::warn("a connector could not check a signature: {}", outcome.reason);
    return Verdict::unavailable;
  }

  std::string shown_url(const http::Request& request) const {
    std::string url(request.target);
    const std::string_view token = request.params.raw("token");
    const std::size_t at = token.empty() ? std::string::npos : url.find(token);
    return at == std::string::npos ? url : url.replace(at, token.size(), endpoint_id_);
  }

  const config::SignatureSpec rules_;
  connector::HmacKeys keys_;
  const std::shared_ptr<connector::ConnectorRuntime> runtime_;
  const std::string endpoint_id_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> waiting_;  // for the worker
  std::deque<std::shared_ptr<Job>> timed_;  // by deadline; answered ones leave when they are first
  bool stopping_ = false;
};

// The threads own the state and not this object: an accepted delivery may hold the last reference
// to its endpoint, and so to this object, on the very thread that would have to be waited for.
// Nobody waits for a connector's code in the destructor: a delivery that is being checked holds its
// endpoint, so that whoever lets go of it last, be it the store's writer, finds the threads idle.
CodeChecks::CodeChecks(config::SignatureSpec rules,
                       const std::vector<config::SecretString>& secrets,
                       std::shared_ptr<connector::ConnectorRuntime> runtime,
                       std::string endpoint_id)
    : state_(std::make_shared<State>(std::move(rules), secrets, std::move(runtime),
                                     std::move(endpoint_id))) {
  worker_ = std::thread([state = state_] { state->work(); });
  timekeeper_ = std::thread([state = state_] { state->keep_time(); });
}

CodeChecks::~CodeChecks() {
  state_->stop();
  for (std::thread* thread : {&worker_, &timekeeper_}) {
    if (thread->get_id() == std::this_thread::get_id()) {
      thread->detach();
    } else {
      thread->join();
    }
  }
}

const config::SignatureSpec& CodeChecks::rules() const { return state_->rules(); }

void CodeChecks::check(http::Request request, http::Responder responder, UnixNs now,
                       Accept accept) {
  auto job = std::make_shared<Job>();
  job->request = std::move(request);
  job->responder.emplace(std::move(responder));
  job->accept = std::move(accept);
  job->now = now;
  job->deadline = std::chrono::steady_clock::now() + kCheckLimit;
  state_->add(std::move(job));
}

}  // namespace host::ingest
