// push, create, delete: one entry branch-{name} or tag-{name}, with `/` in the name as `~` (keys
// have none); the value holds the name as it is.
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

constexpr std::string_view kBranchPrefix = "refs/heads/";
constexpr std::string_view kTagPrefix = "refs/tags/";
constexpr std::size_t kMaxCommitMessage = 500;

struct Ref {
  std::string kind;  // "branch" or "tag"
  std::string name;
  std::string key;
};

Ref make_ref(std::string kind, std::string_view name) {
  const auto part = key_name(name);
  if (!part) throw amfs::Unmatched("the name of the " + kind + " cannot be part of a key");
  std::string key = kind + "-" + *part;
  return {std::move(kind), amfs::clip(name, kMaxText), std::move(key)};
}

Ref pushed_ref(std::string_view ref) {
  const auto starts = [&](std::string_view prefix) {
    return ref.substr(0, prefix.size()) == prefix;
  };
  if (starts(kBranchPrefix)) return make_ref("branch", ref.substr(kBranchPrefix.size()));
  if (starts(kTagPrefix)) return make_ref("tag", ref.substr(kTagPrefix.size()));
  throw amfs::Unmatched("a push to neither a branch nor a tag");
}

// The newest ones: GitHub lists the oldest first.
Value commit_list(const Json& commits) {
  Value list = Value::array();
  const std::size_t skipped = commits.size() > kMaxItems ? commits.size() - kMaxItems : 0;
  std::size_t index = 0;
  for (const Json commit : commits) {
    if (index++ < skipped || !commit.is_object()) continue;
    list.push_back({{"id", scalar(commit["id"])},
                    {"message", scalar(commit["message"], kMaxCommitMessage)},
                    {"author", scalar(commit["author"]["name"])},
                    {"timestamp", scalar(commit["timestamp"])}});
  }
  return list;
}

Value describe_ref(const Delivery& delivery, const Ref& ref, std::string_view status,
                   const Json& url) {
  Value value = describe(delivery, ref.name, status, url);
  value["kind"] = ref.kind;
  value["name"] = ref.name;
  return value;
}

amfs::ConnectorResult write_ref(const Delivery& delivery, const Ref& ref, Value value) {
  return amfs::write(delivery.path, ref.key, std::move(value))
      .confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::fact)
      .pattern_ref(bounded_ref("github:" + ref.kind + ":" + delivery.repository + ":" + ref.name));
}

// The branch no longer holds what `before` names. GitHub calls a deletion forced, too.
bool is_forced(const Json& payload) {
  return payload["forced"].boolean() && !payload["deleted"].boolean();
}

std::string push_headline(const Delivery& delivery, const Ref& ref) {
  const Json payload = delivery.payload;
  const std::string who =
      headline(payload["pusher"]["name"], headline(payload["sender"]["login"], "someone"));
  const std::string where = ref.kind + " " + ref.name;
  if (payload["deleted"].boolean()) return who + " deleted " + where;
  const bool created = payload["created"].boolean();
  const bool forced = is_forced(payload);
  const std::size_t count = payload["commits"].size();
  if (count == 0)
    return who + (created ? " created " : forced ? " force-pushed " : " moved ") + where;
  return who + (forced ? " force-pushed " : " pushed ") + std::to_string(count) +
         (count == 1 ? " commit to " : " commits to ") + where;
}

}  // namespace

amfs::Results on_push(const Delivery& delivery) {
  const Json payload = delivery.payload;
  const Ref ref = pushed_ref(delivery.event.need("/ref"));
  const bool deleted = payload["deleted"].boolean();
  Value value = describe_ref(delivery, ref, deleted ? "deleted" : "active", payload["compare"]);
  value["before"] = scalar(payload["before"]);
  value["after"] = scalar(payload["after"]);
  value["created"] = scalar(payload["created"]);
  value["forced"] = scalar(payload["forced"]);
  if (is_forced(payload)) value["severity"] = "warning";  // commits may be lost
  value["pusher"] = scalar(payload["pusher"]["name"]);
  const Json head = payload["head_commit"];  // null when the ref was deleted
  value["message"] = scalar(head["message"], kMaxCommitMessage);
  value["committed_at"] = scalar(head["timestamp"]);
  value["commit_count"] = payload["commits"].size();
  value["commits"] = commit_list(payload["commits"]);

  // Not the commit's time: an old commit can be pushed today.
  amfs::ConnectorResult result = write_ref(delivery, ref, std::move(value));
  result.occurred_at(payload["repository"]["pushed_at"].time())
      .summary(push_headline(delivery, ref));
  const Json sha = payload["after"];
  if (!deleted && !sha.view().empty()) {
    result.pattern_ref(bounded_ref("github:commit:" + amfs::clip(sha.view(), kMaxText)));
  }
  return result;
}

// A push of the same moment says the same and more. pushed_at has whole seconds and may tick
// between the two deliveries, so this one counts as earlier: whichever comes first, the push stays.
amfs::Results on_ref(const Delivery& delivery) {
  constexpr std::chrono::seconds kBeforePush(2);
  const Json payload = delivery.payload;
  const std::string kind = delivery.event.need("/ref_type");
  if (kind != "branch" && kind != "tag") throw amfs::Unmatched("/ref_type is no branch or tag");
  const Ref ref = make_ref(kind, delivery.event.need("/ref"));
  const bool deleted = delivery.event.event_type() == "delete";
  Value value = describe_ref(delivery, ref, deleted ? "deleted" : "active",
                             payload["repository"]["html_url"]);

  amfs::ConnectorResult result = write_ref(delivery, ref, std::move(value));
  result.summary(headline(payload["sender"]["login"], "someone") +
                 (deleted ? " deleted " : " created ") + kind + " " + ref.name);
  const auto pushed = payload["repository"]["pushed_at"].time();
  if (pushed) result.occurred_at(*pushed - kBeforePush);
  return result;
}

}  // namespace github
