// Connectors that break, vanish or are taken away under their senders. Only the last is refused, as
// the operator asked for; everything else is held here, and no sender notices.
#include <filesystem>

#include "tests/senders/sender_host.hpp"

using namespace senders;  // NOLINT(google-build-using-namespace)
using integration::Answer;

namespace {

constexpr Seconds kBreaks{10min};
constexpr Seconds kInBetween{15min};
constexpr Seconds kRepaired{20min};

bool is_ready(const Answer& answer) {
  return answer.text("state") == "ready" && answer.text("reason").empty();
}

struct Fixture : SenderHost {
  void exchange(const std::function<void(const Provider&)>& install_new) {
    std::map<std::string, int> before;
    for_each([&](const Provider& provider) {
      const Answer info = api().get("/connectors/" + own_name(provider));
      before[own_name(provider)] = info.at("/generation").GetInt();
      std::filesystem::remove_all(folder_of(provider, plugins_dir()));
      install_new(provider);
    });
    wait_for_each([&](const Answer& answer) {
      return is_ready(answer) && answer.at("/generation").GetInt() > before[answer.text("name")];
    });
  }
  std::vector<std::string> dead_events() {
    std::vector<std::string> ids;
    const Answer page = api().get("/events?state=dead&limit=500");
    for (const auto& event : page.at("/events").GetArray())
      ids.push_back(test::text_member(event, "id"));
    return ids;
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "a library that is broken, for senders", "[senders]") {
  agenda.at(kBreaks, [&] {
    for_each([&](const Provider& provider) {
      integration::write_file(library_of(provider, plugins_dir()), "not a library");
    });
    wait_for_each([](const Answer& answer) { return !answer.text("reason").empty(); });
  });
  agenda.at(kInBetween, [&] {
    wait_until_settled();  // what was loaded runs on
    restart();             // now it is gone
    wait_for_each([](const Answer& answer) { return answer.text("state") == "failed"; });
  });
  agenda.at(kRepaired, [&] {
    CHECK(held_for_each() == (kRepaired - kInBetween) / kSpacing);
    for_each([&](const Provider& provider) {
      std::filesystem::remove_all(folder_of(provider, plugins_dir()));
      install(provider, plugins_dir());
    });
    wait_for_each(is_ready);
  });
  run();
  check_undisturbed();
}

TEST_CASE_METHOD(Fixture, "a transform that fails, for senders", "[senders]") {
  const auto failing = static_cast<std::int64_t>(senders.size()) * (kRepaired - kBreaks) / kSpacing;
  agenda.at(kBreaks, [&] {
    wait_until_settled();
    exchange([&](const Provider& provider) { install_failing(provider, plugins_dir()); });
  });
  agenda.at(kRepaired, [&] {
    wait_until_settled();
    REQUIRE(api().event_count("dead") == failing);
    exchange([&](const Provider& provider) { install(provider, plugins_dir()); });
    for (const std::string& id : dead_events())
      REQUIRE(api().post("/events/" + id + "/replay", "").status == 202);
  });
  run();
  check_undisturbed();
}

TEST_CASE_METHOD(Fixture, "a folder that vanished, for senders", "[senders]") {
  const auto move_all = [&](const std::string& from, const std::string& to) {
    std::filesystem::create_directories(to);
    for_each([&](const Provider& provider) {
      std::filesystem::rename(folder_of(provider, from), folder_of(provider, to));
    });
  };
  const auto is_failed = [](const Answer& answer) { return answer.text("state") == "failed"; };
  agenda.at(kBreaks, [&] {
    wait_until_settled();
    move_all(plugins_dir(), dir() / "away");
    wait_for_each(is_failed);
  });
  agenda.at(kInBetween, [&] {
    restart();
    wait_for_each(is_failed);
  });
  agenda.at(kRepaired, [&] {
    CHECK(held_for_each() == (kRepaired - kBreaks) / kSpacing);
    move_all(dir() / "away", plugins_dir());
    wait_for_each(is_ready);
  });
  run();
  check_undisturbed();
}

TEST_CASE_METHOD(Fixture, "connectors removed on purpose for a minute, for senders", "[senders]") {
  const std::string marks = plugins_dir() + "/.removed";
  const auto mark_of = [&](const Provider& provider) { return marks + "/" + own_name(provider); };
  agenda.at(kBreaks, [&] {
    std::filesystem::create_directories(marks);
    for_each([&](const Provider& provider) { integration::write_file(mark_of(provider), ""); });
    wait_for_each([](const Answer& answer) { return answer.status == 404; });
  });
  agenda.at(kBreaks + 1min, [&] {
    for_each([&](const Provider& provider) { std::filesystem::remove(mark_of(provider)); });
    wait_for_each(is_ready);
  });
  run();
  check_recovered(404, 1min / kSpacing);
}
