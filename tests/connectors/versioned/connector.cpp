// Says which code ran an event, and when: {"id"} becomes run-{id} with the code, the configured
// label, how often the event took effect, and its place among all events. `code` is compiled in
// (versioned and versioned-next differ by it). An event that takes effect twice, or out of order,
// shows.
#include <amfs/connector.hpp>

class VersionedConnector : public amfs::ConnectorABC {
 public:
  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string key = "run-" + event.need("/id");
    const std::int64_t place = number_of("count", "n") + 1;
    const std::int64_t times = number_of("runs", key) + 1;
    amfs::Results out;
    out.add(amfs::write(entity("count"), "n", {{"n", place}}));
    out.add(amfs::write(entity("runs"), key,
                        {{"id", event.need("/id")},
                         {"code", AMFS_TEST_CODE},
                         {"label", config()["label"]},
                         {"place", place},
                         {"n", times}}));
    return out;
  }

 private:
  // `n` of an entry; 0 when it is not there.
  std::int64_t number_of(const char* folder, const std::string& key) const {
    const auto entry = read(entity(folder), key);
    return entry ? entry->value.get("n").i64(0) : 0;
  }
};
AMFS_CONNECTOR(VersionedConnector)
