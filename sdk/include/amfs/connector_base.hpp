// ConnectorABC: the class an author derives from. One instance serves one configuration;
// no two calls run on it at once, so members need no locks. It reaches nothing but its
// configuration, declared memory reads, the log and the clock.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "amfs/detail/call.hpp"
#include "amfs/event.hpp"
#include "amfs/log.hpp"
#include "amfs/memory.hpp"
#include "amfs/result.hpp"
#include "amfs/signature.hpp"
#include "amfs/text.hpp"

namespace amfs {
inline namespace v0_9 {

// Text whose `/` separate segments, for entity(): entity(path("acme/api"), "docs").
struct PathText {
  std::string text;
};
inline PathText path(std::string text) { return {std::move(text)}; }

class ConnectorABC {
 public:
  virtual ~ConnectorABC() = default;

  // Turns one event into results. See errors.hpp for the ways to refuse it.
  virtual Results transform(const ConnectorEvent& event) = 0;
  // Only for `scheme: code` in the manifest. At most 250 ms.
  virtual bool validate_signature(const SignatureCheck& /*check*/) { return false; }

 protected:
  // Everything below works in the constructor of a derived class too, except reading memory.
  ConnectorABC();
  ConnectorABC(const ConnectorABC&) = delete;
  ConnectorABC& operator=(const ConnectorABC&) = delete;

  // `config` of the manifest with the operator's on top; already checked against config_schema.
  Json config() const { return Json::root(config_); }
  // The default path with these segments below it. Each is cleaned (clean_segment); one that comes
  // out empty, or a path over kMaxPathBytes, makes the event Unmatched. A segment is text, a Json
  // text or number, or path(…).
  template <class... Segments>
  std::string entity(const Segments&... segments) const {
    std::string joined = entity_path_;
    (append(joined, segments), ...);
    if (joined.size() > kMaxPathBytes) detail::raise_unmatched("the entity path is too long");
    return joined;
  }
  // One current entry, with the results of every earlier event of this connector. Needs
  // `permissions.memory_read: true`; at most 64 reads and 4 MiB for one event.
  std::optional<Entry> read(std::string_view entity_path, std::string_view key) const;
  // The newest current entry that carries this pattern ref.
  std::optional<Entry> find_ref(std::string_view ref) const;
  // Current entries at exactly this path; 0 = as many as the host gives.
  std::vector<Entry> list(std::string_view entity_path, std::uint32_t limit = 0) const;

  // The host's clock; use it instead of the system's, so that replays and tests are repeatable.
  Time now() const;
  Log log() const { return Log(host_); }
  // Whether a long transform should stop early; its event is then tried again.
  bool cancelled() const;
  // A variable that the manifest declares with `expose: true`, when it is set.
  std::optional<std::string> env(std::string_view name) const;

 private:
  static void append(std::string& joined, std::string_view segment);
  static void append(std::string& joined, const Json& segment) { append(joined, segment.text()); }
  static void append(std::string& joined, const PathText& path);
  const amfs_memory* memory() const;

  const amfs_host* host_ = nullptr;
  std::string entity_path_;
  detail::JsonTape config_;
  std::map<std::string, std::string, std::less<>> env_;
};

}  // namespace v0_9
}  // namespace amfs

#include "amfs/detail/connector_base_impl.hpp"
