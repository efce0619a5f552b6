#include <amfs/connector.hpp>
using namespace amfs;

class MyServiceConnector : public ConnectorABC {
 public:
  Results transform(const ConnectorEvent& event) override {
    const Json payload = event.payload();
    if (event.event_type() == "event.created")
      return write(entity(event.need("/project")), "event-" + event.need("/id"),
                   {{"type", payload["type"]},
                    {"summary", payload["summary"]},
                    {"severity", payload["severity"].str("info")}})
          .confidence(0.7)
          .memory_type(MemoryType::fact);
    if (event.event_type() == "event.deleted") {
      const std::string id = event.need("/id");
      return record_context("my-service-deletion-" + id, "Event " + id + " deleted from My Service")
          .source("my-service");
    }
    return {};  // anything else is kept as a raw entry
  }
};
AMFS_CONNECTOR(MyServiceConnector)
