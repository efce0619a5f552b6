#include "host/connector/connector.hpp"

namespace host::connector {

const char* to_string(ConnectorState state) {
  switch (state) {
    case ConnectorState::ready:
      return "ready";
    case ConnectorState::unconfigured:
      return "unconfigured";
    case ConnectorState::failed:
      return "failed";
    case ConnectorState::disabled:
      return "disabled";
    case ConnectorState::quarantined:
      break;
  }
  return "quarantined";
}

}  // namespace host::connector
