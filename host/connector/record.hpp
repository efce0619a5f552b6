// ConnectorRecord: what became of one connector, change after change. Decides what goes on running,
// by which rules events are accepted, and what the operator is told.
//
// A change that does not work never stops what works: the earlier generation goes on, the reason
// names the refused change. Where nothing runs, events are accepted by the last good rules and
// held.
#pragma once

#include <memory>
#include <string>

#include "host/config/environment.hpp"
#include "host/connector/connector.hpp"
#include "host/connector/generation.hpp"
#include "host/connector/last_good.hpp"

namespace host::connector {

class ConnectorRecord {
 public:
  explicit ConnectorRecord(std::string name) : name_(std::move(name)) {}

  const Generation& generation() const { return generation_; }
  bool has_rules() const { return generation_.manifest != nullptr; }

  // The rules of an earlier run of the host. Only before anything else is known.
  void remember(KeptManifest kept, const config::Environment& env);
  void take(Built built);
  // Its folder is gone, and nobody said that it should be.
  void vanish();

  // Reads the secrets as they are now.
  std::shared_ptr<const Connector> describe(const config::Environment& env) const;

 private:
  void install(Generation next);
  void refuse(const Built& built);

  const std::string name_;
  Generation generation_;
  bool is_proven_ = false;  // generation_.manifest is of code that ran
  ConnectorState state_ = ConnectorState::failed;
  std::string reason_;
  std::string refused_;  // why the last change was not taken; empty: it was
  std::uint64_t number_ = 0;
  std::uint64_t refused_changes_ = 0;
};

}  // namespace host::connector
