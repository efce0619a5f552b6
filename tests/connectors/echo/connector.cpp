// Writes one entry from /project and /id.
#include <amfs/connector.hpp>

class EchoConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    return amfs::write(entity(event.need("/project")), "event-" + event.need("/id"),
                       {{"type", event.event_type()}, {"payload", event.payload()}})
        .confidence(0.7);
  }
};
AMFS_CONNECTOR(EchoConnector)
