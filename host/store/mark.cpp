#include "host/store/mark.hpp"

#include <rapidjson/reader.h>

#include <span>

namespace host::store {
namespace {

// A provider's word, and ours.
struct Status {
  std::string_view word;
  std::string_view meaning;
};

struct Kind {
  std::string_view key_prefix;
  std::string_view name;
  std::span<const Status> statuses;
};

constexpr Status kPullRequest[] = {{"open", "open"}, {"closed", "closed"}, {"merged", "merged"}};
// Jira's statuses are free text; its three categories are not.
constexpr Status kIssue[] = {{"open", "open"},      {"closed", "closed"},
                             {"deleted", "closed"}, {"new", "open"},
                             {"done", "closed"},    {"indeterminate", "in_progress"}};
constexpr Status kIncident[] = {{"triggered", "open"},
                                {"acknowledged", "acknowledged"},
                                {"resolved", "resolved"},
                                {"merged", "merged"}};
constexpr Status kRun[] = {
    {"success", "success"},     {"successful", "success"},      {"failure", "failure"},
    {"failed", "failure"},      {"error", "failure"},           {"timed_out", "failure"},
    {"cancelled", "cancelled"}, {"skipped", "cancelled"},       {"created", "pending"},
    {"pending", "pending"},     {"queued", "pending"},          {"waiting", "pending"},
    {"requested", "pending"},   {"in_progress", "in_progress"}, {"rolled_back", "rolled_back"},
    {"inactive", "inactive"}};
constexpr Status kRelease[] = {{"published", "released"},
                               {"released", "released"},
                               {"draft", "unreleased"},
                               {"unreleased", "unreleased"},
                               {"deleted", "deleted"}};
constexpr Status kSprint[] = {
    {"future", "future"}, {"active", "active"}, {"closed", "closed"}, {"deleted", "deleted"}};

constexpr Kind kKinds[] = {{"pr-", "pull_request", kPullRequest},
                           {"issue-", "issue", kIssue},
                           {"incident-", "incident", kIncident},
                           {"deployment-", "deployment", kRun},
                           {"workflow-run-", "workflow_run", kRun},
                           {"check-suite-", "check_suite", kRun},
                           {"check-", "check", kRun},
                           {"release-", "release", kRelease},
                           {"sprint-", "sprint", kSprint}};

const Kind* kind_of(std::string_view key) {
  for (const Kind& kind : kKinds) {
    if (key.substr(0, kind.key_prefix.size()) == kind.key_prefix) return &kind;
  }
  return nullptr;
}

// Reads a value until its status is known: in the built-in connectors' values that is the second
// member.
class StatusReader : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, StatusReader> {
 public:
  explicit StatusReader(std::span<const Status> statuses) : statuses_(statuses) {}

  std::string_view meaning() const { return meaning_; }

  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    const std::string_view name(text, size);
    at_status_ = depth_ == 1 && (name == "status" || name == "status_category");
    return true;
  }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    if (!at_status_) return true;
    at_status_ = false;
    for (const Status& status : statuses_) {
      if (status.word == std::string_view(text, size)) {
        meaning_ = status.meaning;
        return false;  // known: stop reading
      }
    }
    return true;
  }
  bool Default() {
    at_status_ = false;
    return true;
  }
  bool StartObject() { return go_down(); }
  bool EndObject(rapidjson::SizeType /*members*/) { return go_up(); }
  bool StartArray() { return go_down(); }
  bool EndArray(rapidjson::SizeType /*items*/) { return go_up(); }

 private:
  bool go_down() {
    ++depth_;
    return Default();
  }
  bool go_up() {
    --depth_;
    return true;
  }

  std::span<const Status> statuses_;
  std::string_view meaning_ = "other";
  int depth_ = 0;
  bool at_status_ = false;
};

}  // namespace

std::string mark_of(std::string_view key, const std::string& value_json) {
  const Kind* kind = kind_of(key);
  if (kind == nullptr) return {};
  StatusReader handler(kind->statuses);
  rapidjson::Reader reader;
  rapidjson::StringStream text(value_json.c_str());
  reader.Parse<rapidjson::kParseIterativeFlag>(text, handler);
  std::string mark(kind->name);
  mark += ':';
  mark += handler.meaning();
  return mark;
}

}  // namespace host::store
