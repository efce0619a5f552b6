// release.*: one entry release-{tag}.
#include "fields.hpp"

namespace github {

using amfs::Json;
using amfs::Value;

namespace {

std::string status_of(const Delivery& delivery, const Json& release) {
  if (delivery.action == "deleted" || delivery.action == "unpublished") {
    return std::string(delivery.action);
  }
  if (release["draft"].boolean()) return "draft";
  return release["prerelease"].boolean() ? "prerelease" : "published";
}

}  // namespace

amfs::Results on_release(const Delivery& delivery) {
  const auto tag = key_name(delivery.event.need("/release/tag_name"));
  if (!tag) throw amfs::Unmatched("the name of the tag cannot be part of a key");
  const Json release = delivery.payload["release"];
  const std::string status = status_of(delivery, release);
  const std::string title = headline(release["name"], release["tag_name"].view());
  Value value = describe(delivery, title, status, release["html_url"]);
  value["tag"] = scalar(release["tag_name"]);
  value["id"] = scalar(release["id"]);
  value["author"] = scalar(release["author"]["login"]);
  value["target"] = scalar(release["target_commitish"]);
  value["assets"] = names(release["assets"], "name");
  value["created_at"] = scalar(release["created_at"]);
  value["published_at"] = scalar(release["published_at"]);
  value["body"] = body(delivery, release["body"]);

  auto result = amfs::write(delivery.path, "release-" + *tag, std::move(value));
  // created_at is the time of the tagged commit, so it says nothing about the release.
  result.confidence(kStateConfidence)
      .memory_type(amfs::MemoryType::fact)
      .occurred_at(latest(release["published_at"].time(), release["updated_at"].time()))
      .summary("Release " + title + " " + status)
      .pattern_ref(bounded_ref("github:release:" + delivery.repository + ":" + *tag));
  return result;
}

}  // namespace github
