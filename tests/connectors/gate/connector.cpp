// Read-modify-write with a gate between the two: the first time it runs it makes the file
// /dir + "/read" after reading, and goes on once the test opens the FIFO /dir + "/go" for writing.
// So a test can let another writer in at exactly that moment.
#include <fcntl.h>
#include <unistd.h>

#include <amfs/connector.hpp>
#include <fstream>

class GateConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string path = entity("list");
    const std::string key = event.need("/key");
    const std::string dir = event.need("/dir");
    const auto before = read(path, key);
    if (access((dir + "/read").c_str(), F_OK) != 0) {
      std::ofstream(dir + "/read") << "x";
      close(open((dir + "/go").c_str(), O_RDONLY | O_CLOEXEC));
    }
    amfs::Value value = before ? before->value : amfs::Value::object();
    value["items"].push_back(event.payload()["item"]);
    return amfs::write(path, key, std::move(value));
  }
};
AMFS_CONNECTOR(GateConnector)
