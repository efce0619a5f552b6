#include "labels.hpp"

#include <utility>

#include "common/merge.hpp"
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

constexpr std::string_view kChangedAt = "changed_at";

// What the newest event says; `value` keeps its history.
void describe_labels(const Delivery& delivery, const std::string& key, const Json& thing,
                     Value& value) {
  const std::string status = headline(thing["state"], "unknown");
  const Value newest = describe(delivery, scalar(thing["title"]), status, thing["html_url"]);
  for (const Value::Member& member : newest.members()) value[member.name] = member.value;
  value["kind"] = "label_history";
  value["about"] = key;
  value["labels"] = names(thing["labels"], "name");
}

}  // namespace

void add_label_history(const Delivery& delivery, const std::string& key, const Json& thing,
                       amfs::Results& results) {
  const bool added = delivery.action == "labeled";
  const std::string label = headline(delivery.payload["label"]["name"], "");
  if ((!added && delivery.action != "unlabeled") || label.empty()) return;
  const std::string history_key = "labels-" + key;
  const common::Moment moment = common::moment_of(delivery.event, thing["updated_at"]);

  Value value = common::stored_value(delivery.memory.read(delivery.path, history_key));
  if (!value.get("title").exists()) value["title"] = Value::missing();  // the first in the text
  const bool newest = common::advance(value, kChangedAt, moment);
  if (newest || !value.get("last_event").exists() || !value.get("status").exists()) {
    describe_labels(delivery, key, thing, value);
  }
  // GitHub's times have whole seconds: one of them may see a label come and go.
  const std::string at = common::rfc3339(moment.at);
  const std::string what = added ? "added" : "removed";
  common::put_item(value["history"], {{"id", label + " " + what + " " + at},
                                      {"at", at},
                                      {"label", label},
                                      {"change", what},
                                      {"actor", scalar(delivery.payload["sender"]["login"])}});
  common::fit(value, {{"history", "id", "label"}});
  results.add(amfs::write(delivery.path, history_key, std::move(value))
                  .confidence(kStateConfidence)
                  .memory_type(amfs::MemoryType::fact)
                  .summary(amfs::clip("Label " + label + " " + what, kMaxText)));
}

}  // namespace github
