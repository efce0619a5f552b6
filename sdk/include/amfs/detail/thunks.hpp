// The C functions behind amfs_class: they turn ABI structs into SDK types, results into emit calls,
// and every exception into a status. Nothing may leave them.
#pragma once

#include <memory>
#include <new>
#include <type_traits>

#include "amfs/connector_base.hpp"

namespace amfs {
inline namespace v1 {
namespace detail {

inline amfs_status report(const amfs_sink& sink, amfs_status status, std::string_view message,
                          std::int64_t retry_after_ms = 0) noexcept {
  amfs_error error{};
  error.struct_size = sizeof(error);
  error.code = status;
  error.message = to_abi(message);
  error.retry_after_ms = retry_after_ms;
  sink.fail(&sink, &error);
  return status;
}

inline amfs_status report(const amfs_sink& sink, const Error& error) noexcept {
  return report(sink, error.status(), error.message(), error.retry_after().count());
}

// Runs `body`, which returns a status. Allocates nothing of its own: it may be handling bad_alloc.
template <class Body>
amfs_status guarded(Call& call, Body&& body) noexcept {
  const CallScope scope(call);
#if defined(__cpp_exceptions)
  try {
    return body();
  } catch (const Error& error) {
    return report(*call.sink, error);
  } catch (const std::bad_alloc&) {
    return report(*call.sink, AMFS_INTERNAL, "out of memory");
  } catch (const std::exception& error) {
    return report(*call.sink, AMFS_INTERNAL, error.what());
  } catch (...) {
    return report(*call.sink, AMFS_INTERNAL, "threw something that is no std::exception");
  }
#else
  const amfs_status status = body();
  return call.failure ? report(*call.sink, *call.failure) : status;
#endif
}

inline amfs_status emit(const amfs_sink& sink, const ConnectorResult& result, Time event_time) {
  const std::string value = result.operation() == ConnectorResult::Operation::write
                                ? result.value().dump()
                                : std::string();
  std::vector<amfs_str> refs;
  for (const std::string& ref : result.pattern_refs()) refs.push_back(to_abi(ref));
  amfs_result out{};
  out.struct_size = sizeof(out);
  out.flags = result.confidence() ? AMFS_RESULT_HAS_CONFIDENCE : 0;
  out.operation = static_cast<std::uint32_t>(result.operation());
  out.memory_type = static_cast<std::uint32_t>(result.memory_type());
  out.entity_path = to_abi(result.entity_path());
  out.key = to_abi(result.key());
  out.value_json = to_abi(value);
  out.label = to_abi(result.label());
  out.summary = to_abi(result.summary());
  out.source = to_abi(result.source());
  out.pattern_refs = refs.data();
  out.pattern_ref_count = static_cast<std::uint32_t>(refs.size());
  out.confidence = result.confidence().value_or(0);
  out.occurred_unix_ns = result.occurred_at() ? to_unix_ns(*result.occurred_at()) : 0;
  const std::optional<Time> ttl = result.ttl_at(event_time);
  out.ttl_at_unix_ns = ttl ? to_unix_ns(*ttl) : 0;
  return sink.emit(&sink, &out);
}

inline amfs_status deliver(const amfs_sink& sink, const Results& results, Time event_time) {
  if (results.outcome()) return report(sink, *results.outcome());
  for (const ConnectorResult& result : results) {
    const amfs_status status = emit(sink, result, event_time);
    if (status != AMFS_OK) return report(sink, status, "the host took no more results");
  }
  return AMFS_OK;
}

inline amfs_status transform(amfs_instance* instance, const amfs_event* event,
                             const amfs_sink* sink) noexcept {
  Call call;
  call.sink = sink;
  call.event = event;
  return guarded(call, [&]() -> amfs_status {
    if (!AMFS_HAS(amfs_event, event, deadline_mono_ns)) {
      return report(*sink, AMFS_INTERNAL, "the host's amfs_event is older than this library");
    }
    const ConnectorEvent view(*event);
    const Results results = reinterpret_cast<ConnectorABC*>(instance)->transform(view);
    if (call.failure) return call.failure->status();
    return deliver(*sink, results, view.occurred_at());
  });
}

inline amfs_status validate(amfs_instance* instance, const amfs_sigcheck* check,
                            const amfs_sink* sink) noexcept {
  Call call;
  call.sink = sink;
  return guarded(call, [&]() -> amfs_status {
    if (!AMFS_HAS(amfs_sigcheck, check, verify_hmac)) {
      return report(*sink, AMFS_INTERNAL, "the host's amfs_sigcheck is older than this library");
    }
    const SignatureCheck view(*check);
    return reinterpret_cast<ConnectorABC*>(instance)->validate_signature(view) ? AMFS_OK
                                                                               : AMFS_SIG_INVALID;
  });
}

template <class T>
amfs_status create(const amfs_host* host, const amfs_create_args* args, const amfs_sink* sink,
                   amfs_instance** out) noexcept {
  *out = nullptr;
  Call call;
  call.sink = sink;
  call.host = host;
  call.args = args;
  const amfs_status status = guarded(call, [&]() -> amfs_status {
    if (!AMFS_HAS(amfs_host, host, get_extension) ||
        !AMFS_HAS(amfs_create_args, args, class_name)) {
      return report(*sink, AMFS_INTERNAL, "the host's structs are older than this library");
    }
    std::unique_ptr<ConnectorABC> made = std::make_unique<T>();
    if (call.failure) return call.failure->status();
    *out = reinterpret_cast<amfs_instance*>(made.release());
    return AMFS_OK;
  });
  // In a constructor there is no event to be unmatched: what is missing is configuration.
  return status > 0 ? AMFS_BAD_CONFIG : status;
}

inline void destroy(amfs_instance* instance) noexcept {
#if defined(__cpp_exceptions)
  try {
    delete reinterpret_cast<ConnectorABC*>(instance);
  } catch (...) {  // nobody is left to tell
  }
#else
  delete reinterpret_cast<ConnectorABC*>(instance);
#endif
}

// What T::validate_signature is: the base's, an override, or something else of that name that hides
// it. One that is not public cannot be named; it is taken for an override.
enum class SignatureMethod { base, overrides, hides };

template <class T, class = void>
struct SignatureMethodOf {
  static constexpr SignatureMethod value = SignatureMethod::overrides;
};
template <class T>
struct SignatureMethodOf<T, std::void_t<decltype(&T::validate_signature)>> {
  using Method = decltype(&T::validate_signature);
  static constexpr SignatureMethod value =
      std::is_same_v<Method, bool (ConnectorABC::*)(const SignatureCheck&)> ? SignatureMethod::base
      : std::is_convertible_v<Method, bool (T::*)(const SignatureCheck&)>
          ? SignatureMethod::overrides
          : SignatureMethod::hides;
};

// What an author gets wrong, said in the author's terms. One message for one mistake: what depends
// on an earlier condition is not checked without it.
template <class T>
constexpr bool check_class() {
  constexpr bool derived = std::is_convertible_v<T*, ConnectorABC*>;
  static_assert(derived,
                "AMFS_CONNECTOR: derive the class publicly: "
                "`class MyConnector : public amfs::ConnectorABC`");
  if constexpr (derived) {
    constexpr bool transforms = !std::is_abstract_v<T>;
    static_assert(transforms,
                  "AMFS_CONNECTOR: the class does not override transform; expected: "
                  "`amfs::Results transform(const amfs::ConnectorEvent& event) override`");
    static_assert(SignatureMethodOf<T>::value != SignatureMethod::hides,
                  "AMFS_CONNECTOR: validate_signature does not override; expected: "
                  "`bool validate_signature(const amfs::SignatureCheck& check) override`");
    constexpr bool constructible = !transforms || std::is_default_constructible_v<T>;
    static_assert(constructible,
                  "AMFS_CONNECTOR: the class needs a public constructor without arguments: "
                  "`MyConnector()`; config() works in it");
    return transforms && constructible;
  }
  return false;
}

template <class T>
constexpr amfs_class describe(std::string_view name) {
  amfs_class out{};
  if constexpr (check_class<T>()) {
    out.struct_size = sizeof(amfs_class);
    out.class_name = to_abi(name);
    out.create = &create<T>;
    out.destroy = &destroy;
    out.transform = &transform;
    const bool checks = SignatureMethodOf<T>::value == SignatureMethod::overrides;
    out.validate_signature = checks ? &validate : nullptr;
  }
  return out;
}

constexpr amfs_entry describe_library(std::uint32_t class_count,
                                      const amfs_class* (*get_class)(std::uint32_t)) {
  amfs_entry out{};
  out.struct_size = sizeof(amfs_entry);
  out.abi_major = AMFS_ABI_MAJOR;
  out.abi_minor = AMFS_ABI_MINOR;
  out.class_count = class_count;
  out.get_class = get_class;
  return out;
}

}  // namespace detail
}  // namespace v1
}  // namespace amfs
