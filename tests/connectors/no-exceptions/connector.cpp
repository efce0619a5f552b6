// Compiled with -fno-exceptions -fno-rtti: what throws elsewhere is recorded here, and the results
// of the call are dropped.
#include <amfs/connector.hpp>

#if defined(__cpp_exceptions)
#error "this connector tests the SDK without exceptions"
#endif

class NoExceptionsConnector : public amfs::ConnectorABC {
 public:
  NoExceptionsConnector() {
    if (!config().is_object()) entity("");  // records a failure: the instance must not come alive
  }

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    if (event.event_type() == "retry") return amfs::retry("later", std::chrono::seconds(2));
    if (event.event_type() == "unmatched") return amfs::unmatched("not mine");
    return amfs::write(entity(event.need("/project")), "event-" + event.need("/id"),
                       {{"ok", true}});
  }
};
AMFS_CONNECTOR(NoExceptionsConnector)
