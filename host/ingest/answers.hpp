// What a webhook sender is told: the table of contract 2.1, row by row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/config/manifest.hpp"
#include "host/http/response.hpp"
#include "host/identity/identity_plan.hpp"
#include "host/ingest/signature_verifier.hpp"
#include "host/store/records.hpp"

namespace host::ingest {

http::Response append_answer(const store::AppendOutcome& outcome, const config::Manifest& manifest,
                             const std::string& event_type);
http::Response handshake_answer(const identity::HandshakeAnswer& answer);
http::Response signature_missing(const std::string& header);
http::Response refused_signature(Verdict verdict, const std::string& header);
http::Response signature_uncheckable();  // scheme code: the connector gave no verdict in time
http::Response payload_too_large(std::uint64_t size_max);
http::Response connector_unconfigured(const std::string& connector);
http::Response unknown_endpoint_answer(const std::optional<std::string>& nearest);
http::Response shutting_down();

}  // namespace host::ingest
