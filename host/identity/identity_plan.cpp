#include "host/identity/identity_plan.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/identity/event_time.hpp"
#include "host/identity/text_rules.hpp"

namespace host::identity {

using json::Scalar;

IdentityPlan::IdentityPlan(std::shared_ptr<const config::Manifest> manifest,
                           std::string entity_path)
    : manifest_(std::move(manifest)), entity_path_(std::move(entity_path)) {
  const config::IdentitySpec& identity = manifest_->identity;
  need(identity.event_type);
  need(identity.entity_path);
  if (identity.id.kind == config::EventIdSource::Kind::pointer) need_pointer(identity.id.pointer);
  if (identity.id.kind == config::EventIdSource::Kind::header) need_header(identity.id.header);
  for (const auto& pointer : identity.occurred_at.pointers) need_pointer(pointer);
  for (const auto& handshake : manifest_->handshake) {
    for (const auto& condition : handshake.when) {
      if (!condition.on_event_type) need_pointer(condition.pointer);
    }
    if (handshake.reply.body) {
      for (const auto* ref : handshake.reply.body->refs()) need(*ref);
    }
  }
  for (const std::string& name : manifest_->webhook.store_headers) need_header(name);
  std::vector<std::vector<std::string>> segments;
  for (const auto& pointer : pointer_list_) segments.push_back(pointer.segments);
  pointers_ = json::PointerSet(segments);
}

void IdentityPlan::need(const config::TemplateList& list) {
  for (const auto* ref : list.refs()) need(*ref);
}

void IdentityPlan::need(const config::TemplateRef& ref) {
  if (ref.kind == config::TemplateRef::Kind::pointer) {
    need_pointer(ref.pointer);
  } else {
    need_header(ref.header);
  }
}

void IdentityPlan::need_pointer(const config::JsonPointer& pointer) {
  if (std::find(pointer_list_.begin(), pointer_list_.end(), pointer) == pointer_list_.end()) {
    pointer_list_.push_back(pointer);
  }
}

void IdentityPlan::need_header(const std::string& name) {
  const bool known =
      std::any_of(kept_headers_.begin(), kept_headers_.end(),
                  [&](const std::string& kept) { return equals_ignore_case(kept, name); });
  if (!known) kept_headers_.push_back(name);
}

const Scalar* IdentityPlan::scalar(const Evidence& evidence,
                                   const config::JsonPointer& pointer) const {
  if (evidence.scan == nullptr || evidence.scan->error) return nullptr;
  for (std::size_t i = 0; i < pointer_list_.size(); ++i) {
    if (pointer_list_[i].text == pointer.text) return &evidence.scan->values[i];
  }
  return nullptr;
}

std::optional<std::string_view> IdentityPlan::lookup(const Evidence& evidence,
                                                     const config::TemplateRef& ref) const {
  if (ref.kind == config::TemplateRef::Kind::header) {
    return find_header(*evidence.headers, ref.header);
  }
  const Scalar* found = scalar(evidence, ref.pointer);
  if (found == nullptr || found->kind == Scalar::Kind::missing ||
      found->kind == Scalar::Kind::null || found->kind == Scalar::Kind::container) {
    return std::nullopt;
  }
  return found->text;
}

std::string IdentityPlan::event_type(const Evidence& evidence) const {
  const config::TemplateLookup find = [&](const config::TemplateRef& ref) {
    return lookup(evidence, ref);
  };
  return tidy_event_type(manifest_->identity.event_type.resolve(find).value_or("generic"));
}

std::string IdentityPlan::delivery_id(const Evidence& evidence) const {
  const config::EventIdSource& source = manifest_->identity.id;
  std::string_view id;
  if (source.kind == config::EventIdSource::Kind::header) {
    id = find_header(*evidence.headers, source.header).value_or("");
  } else if (source.kind == config::EventIdSource::Kind::pointer) {
    const Scalar* found = scalar(evidence, source.pointer);
    const bool usable = found != nullptr &&
                        (found->kind == Scalar::Kind::text || found->kind == Scalar::Kind::number);
    if (usable) id = found->text;
  }
  return id.size() <= kDeliveryIdMax ? std::string(id) : std::string();
}

UnixNs IdentityPlan::occurred_at(const Evidence& evidence) const {
  const config::OccurredAtSpec& spec = manifest_->identity.occurred_at;
  for (const auto& pointer : spec.pointers) {
    const Scalar* found = scalar(evidence, pointer);
    if (found == nullptr) continue;
    const bool usable = found->kind == Scalar::Kind::text || found->kind == Scalar::Kind::number;
    if (!usable || found->text.empty()) continue;
    return parse_event_time(found->text, spec.format).value_or(0);
  }
  return 0;
}

std::string IdentityPlan::raw_path(const Evidence& evidence) const {
  const config::TemplateLookup find = [&](const config::TemplateRef& ref) {
    return lookup(evidence, ref);
  };
  const auto below = manifest_->identity.entity_path.resolve_path(find);
  if (!below || below->empty()) return entity_path_;
  std::string path = entity_path_ + '/' + *below;
  return path.size() <= kEntityPathMax ? path : entity_path_;
}

bool IdentityPlan::holds(const config::HandshakeCondition& condition, const Evidence& evidence,
                         const std::string& event_type) const {
  if (condition.on_event_type) return event_type == condition.value;
  const Scalar* found = scalar(evidence, condition.pointer);
  return found != nullptr && found->kind != Scalar::Kind::missing &&
         found->kind != Scalar::Kind::container && found->text == condition.value;
}

std::optional<HandshakeAnswer> IdentityPlan::handshake(const Evidence& evidence,
                                                       const std::string& event_type) const {
  for (const auto& handshake : manifest_->handshake) {
    const bool all =
        std::all_of(handshake.when.begin(), handshake.when.end(),
                    [&](const auto& condition) { return holds(condition, evidence, event_type); });
    if (handshake.when.empty() || !all) continue;
    HandshakeAnswer answer{handshake.reply.status, handshake.reply.content_type, {}};
    if (handshake.reply.body) {
      const config::TemplateLookup find = [&](const config::TemplateRef& ref) {
        return lookup(evidence, ref);
      };
      answer.body = harmless_reply(handshake.reply.body->resolve(find).value_or(""));
    }
    return answer;
  }
  return std::nullopt;
}

}  // namespace host::identity
