// GitHubConnector: finds the repository, then the handler for the kind of event.
#include <amfs/connector.hpp>

#include "common/fields.hpp"
#include "delivery.hpp"

namespace {

constexpr std::size_t kDefaultBodyCharacters = 2000;
constexpr std::size_t kMaxBodyCharacters = 10000;

struct Route {
  std::string_view name;  // X-GitHub-Event
  amfs::Results (*handle)(const github::Delivery&);
};

constexpr Route kRoutes[] = {
    {"pull_request", github::on_pull_request},
    {"pull_request_review", github::on_review},
    {"pull_request_review_comment", github::on_review_comment},
    {"pull_request_review_thread", github::on_review_thread},
    {"issues", github::on_issue},
    {"issue_comment", github::on_issue_comment},
    {"commit_comment", github::on_commit_comment},
    {"push", github::on_push},
    {"create", github::on_ref},
    {"delete", github::on_ref},
    {"release", github::on_release},
    {"deployment", github::on_deployment},
    {"deployment_status", github::on_deployment_status},
    {"workflow_run", github::on_workflow_run},
    {"check_run", github::on_check_run},
    {"check_suite", github::on_check_suite},
    {"merge_group", github::on_merge_group},
};

}  // namespace

class GitHubConnector : public amfs::ConnectorABC {
 public:
  GitHubConnector() {
    body_characters_ =
        common::setting(config(), "body_characters", kDefaultBodyCharacters, kMaxBodyCharacters);
  }

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string_view type = event.event_type();
    const std::size_t dot = type.find('.');
    for (const Route& route : kRoutes) {
      if (route.name != type.substr(0, dot)) continue;
      const std::string repository = event.need("/repository/full_name");
      if (repository.find('/') == std::string::npos) {
        throw amfs::Unmatched("/repository/full_name is not owner/name");
      }
      return route.handle({event, event.payload(), entity(amfs::path(repository)), repository,
                           dot == std::string_view::npos ? "" : type.substr(dot + 1), memory_,
                           body_characters_});
    }
    return {};  // kept as a raw entry
  }

 private:
  std::size_t body_characters_ = 0;
  const common::Memory memory_{
      [this](std::string_view path, std::string_view key) { return read(path, key); },
      [this](std::string_view ref) { return find_ref(ref); }};
};

AMFS_CONNECTOR(GitHubConnector)
