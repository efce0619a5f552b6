// Read-modify-write: {"id", "key", "item"} appends item to the list kept under key. Deliberately
// not idempotent, so that an event that takes effect twice, or a lost update, shows.
#include <amfs/connector.hpp>

class AppendConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string path = entity("list");
    const std::string key = event.need("/key");
    const auto before = read(path, key);
    amfs::Value value = before ? before->value : amfs::Value::object();
    value["items"].push_back(event.payload()["item"]);
    return amfs::write(path, key, std::move(value));
  }
};
AMFS_CONNECTOR(AppendConnector)
