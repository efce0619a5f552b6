// The bodies that the load generator sends: real GitHub deliveries from a fixtures folder, or, when
// there is none, own GitHub-like bodies of about the same size.
#pragma once

#include <string>
#include <vector>

namespace bench {

struct Body {
  std::string event;  // value of X-GitHub-Event
  std::string bytes;
};

struct Corpus {
  std::vector<Body> bodies;  // never empty
  bool is_synthetic = false;

  double mean_bytes() const;
};

// Reads the GitHub rows of `directory`/expected.csv (columns file, provider, header_event first).
// Throws std::runtime_error when a named file cannot be read or no row is there.
Corpus load_fixtures(const std::string& directory);

// The same bodies on every run and machine.
Corpus make_synthetic_corpus();

}  // namespace bench
