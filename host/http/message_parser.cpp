#include "host/http/message_parser.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace host::http {
namespace {

namespace beast_http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

Refusal from_beast(const boost::beast::error_code& ec) {
  const auto malformed = [](std::string_view detail) {
    return Refusal{400, "malformed_request", detail};
  };
  if (ec == beast_http::error::bad_method || ec == beast_http::error::bad_target ||
      ec == beast_http::error::bad_version) {
    return malformed("The request line is not \"METHOD /path HTTP/1.1\".");
  }
  if (ec == beast_http::error::bad_content_length ||
      ec == beast_http::error::multiple_content_length) {
    return malformed("Content-Length is not one plain decimal number.");
  }
  if (ec == beast_http::error::bad_transfer_encoding) {
    return malformed("Transfer-Encoding is doubled or sent together with Content-Length.");
  }
  if (ec == beast_http::error::bad_chunk || ec == beast_http::error::bad_chunk_extension) {
    return malformed("The chunked body is malformed.");
  }
  return malformed("A header field is malformed.");
}

}  // namespace

const Refusal kBodyTooLarge{413, "payload_too_large",
                            "The request body is larger than this endpoint takes; send less."};
const Refusal kOverloaded{503, "overloaded",
                          "The server holds as many unprocessed bytes as it may; try again."};

const Refusal kChunkOverhead{400, "malformed_request",
                             "The chunked body has too many chunks, extensions or trailers."};

MessageParser::MessageParser(const Limits& limits) {
  header_limit(static_cast<std::uint32_t>(limits.max_head_bytes + 1));
  body_limit(boost::none);  // ours is applied in on_chunk_header_impl()
}

std::optional<Refusal> MessageParser::parse_head(std::string_view head, Request& request) {
  request_ = &request;
  boost::beast::error_code ec;
  while (!ec && !is_header_done() && !head.empty()) {
    head.remove_prefix(put(boost::asio::buffer(head.data(), head.size()), ec));
  }
  request_ = nullptr;
  if (ec) return from_beast(ec);
  if (!is_header_done() || !head.empty()) {
    return Refusal{400, "malformed_request", "The header section is malformed."};
  }
  head_done_ = true;
  return std::nullopt;
}

std::size_t MessageParser::decode_chunks(std::string_view wire, Request& request,
                                         std::uint64_t max_body_bytes,
                                         std::optional<Refusal>& refusal) {
  // Beast asserts five bytes when it resumes at the last chunk. Every unfinished chunked body still
  // has at least five bytes to come ("0\r\n\r\n"), so waiting for them never hangs.
  constexpr std::size_t kLeastBytes = 5;
  request_ = &request;
  max_body_bytes_ = max_body_bytes;
  std::size_t used = 0;
  boost::beast::error_code ec;
  while (!ec && !is_done() && wire.size() - used >= kLeastBytes) {
    used += put(boost::asio::buffer(wire.data() + used, wire.size() - used), ec);
  }
  request_ = nullptr;
  if (ec && ec != beast_http::error::need_more) {
    refusal = refusal_ ? *refusal_ : from_beast(ec);
  }
  return used;
}

void MessageParser::on_request_impl(beast_http::verb /*method*/, Sv method_text, Sv target,
                                    int version, Ec& /*ec*/) {
  request_->method = view(method_text);
  request_->target = view(target);
  const auto question = std::min(request_->target.find('?'), request_->target.size());
  request_->path = request_->target.substr(0, question);
  request_->query = request_->target.substr(std::min(question + 1, request_->target.size()));
  request_->version = version;
}

void MessageParser::on_response_impl(int /*code*/, Sv /*reason*/, int /*version*/, Ec& ec) {
  ec = beast_http::error::bad_method;  // never called by a request parser
}

void MessageParser::on_field_impl(beast_http::field /*id*/, Sv name, Sv value, Ec& ec) {
  if (!head_done_) {
    request_->headers.add(view(name), view(value));
    return;
  }
  trailer_bytes_ += name.size() + value.size();
  if (trailer_bytes_ > kMaxChunkLineBytes) fail(kChunkOverhead, ec);
}

void MessageParser::on_header_impl(Ec& /*ec*/) {}
void MessageParser::on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                                      Ec& /*ec*/) {}
std::size_t MessageParser::on_body_impl(Sv bytes, Ec& /*ec*/) { return bytes.size(); }

void MessageParser::on_chunk_header_impl(std::uint64_t size, Sv extensions, Ec& ec) {
  if (extensions.size() > kMaxChunkLineBytes) return fail(kChunkOverhead, ec);
  if (size > max_body_bytes_ - request_->body.size()) return fail(kBodyTooLarge, ec);
  if (size > 0 && !request_->reservation.grow(size)) return fail(kOverloaded, ec);
}

void MessageParser::fail(const Refusal& refusal, Ec& ec) {
  refusal_ = refusal;
  ec = beast_http::error::body_limit;  // any error stops the parser
}

std::size_t MessageParser::on_chunk_body_impl(std::uint64_t /*remain*/, Sv bytes, Ec& /*ec*/) {
  request_->body.append(bytes.data(), bytes.size());
  return bytes.size();
}

void MessageParser::on_finish_impl(Ec& /*ec*/) {}

}  // namespace host::http
