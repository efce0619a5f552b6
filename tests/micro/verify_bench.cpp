// What verifying a delivery costs over the bare HMAC of the same 10 KB. The plan: at most 1.3
// times.
#include <benchmark/benchmark.h>
#include <openssl/hmac.h>

#include <cstdlib>
#include <iostream>

#include "host/base/encoding.hpp"
#include "host/config/manifest_loader.hpp"
#include "host/ingest/signature_verifier.hpp"

namespace {

constexpr std::size_t kBodyBytes = 10 * 1024;
constexpr host::UnixNs kNow = 1'790'000'000 * host::kNsPerSecond;
const std::string kSecret = "a secret of usual length, as hex";
const std::string kBody(kBodyBytes, 'b');

std::string bare_hmac(const std::string& text) {
  unsigned char code[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code, &size);
  return {reinterpret_cast<const char*>(code), size};
}

struct Case {
  explicit Case(const std::string& webhook, host::http::HeaderList fields)
      : headers(std::move(fields)), verifier(make(webhook)) {
    if (verifier.verify(headers, kBody, kNow) == host::ingest::Verdict::valid) return;
    std::cerr << "the delivery to be timed is not valid\n";
    std::exit(1);
  }
  static host::ingest::SignatureVerifier make(const std::string& webhook) {
    const auto manifest = host::config::parse_manifest(
        "name: timed\nversion: 1.0.0\nentry_point: a:A\nwebhook: " + webhook + "\n", "bench");
    return host::ingest::SignatureVerifier::make(manifest.value().webhook.signature, kSecret)
        .value();
  }
  host::http::HeaderList headers;
  host::ingest::SignatureVerifier verifier;
};

void run(benchmark::State& state, const Case& timed) {
  for (auto _ : state) benchmark::DoNotOptimize(timed.verifier.verify(timed.headers, kBody, kNow));
}

void bare(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(bare_hmac(kBody));
}
BENCHMARK(bare);

void github(benchmark::State& state) {
  const std::string value = "sha256=" + host::to_hex(bare_hmac(kBody));
  host::http::HeaderList headers;
  headers.add("Content-Type", "application/json");
  headers.add("X-GitHub-Event", "push");
  headers.add("X-Hub-Signature-256", value);
  run(state,
      Case("{signature_header: X-Hub-Signature-256, signature_prefix: \"sha256=\"}", headers));
}
BENCHMARK(github);

void slack(benchmark::State& state) {
  const std::string time = std::to_string(kNow / host::kNsPerSecond);
  const std::string value = "v0=" + host::to_hex(bare_hmac("v0:" + time + ":" + kBody));
  host::http::HeaderList headers;
  headers.add("X-Slack-Request-Timestamp", time);
  headers.add("X-Slack-Signature", value);
  run(state,
      Case("{signature_header: X-Slack-Signature, signature_prefix: \"v0=\", signed_content: "
           "\"v0:{timestamp}:{body}\", timestamp: {header: X-Slack-Request-Timestamp}}",
           headers));
}
BENCHMARK(slack);

}  // namespace

BENCHMARK_MAIN();
