// A running host whose connector `versioned` is exchanged on disk: the ways to do that, and what it
// wrote down about who ran each event.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/integration/test_host.hpp"

namespace integration {

// What the connector wrote of one event.
struct Run {
  std::string id;
  int code = 0;
  int label = 0;
  int place = 0;  // among all events, from 1
  int times = 0;  // it took effect
};

class ReloadHost : public TestHost {
 public:
  ReloadHost() : TestHost({"versioned", "echo"}) {}

  static std::string event(const std::string& id) { return R"({"id":")" + id + "\"}"; }
  std::string send(const std::string& id) { return accept("versioned", event(id)); }

  std::string folder(const std::string& name = "versioned") const {
    return plugins_dir() + "/" + name;
  }
  std::string manifest() const { return manifest_file("versioned", plugins_dir()); }
  std::string library() const { return library_file("versioned", plugins_dir()); }
  void set_label(int from, int to) {
    edit_file(manifest(), "label: " + std::to_string(from), "label: " + std::to_string(to));
  }

  // The next version beside the plugins directory, where nobody looks; its folder.
  std::string prepare_next() {
    const std::string away = dir() / "away";
    std::filesystem::remove_all(away);
    install("versioned-next", away);
    std::filesystem::rename(away + "/versioned-next", away + "/versioned");
    edit_file(manifest_file("versioned", away), "name: versioned-next", "name: versioned");
    return away + "/versioned";
  }
  // As an installer does it: the old folder aside, the new one in its place.
  void install_next() {
    const std::string next = prepare_next();
    std::filesystem::rename(folder(), folder(".old"));
    std::filesystem::rename(next, folder());
    std::filesystem::remove_all(folder(".old"));
  }
  void mark(const std::string& kind, const std::string& name) {
    std::filesystem::create_directories(plugins_dir() + "/" + kind);
    write_file(plugins_dir() + "/" + kind + "/" + name, "");
  }
  void unmark(const std::string& kind, const std::string& name) {
    std::filesystem::remove(plugins_dir() + "/" + kind + "/" + name);
  }

  Answer info(const std::string& name = "versioned") { return api().get("/connectors/" + name); }
  int generation() { return info().at("/generation").GetInt(); }

  // Waits until GET /connectors/{name} satisfies the predicate; the answer.
  template <class Predicate>
  Answer wait_for(const std::string& name, Predicate predicate) {
    Answer last;
    const bool reached = test::wait_until(
        [&] {
          last = info(name);
          return predicate(last);
        },
        kSettlePatience);
    INFO(last.http.body);
    INFO(process().stderr_text());
    REQUIRE(reached);
    return last;
  }
  Answer wait_for_state(const std::string& state, const std::string& name = "versioned") {
    return wait_for(name, [&](const Answer& answer) { return answer.text("state") == state; });
  }
  Answer wait_for_version(const std::string& version) {
    return wait_for("versioned", [&](const Answer& answer) {
      return answer.text("version") == version && answer.text("state") == "ready";
    });
  }
  Answer wait_for_reason(const std::string& part) {
    return wait_for("versioned", [&](const Answer& answer) {
      return answer.status == 200 && answer.text("reason").find(part) != std::string::npos;
    });
  }
  void check_held(const std::string& id) {
    CHECK(api().get("/events/" + id).text("state") == "received");
  }
  void check_done(const std::string& id) {
    const Answer event = api().settled_event(id);
    INFO(event.http.body);
    CHECK(event.text("outcome") == "written");
  }

  // All events that took effect, in the order in which they last did.
  std::vector<Run> runs() {
    std::vector<Run> out;
    for (;;) {
      const Answer page = api().get("/entries?entity_path=versioned/runs&limit=200&offset=" +
                                    std::to_string(out.size()));
      INFO(page.http.body);
      REQUIRE(page.status == 200);
      for (const auto& entry : page.at("/entries").GetArray()) {
        const auto& value = entry["value"];
        out.push_back({value["id"].GetString(), value["code"].GetInt(), value["label"].GetInt(),
                       value["place"].GetInt(), value["n"].GetInt()});
      }
      if (out.size() >= page.at("/total").GetUint64()) break;
    }
    std::sort(out.begin(), out.end(),
              [](const Run& one, const Run& other) { return one.place < other.place; });
    return out;
  }
};

}  // namespace integration
