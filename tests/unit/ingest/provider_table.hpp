// How each provider signs, written down apart from the host's code: the rows that every declared
// manifest must verify.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/ingest/signature_fixture.hpp"

namespace ingest_test {

struct Sent {
  std::string secret;  // what the sender holds
  std::string body;
  std::int64_t seconds = kNow / host::kNsPerSecond;
};

struct Provider {
  std::string name;
  std::string manifest;  // a file below manifests/, or the webhook section itself
  std::string secret;    // as configured in the host
  std::string other;     // another secret of the same form
  std::function<Fields(const Sent&)> sign;
  bool covers_body = true;
  bool has_window = false;
};

std::vector<Provider> providers();

// The provider's manifest: shipped where `manifest` names a file.
host::config::Manifest manifest_of(const Provider& provider);

}  // namespace ingest_test
