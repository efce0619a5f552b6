// reaction_added, reaction_removed: in the item of the message they are about.
//
// A removed reaction stays in the list, marked: else one that comes late would be there for ever.
#include "common/fields.hpp"
#include "thread.hpp"

namespace slack {

using amfs::Json;
using amfs::Value;
using common::headline;

amfs::Results on_reaction(const Delivery& delivery) {
  const Json body = delivery.body;
  const std::string ts = need_ts(body["item"]["ts"]);
  if (body["reaction"].view().empty() || body["user"].view().empty()) {
    throw amfs::Unmatched("the payload does not say who reacted how");
  }
  const bool removed = body["type"].view() == "reaction_removed";
  const std::string user = headline(body["user"], "");
  const std::string name = headline(body["reaction"], "");
  // One item for each person and emoji; the latest event decides.
  Value reaction{{"id", name + " " + user},
                 {"at", common::rfc3339(delivery.moment.at)},
                 {"name", name},
                 {"user", user}};
  if (removed) reaction["removed"] = true;

  Thread thread = Thread::find(delivery, ts);
  Value& item = thread.message(ts);
  const Value author = common::scalar(body["item_user"]);
  if (author.exists() && !item.get("user").exists()) item["user"] = author;
  if (!item.get("deleted").boolean()) {
    common::put_item(item["reactions"], std::move(reaction));
  }
  return std::move(thread).finish(
      delivery, user, user + (removed ? " took back :" : " reacted with :") + name + ":");
}

}  // namespace slack
