#include "host/dispatch/ready_event.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "host/json/payload.hpp"

namespace host::dispatch {

Result<ReadyEvent> from_inbox(const store::EventRow& row, store::EventBody body,
                              const identity::IdentityPlan& plan) {
  ReadyEvent event;
  event.seq = row.seq;
  event.endpoint = row.endpoint;
  event.id = row.id;
  event.event_type = row.event_type;
  event.delivery_id = row.delivery_id;
  event.content_type = std::move(body.content_type);
  event.query = std::move(body.query);
  event.headers = read_headers(body.headers_json);
  event.body = std::move(body.body);
  event.flags = row.flags;
  event.attempts = row.attempts;
  event.received_at = row.received_at;
  event.occurred_at = row.occurred_at;

  json::Payload payload = json::payload_of(event.content_type, event.body);
  if (payload.kind == json::PayloadKind::unsupported) {
    return Error{"unparseable_body", "the content type is neither JSON nor a form"};
  }
  event.form_payload = std::move(payload.json);
  const json::Scan scan = json::scan(event.payload(), plan.pointers());
  if (scan.error) return Error{"unparseable_body", scan.error->message};
  event.raw_path = plan.raw_path({&scan, &event.headers});
  return event;
}

std::string write_headers(const identity::HeaderValues& headers) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartArray();
  for (const auto& [name, value] : headers) {
    writer.StartArray();
    writer.String(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    writer.EndArray();
  }
  writer.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

identity::HeaderValues read_headers(const std::string& json) {
  identity::HeaderValues out;
  rapidjson::Document document;
  document.Parse(json.c_str());
  if (!document.IsArray()) return out;
  for (const auto& pair : document.GetArray()) {
    if (!pair.IsArray() || pair.Size() != 2 || !pair[0].IsString() || !pair[1].IsString()) continue;
    out.emplace_back(std::string(pair[0].GetString(), pair[0].GetStringLength()),
                     std::string(pair[1].GetString(), pair[1].GetStringLength()));
  }
  return out;
}

}  // namespace host::dispatch
