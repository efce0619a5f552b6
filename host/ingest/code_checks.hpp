// CodeChecks: scheme `code` — the connector itself says whether a delivery is genuine (contract 3).
// Its code runs on a thread of this object, never on an I/O thread, and has kCheckLimit for each
// delivery; whoever waits longer is told 503 and comes again.
//
// check() from any thread. The destructor lets a running check end; where `accept` holds the
// delivery's endpoint, and so this object, none can be running by then.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/error.hpp"
#include "host/base/unique_function.hpp"
#include "host/config/manifest.hpp"
#include "host/config/secrets.hpp"
#include "host/connector/runtime.hpp"
#include "host/http/request.hpp"
#include "host/http/responder.hpp"

namespace host::ingest {

inline constexpr std::chrono::milliseconds kCheckLimit{250};  // contract 3
inline constexpr std::size_t kWaitingChecksMax = 128;         // more are told 503 at once

class CodeChecks {
 public:
  // Goes on with a genuine delivery, on this object's thread.
  using Accept = UniqueFunction<void(http::Request, http::Responder)>;

  // `secrets`: those whose rules say `code`, decoded, current first. `endpoint_id` stands for an
  // endpoint token in the URL that the connector is shown.
  CodeChecks(config::SignatureSpec rules, const std::vector<config::SecretString>& secrets,
             std::shared_ptr<connector::ConnectorRuntime> runtime, std::string endpoint_id);
  ~CodeChecks();
  CodeChecks(const CodeChecks&) = delete;
  CodeChecks& operator=(const CodeChecks&) = delete;

  const config::SignatureSpec& rules() const;

  // Calls `accept`, or answers 401 or 503 itself. `now`: wall time for the timestamp's window.
  void check(http::Request request, http::Responder responder, UnixNs now, Accept accept);

 private:
  class State;
  std::shared_ptr<State> state_;
  std::thread worker_;
  std::thread timekeeper_;
};

}  // namespace host::ingest
