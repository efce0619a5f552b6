#include "tests/bench/request_factory.hpp"

#include <cstdio>

namespace bench {
namespace {

constexpr std::size_t kDeliveryBytes = 36;  // a GUID

void write_delivery_id(std::uint64_t id, char* out) {
  char text[kDeliveryBytes + 1];
  std::snprintf(text, sizeof text, "%08x-a4f5-4000-8000-%012llx", static_cast<unsigned>(id >> 48),
                static_cast<unsigned long long>(id & 0xffffffffffff));
  std::string_view(text, kDeliveryBytes).copy(out, kDeliveryBytes);
}

}  // namespace

RequestFactory::RequestFactory(const Corpus& corpus, std::string_view host, std::string_view path,
                               std::string_view secret, std::uint64_t first_id)
    : next_id_(first_id) {
  templates_.reserve(corpus.bodies.size());
  for (const Body& body : corpus.bodies) {
    std::string head = "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) +
                       "\r\nUser-Agent: GitHub-Hookshot/amfs_load\r\n"
                       "Content-Type: application/json\r\nX-GitHub-Event: " +
                       body.event +
                       "\r\nContent-Length: " + std::to_string(body.bytes.size() + kTailBytes) +
                       "\r\nX-GitHub-Delivery: ";
    const std::size_t delivery_at = head.size();
    head.append(kDeliveryBytes, '0').append("\r\nX-Hub-Signature-256: sha256=");
    const std::size_t signature_at = head.size();
    head.append(kSignatureHexBytes, '0').append("\r\n\r\n");
    templates_.push_back(
        {std::move(head), delivery_at, signature_at, body.bytes, BodySigner(secret, body.bytes)});
  }
}

void RequestFactory::fill(Outgoing& request) {
  const std::uint64_t id = next_id_++;
  const Template& from = templates_[id % templates_.size()];
  request.head = from.head;
  request.body = from.body;
  write_unique_tail(id, request.tail);
  write_delivery_id(id, request.head.data() + from.delivery_at);
  from.signer.sign({request.tail.data(), request.tail.size()},
                   request.head.data() + from.signature_at);
}

}  // namespace bench
