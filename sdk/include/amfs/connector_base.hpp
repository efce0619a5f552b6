// ConnectorABC: the class an author derives from. One instance serves one configuration. It reaches
// nothing but its configuration, declared memory reads, the log and the clock.
//
// Thread tags: [instance] never two calls at once on one object, any thread, so members need no
// locks; [call] only on the thread of the running transform, not from threads of your own;
// [any] any thread, any time. The object is the host's: it makes, calls and deletes it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "amfs/detail/call.hpp"
#include "amfs/event.hpp"
#include "amfs/log.hpp"
#include "amfs/memory.hpp"
#include "amfs/result.hpp"
#include "amfs/signature.hpp"
#include "amfs/text.hpp"

namespace amfs {
inline namespace v1 {

// Text whose `/` separate segments, for entity(): entity(path("acme/api"), "docs").
struct PathText {
  std::string text;
};
inline PathText path(std::string text) { return {std::move(text)}; }

class ConnectorABC {
 public:
  virtual ~ConnectorABC() = default;

  // [instance] Turns one event into results, within 2 s. `event` and every view taken from it end
  // with the call: copy what is kept. It may run again for the same event (after a failure, or when
  // the memory it read has changed), so it must come to the same results. errors.hpp has the ways
  // to refuse an event; anything else thrown is a defect: the object is deleted and made anew.
  virtual Results transform(const ConnectorEvent& event) = 0;
  // [instance] Only for `scheme: code` in the manifest: whether `check` is signed, within 250 ms.
  // What it throws makes the host answer 503: the sender tries again.
  virtual bool validate_signature(const SignatureCheck& /*check*/) { return false; }

 protected:
  // Everything below works in the constructor of a derived class too, except reading memory.
  ConnectorABC();
  ConnectorABC(const ConnectorABC&) = delete;
  ConnectorABC& operator=(const ConnectorABC&) = delete;

  // [any] `config` of the manifest with the operator's on top; already checked against
  // config_schema. Valid as long as the object.
  Json config() const { return Json::root(config_); }
  // [any] The default path with these segments below it. Each is cleaned (clean_segment); one that
  // comes out empty, or a path over kMaxPathBytes, makes the event Unmatched. A segment is text, a
  // Json text or number, or path(…).
  template <class... Segments>
  std::string entity(const Segments&... segments) const {
    static_assert((is_segment<Segments> && ...),
                  "entity: a segment is text, a Json, or path(text) where `/` separates segments; "
                  "expected: `entity(text, path(text))`");
    std::string joined = entity_path_;
    (append(joined, segments), ...);
    if (joined.size() > kMaxPathBytes) detail::raise_unmatched("the entity path is too long");
    return joined;
  }
  // [call] One current entry, with the results of every earlier event of this connector; nullopt
  // when there is none. Needs `permissions.memory_read: true`. At most 64 reads and 4 MiB for one
  // event; beyond that the event ends as a raw entry. A later write() to what was read is a merge:
  // it becomes current whatever its time.
  std::optional<Entry> read(std::string_view entity_path, std::string_view key) const;
  // [call] The current entry that carries this pattern ref (of several the one unchanged for
  // longest: refs are meant to be unique). Limits and merging as with read().
  std::optional<Entry> find_ref(std::string_view ref) const;
  // [call] Current entries at exactly this path, by key; `limit` 0 = as many as the host gives
  // (200). Limits as with read().
  std::vector<Entry> list(std::string_view entity_path, std::uint32_t limit = 0) const;

  // [any] The host's clock; use it instead of the system's, so that tests are repeatable.
  Time now() const;
  // [any] The host's log, with the connector's name on every line.
  Log log() const { return Log(host_); }
  // [call] Whether a long transform should stop early; its event is then tried again. Cheap enough
  // for loops.
  bool cancelled() const;
  // [any] A variable that the manifest declares with `expose: true`, when it is set; never a
  // secret.
  std::optional<std::string> env(std::string_view name) const;

 private:
  template <class T>
  static constexpr bool is_segment = std::is_convertible_v<const T&, std::string_view> ||
                                     std::is_same_v<T, Json> || std::is_same_v<T, PathText>;

  static void append(std::string& joined, std::string_view segment);
  static void append(std::string& joined, const Json& segment) { append(joined, segment.text()); }
  static void append(std::string& joined, const PathText& path);
  const amfs_memory* memory() const;

  const amfs_host* host_ = nullptr;
  std::string entity_path_;
  detail::JsonTape config_;
  std::map<std::string, std::string, std::less<>> env_;
};

}  // namespace v1
}  // namespace amfs

#include "amfs/detail/connector_base_impl.hpp"
