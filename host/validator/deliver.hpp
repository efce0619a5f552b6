// From a sample to what the host would store: identity, transform and judgement by the host's own
// code, with a memory of its own instead of the store.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/dispatch/ready_event.hpp"
#include "host/dispatch/target.hpp"
#include "host/store/records.hpp"
#include "host/validator/session.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {

// What a connector with permissions.memory_read reads: its own earlier writes.
class SampleMemory final : public connector::MemoryReader {
 public:
  Result<std::optional<connector::MemoryRecord>> get(std::string_view path,
                                                     std::string_view key) override;
  Result<std::optional<connector::MemoryRecord>> find_ref(std::string_view reference) override;
  Result<std::vector<connector::MemoryRecord>> list(std::string_view path,
                                                    std::size_t limit) override;
  void keep(const connector::TransformOutcome& outcome, UnixNs now);

 private:
  std::map<std::pair<std::string, std::string>, connector::MemoryRecord> records_;
};

// A sample as the host's intake makes an event of it. nullopt: a dead letter, never transformed.
std::optional<dispatch::ReadyEvent> make_event(const Subject& subject, const Sample& sample);

// The same for bodies that no host would hand over: type and id are taken from `like`.
dispatch::ReadyEvent make_raw_event(const dispatch::ReadyEvent& like, std::string body);

// All samples that become events whose type the manifest lists; the first ones of kEventsMax.
std::vector<dispatch::ReadyEvent> events_of(const Subject& subject);
inline constexpr std::size_t kEventsMax = 64;

struct Delivered {
  std::string fingerprint;             // status and results: equal when the connector said the same
  std::optional<std::string> fault;    // the call failed, or broke the ABI
  std::optional<std::string> refused;  // the host would not keep a result
  connector::TransformOutcome outcome;
};

// Calls transform and judges. Results are kept in `memory`.
Delivered deliver(Session& session, const Subject& subject, const dispatch::ReadyEvent& event,
                  SampleMemory& memory);

// The first fault or refusal over all events, delivered in order to one instance.
std::optional<std::string> first_fault(const Subject& subject, InputRules rules = {});

// The fingerprints of all events, delivered in order to `session`.
std::string run_all(Session& session, const Subject& subject,
                    const std::vector<dispatch::ReadyEvent>& events);

// Why the instance could not be made.
std::string create_fault(const Session& session);

}  // namespace host::validator
