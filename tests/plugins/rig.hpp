// Rig: a built-in connector as the host runs it: its own manifest decides the type, id, time and
// raw path of a payload; its library gets the event through the C ABI; results are kept between
// events.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/identity/identity_plan.hpp"
#include "tests/plugins/abi_harness.hpp"
#include "tests/plugins/event_file.hpp"

namespace harness {

using Headers = std::vector<std::pair<std::string, std::string>>;

// One delivery as a sender makes it.
struct Sent {
  std::string payload;  // JSON
  Headers headers;
  std::int64_t received_ns = kReceivedNs;
  std::uint32_t flags = 0;
};

// An event file with the headers its sender adds.
Sent sent_of(const std::string& connector, const EventFile& event);

// What the manifest says about it.
struct Identity {
  std::string event_type;
  std::string delivery_id;
  std::string raw_path;
  std::int64_t occurred_ns = 0;  // never beyond the believable
  bool handled = false;          // whether transform sees it
  std::optional<host::identity::HandshakeAnswer> handshake;
};

class Rig {
 public:
  // `config_json` "": the manifest's own. Throws std::runtime_error when the manifest is refused.
  explicit Rig(const std::string& connector, const std::string& config_json = "");
  // With this class, which must outlive the rig, instead of the one of the library.
  Rig(const std::string& connector, const amfs_class& stand_in);

  Identity identify(const Sent& sent) const;
  // Transforms without keeping the results; with what the manifest makes of it, or as another type.
  Outcome transform(const Sent& sent) { return transform(sent, identify(sent)); }
  Outcome transform(const Sent& sent, const Identity& identity);
  // Transforms what the manifest lets through and keeps the results. Throws std::runtime_error when
  // they break a rule.
  Outcome send(const Sent& sent);
  // "" when what came out keeps the rules of result_rules.hpp.
  std::string broken_rule_of(const Outcome& outcome) const;

  // The current value, or a missing one.
  amfs::Value current(const std::string& path, const std::string& key) const;
  Memory& memory() { return environment_.memory; }
  const std::vector<LogLine>& log() const { return environment_.log; }
  const std::string& root() const { return environment_.entity_path; }
  const host::config::Manifest& manifest() const { return *manifest_; }
  const Outcome& created();

 private:
  Instance& instance();

  std::shared_ptr<const host::config::Manifest> manifest_;
  host::identity::IdentityPlan plan_;
  Library library_;
  const amfs_class* stand_in_ = nullptr;
  Environment environment_;
  std::unique_ptr<Instance> instance_;
};

}  // namespace harness
