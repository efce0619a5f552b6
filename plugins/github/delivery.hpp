// Delivery: one GitHub event about a repository, as every handler of this connector sees it.
#pragma once

#include <amfs/connector.hpp>
#include <string>
#include <string_view>

#include "common/home.hpp"

namespace github {

struct Delivery {
  const amfs::ConnectorEvent& event;
  amfs::Json payload;
  std::string path;         // entity path of the repository
  std::string repository;   // "owner/name" as GitHub writes it
  std::string_view action;  // "" for events without one (push, create, delete)
  const common::Memory& memory;
  std::size_t body_characters;  // how much of descriptions and comments is kept

  // The text or number at the pointer as part of a key. Unmatched without it.
  std::string key_part(std::string_view pointer) const;
};

// The living things of a repository, one handler for each kind of event.
amfs::Results on_pull_request(const Delivery& delivery);
amfs::Results on_review(const Delivery& delivery);
amfs::Results on_review_thread(const Delivery& delivery);
amfs::Results on_issue(const Delivery& delivery);
amfs::Results on_issue_comment(const Delivery& delivery);
amfs::Results on_review_comment(const Delivery& delivery);
amfs::Results on_commit_comment(const Delivery& delivery);
amfs::Results on_push(const Delivery& delivery);
amfs::Results on_ref(const Delivery& delivery);  // create and delete of a branch or tag
amfs::Results on_release(const Delivery& delivery);
amfs::Results on_deployment(const Delivery& delivery);
amfs::Results on_deployment_status(const Delivery& delivery);
amfs::Results on_workflow_run(const Delivery& delivery);
amfs::Results on_check_run(const Delivery& delivery);
amfs::Results on_check_suite(const Delivery& delivery);
amfs::Results on_merge_group(const Delivery& delivery);

}  // namespace github
