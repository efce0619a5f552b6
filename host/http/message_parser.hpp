// MessageParser (private): Beast's incremental parser, writing into our Request.
//
// Used for the syntax of the header section, and for decoding chunks. Bodies with Content-Length
// never pass through it. Trailers are parsed and thrown away: what a handler sees as a header was
// in the header section.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <optional>

#include "host/http/message_guard.hpp"
#include "host/http/request.hpp"

namespace host::http {

class MessageParser final : public boost::beast::http::basic_parser<true> {
 public:
  // `request` must stay where it is until the header is parsed.
  explicit MessageParser(const Limits& limits);

  // `head` is a whole header section; the request's views will point into it.
  std::optional<Refusal> parse_head(std::string_view head, Request& request);

  // Decodes chunks from `wire` into request.body, reserving bytes as they are announced.
  // Returns how many bytes were used; zero with no refusal means: more bytes are needed.
  std::size_t decode_chunks(std::string_view wire, Request& request, std::uint64_t max_body_bytes,
                            std::optional<Refusal>& refusal);

 private:
  using Ec = boost::beast::error_code;
  using Sv = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, Sv method_text, Sv target, int version,
                       Ec& ec) override;
  void on_response_impl(int code, Sv reason, int version, Ec& ec) override;
  void on_field_impl(boost::beast::http::field id, Sv name, Sv value, Ec& ec) override;
  void on_header_impl(Ec& ec) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, Ec& ec) override;
  std::size_t on_body_impl(Sv bytes, Ec& ec) override;
  void on_chunk_header_impl(std::uint64_t size, Sv extensions, Ec& ec) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, Sv bytes, Ec& ec) override;
  void on_finish_impl(Ec& ec) override;
  void fail(const Refusal& refusal, Ec& ec);

  Request* request_ = nullptr;  // during a call only
  bool head_done_ = false;
  std::uint64_t max_body_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::optional<Refusal> refusal_;
};

// The refusals of a body, shared with the Content-Length path.
extern const Refusal kBodyTooLarge;
extern const Refusal kOverloaded;
extern const Refusal kChunkOverhead;

}  // namespace host::http
