// PagerDutyConnector: v3 webhooks, one event in each. Every other body is kept raw.
#include <amfs/connector.hpp>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace {

using namespace pagerduty;

constexpr std::size_t kMaxTextCharacters = common::kMaxItemText;

constexpr IncidentEvent kIncidentEvents[] = {
    {"incident.triggered", "triggered", apply_state},
    {"incident.acknowledged", "acknowledged", apply_state},
    {"incident.unacknowledged", "unacknowledged", apply_state},
    {"incident.escalated", "escalated", apply_state},
    {"incident.reassigned", "reassigned", apply_state},
    {"incident.delegated", "delegated", apply_state},
    {"incident.priority_updated", "priority updated", apply_state},
    {"incident.incident_type.changed", "type changed", apply_state},
    {"incident.service_updated", "service updated", apply_state},
    {"incident.reopened", "reopened", apply_state},
    {"incident.resolved", "resolved", apply_state},
    {"incident.annotated", "note added", apply_note},
    {"incident.status_update_published", "status update", apply_status_update},
    {"incident.responder.added", "responder added", apply_responder},
    {"incident.responder.replied", "responder replied", apply_responder},
    {"incident.role.assigned", "role assigned", apply_roles},
    {"incident.task.created", "task created", apply_task},
    {"incident.task.updated", "task updated", apply_task},
    {"incident.task.completed", "task completed", apply_task},
    {"incident.workflow.started", "workflow started", apply_workflow},
    {"incident.workflow.completed", "workflow completed", apply_workflow},
    {"incident.action_invocation.created", "action created", apply_action},
    {"incident.action_invocation.updated", "action updated", apply_action},
    {"incident.action_invocation.terminated", "action terminated", apply_action},
    {"incident.conference_bridge.updated", "conference bridge updated", apply_bridge},
    {"incident.custom_field_values.updated", "fields updated", apply_fields},
};

constexpr std::string_view kServiceEvents[] = {
    "service.created", "service.updated", "service.deleted", "service.custom_field_values.updated"};

}  // namespace

class PagerDutyConnector : public amfs::ConnectorABC {
 public:
  PagerDutyConnector()
      : settings_{
            entity(),
            common::setting(config(), "text_characters", kMaxTextCharacters, kMaxTextCharacters),
            read_severities(config()["severities"])} {}

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const amfs::Json body = event.payload()["event"];
    if (!body.is_object()) return {};  // v1 and v2 have a list of messages
    const Delivery delivery{event, settings_,    memory_,
                            body,  body["data"], common::moment_of(event, body["occurred_at"])};
    for (const IncidentEvent& kind : kIncidentEvents) {
      if (kind.type == event.event_type()) return on_incident(delivery, kind);
    }
    for (const std::string_view type : kServiceEvents) {
      if (type == event.event_type()) return on_service(delivery);
    }
    return {};  // kept as a raw entry
  }

 private:
  const Settings settings_;
  const common::Memory memory_{
      [this](std::string_view path, std::string_view key) { return read(path, key); },
      [this](std::string_view ref) { return find_ref(ref); }};
};

AMFS_CONNECTOR(PagerDutyConnector)
