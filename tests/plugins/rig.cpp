#include "tests/plugins/rig.hpp"

#include <stdexcept>

#include "host/config/manifest_loader.hpp"
#include "host/identity/event_time.hpp"
#include "tests/plugins/result_rules.hpp"

namespace harness {
namespace {

std::shared_ptr<const host::config::Manifest> load(const std::string& connector) {
  auto manifest = host::config::load_manifest(std::string(AMFS_CONNECTORS_DIR) + "/" + connector +
                                              "/" + host::config::kManifestFile);
  if (!manifest) throw std::runtime_error(manifest.error().message);
  return std::make_shared<const host::config::Manifest>(std::move(*manifest));
}

}  // namespace

Sent sent_of(const std::string& connector, const EventFile& event) {
  Sent sent{event.payload, {}};
  if (connector == "github") {
    sent.headers.emplace_back("X-GitHub-Event",
                              event.event_type.substr(0, event.event_type.find('.')));
  }
  const std::string id = event.name.substr(0, event.name.rfind('.'));
  if (connector == "generic") sent.headers.emplace_back("X-Delivery-Id", "delivery " + id);
  if (connector == "standard-webhooks") sent.headers.emplace_back("webhook-id", "msg_" + id);
  return sent;
}

Rig::Rig(const std::string& connector, const std::string& config_json)
    : manifest_(load(connector)),
      plan_(manifest_, manifest_->default_entity_path),
      library_(connector_file(connector)) {
  environment_.entity_path = manifest_->default_entity_path;
  environment_.config_json = config_json.empty() ? manifest_->config_json : config_json;
  environment_.memory_read = manifest_->permissions.memory_read;
}

Rig::Rig(const std::string& connector, const amfs_class& stand_in) : Rig(connector) {
  stand_in_ = &stand_in;
}

Instance& Rig::instance() {
  if (!instance_) {
    const amfs_class* found =
        stand_in_ != nullptr ? stand_in_ : library_.find(manifest_->entry_point.class_name);
    if (found == nullptr) throw std::runtime_error("no class " + manifest_->entry_point.class_name);
    instance_ = std::make_unique<Instance>(*found, environment_);
  }
  return *instance_;
}

const Outcome& Rig::created() { return instance().created(); }

Identity Rig::identify(const Sent& sent) const {
  const auto scan = host::json::scan(sent.payload, plan_.pointers());
  const host::identity::Evidence evidence{&scan, &sent.headers};
  Identity identity;
  identity.event_type = plan_.event_type(evidence);
  identity.delivery_id = plan_.delivery_id(evidence);
  identity.raw_path = plan_.raw_path(evidence);
  const auto claimed = plan_.occurred_at(evidence);
  if (claimed != 0) {
    identity.occurred_ns = host::identity::believe(claimed, sent.received_ns).time;
  }
  identity.handled = !scan.error && manifest_->handles(identity.event_type);
  if (!scan.error) identity.handshake = plan_.handshake(evidence, identity.event_type);
  return identity;
}

Outcome Rig::transform(const Sent& sent, const Identity& identity) {
  EventSpec spec;
  spec.type = identity.event_type;
  spec.payload = sent.payload;
  spec.delivery_id = identity.delivery_id;
  spec.headers = sent.headers;
  spec.flags = sent.flags;
  spec.received_ns = sent.received_ns;
  spec.occurred_ns = identity.occurred_ns;
  return instance().transform(spec);
}

std::string Rig::broken_rule_of(const Outcome& outcome) const {
  const bool any_sender = manifest_->name == "generic";  // it knows no parts to put below
  return broken_rule(outcome, root(), any_sender ? Where::at_or_below : Where::below);
}

Outcome Rig::send(const Sent& sent) {
  const Identity identity = identify(sent);
  if (!identity.handled || identity.handshake) return {};
  Outcome outcome = transform(sent, identity);
  if (outcome.status == AMFS_SKIP && outcome.violations.empty()) return outcome;
  const std::string broken = broken_rule_of(outcome);
  if (!broken.empty()) throw std::runtime_error(broken);
  instance().commit(outcome);
  return outcome;
}

amfs::Value Rig::current(const std::string& path, const std::string& key) const {
  const auto found = environment_.memory.find({path, key});
  if (found == environment_.memory.end()) return amfs::Value::missing();
  return amfs::Value::parse(found->second.value_json).value_or(amfs::Value::missing());
}

}  // namespace harness
