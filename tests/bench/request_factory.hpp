// Ready-to-send webhook requests: head and signature state of every body are built once; a new
// request only copies the head and fills in delivery id, tail and signature.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/body_signer.hpp"
#include "tests/bench/corpus.hpp"

namespace bench {

// One request on the wire: head, body and tail in this order. `body` points into the corpus.
struct Outgoing {
  std::string head;
  std::string_view body;
  Tail tail;
};

class RequestFactory {
 public:
  // `corpus` must outlive the factory and its requests. Ids count up from `first_id`; two runs
  // against one store must not share ids, or their events are duplicates.
  RequestFactory(const Corpus& corpus, std::string_view host, std::string_view path,
                 std::string_view secret, std::uint64_t first_id);

  // Overwrites `request` with the next one. Bodies take turns.
  void fill(Outgoing& request);

 private:
  struct Template {
    std::string head;
    std::size_t delivery_at;
    std::size_t signature_at;
    std::string_view body;
    BodySigner signer;
  };
  std::vector<Template> templates_;
  std::uint64_t next_id_;
};

}  // namespace bench
