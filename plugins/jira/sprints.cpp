// sprint_*: sprint-{id} below board-{board}. Sprints name neither a project nor issues.
#include <utility>

#include "common/fields.hpp"
#include "issue_ref.hpp"
#include "record.hpp"

namespace jira {

using amfs::Json;
using amfs::Value;
using common::headline;
using common::scalar;

namespace {

// The payload's word for it; else what the kind of event means.
std::string status_of(const Delivery& delivery, const Json& sprint) {
  if (delivery.deletes()) return "deleted";
  const std::string_view otherwise = delivery.action == "started"  ? "active"
                                     : delivery.action == "closed" ? "closed"
                                                                   : "future";
  return headline(sprint["state"], otherwise);
}

}  // namespace

amfs::Results on_sprint(const Delivery& delivery) {
  const Json sprint = delivery.payload["sprint"];
  const auto id = common::key_part(sprint["id"].text());
  if (!id) throw amfs::Unmatched("the payload has no sprint id that can be part of a key");
  const auto board = common::key_part(sprint["originBoardId"].text());
  const std::string title = headline(sprint["name"], "Sprint " + *id);
  const std::string status = status_of(delivery, sprint);
  Value value =
      describe(title, status, person(delivery.payload["user"]), delivery.event.event_type());
  const std::string site = site_of(sprint["self"]);
  if (board && !site.empty()) {
    value["url"] =
        site + "/secure/RapidBoard.jspa?rapidView=" + *board;  // also leads to new boards
  }
  value["board_id"] = scalar(sprint["originBoardId"]);
  value["goal"] = delivery.text(sprint["goal"]);
  value["starts_at"] = scalar(sprint["startDate"]);
  value["ends_at"] = scalar(sprint["endDate"]);
  value["completed_at"] = scalar(sprint["completeDate"]);
  return write_record(delivery,
                      {"sprint-" + *id, board ? path_below(delivery, "board-" + *board) : "",
                       std::move(value), title + ": " + status, delivery.moment});
}

}  // namespace jira
