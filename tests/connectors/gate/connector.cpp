// Read-modify-write with a gate between the two: after reading it makes the file /dir + "/read" and
// goes on once /dir + "/go" is there. So a test can let another writer in at exactly that moment.
#include <sys/stat.h>

#include <amfs/connector.hpp>
#include <chrono>
#include <fstream>
#include <thread>

class GateConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string path = entity("list");
    const std::string key = event.need("/key");
    const std::string dir = event.need("/dir");
    const auto before = read(path, key);
    std::ofstream(dir + "/read") << "x";
    struct stat ignored;
    while (stat((dir + "/go").c_str(), &ignored) != 0 && !cancelled()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    amfs::Value value = before ? before->value : amfs::Value::object();
    value["items"].push_back(event.payload()["item"]);
    return amfs::write(path, key, std::move(value));
  }
};
AMFS_CONNECTOR(GateConnector)
