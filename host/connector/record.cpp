#include "host/connector/record.hpp"

#include <fmt/format.h>

#include <utility>

#include "host/connector/surroundings.hpp"

namespace host::connector {

void ConnectorRecord::remember(KeptManifest kept, const config::Environment& env) {
  if (!kept.manifest) return;
  Generation rules;
  rules.entity_path = effective_path(*kept.manifest, env);
  rules.yaml = std::move(kept.yaml);
  rules.manifest = std::move(kept.manifest);
  install(std::move(rules));
  is_proven_ = true;
}

void ConnectorRecord::install(Generation next) {
  is_proven_ = next.runtime != nullptr;
  generation_ = std::move(next);
  ++number_;
}

void ConnectorRecord::take(Built built) {
  if (built.state == ConnectorState::failed && generation_.runtime) return refuse(built);
  refused_.clear();
  state_ = built.state;
  reason_ = std::move(built.reason);
  const bool ran_before = generation_.runtime != nullptr;
  // Rules of code that never ran give way to those of code that does not run either.
  const bool is_better = built.state != ConnectorState::failed || !is_proven_;
  if (built.generation.manifest && is_better) {
    install(std::move(built.generation));
    return;
  }
  generation_.source = built.generation.source;
  generation_.runtime.reset();
  if (ran_before) ++number_;
}

void ConnectorRecord::refuse(const Built& built) {
  ++refused_changes_;
  refused_ = fmt::format("version {} goes on, the change in {} was refused: {}",
                         generation_.manifest->version.text, built.generation.source, built.reason);
}

void ConnectorRecord::vanish() {
  if (std::exchange(generation_.runtime, nullptr)) ++number_;
  refused_.clear();
  state_ = ConnectorState::failed;
  reason_ = fmt::format(
      "its folder vanished, its events are held; put it back, or run: amfs connector remove {}",
      name_);
}

std::shared_ptr<const Connector> ConnectorRecord::describe(const config::Environment& env) const {
  auto out = std::make_shared<Connector>();
  out->name = name_;
  out->state = state_;
  out->reason = reason_;
  out->source = generation_.source;
  out->manifest = generation_.manifest;
  out->entity_path = generation_.entity_path;
  out->runtime = generation_.runtime;
  out->generation = number_;
  out->refused_changes = refused_changes_;
  if (!has_rules()) return out;
  out->version = generation_.manifest->version.text;
  out->secrets = secrets_of(name_, env);
  if (state_ != ConnectorState::ready) return out;
  // Code that runs but cannot verify anything is unconfigured: nothing new comes in, what is in the
  // inbox is settled.
  out->reason = what_is_missing(*generation_.manifest, env);
  if (!out->reason.empty()) out->state = ConnectorState::unconfigured;
  if (!refused_.empty()) out->reason += (out->reason.empty() ? "" : "; ") + refused_;
  return out;
}

}  // namespace host::connector
