// What MockAMFS does with a connector's answers is what the host does: the same scripted connector
// runs in both, and everything that can be seen must be equal, the reasons word for word.
#include <limits>

#include "host/json/payload.hpp"
#include "host/json/pointer_scan.hpp"
#include "tests/plugins/testing_worlds.hpp"
#include "tests/support/catch.hpp"

using worlds::Script;
using worlds::Step;

namespace {

amfs_str view(const std::string& text) { return {text.data(), text.size()}; }

// A result to emit; changed by each case.
struct Shot {
  std::uint32_t struct_size = sizeof(amfs_result);
  std::uint32_t operation = AMFS_OP_WRITE;
  std::uint32_t memory_type = AMFS_MEMORY_FACT;
  std::string path = "base/shop", key = "thing-1", value = "{}", label, summary, source;
  std::vector<std::string> refs;
  bool lost_refs = false;  // a count without a pointer
  std::optional<double> confidence;
  std::int64_t occurred_ns = 0, ttl_ns = 0;

  amfs_status fire(const amfs_sink& sink) const {
    std::vector<amfs_str> ref_views;
    for (const std::string& ref : refs) ref_views.push_back(view(ref));
    amfs_result out{};
    out.struct_size = struct_size;
    out.flags = confidence ? AMFS_RESULT_HAS_CONFIDENCE : 0;
    out.operation = operation;
    out.memory_type = memory_type;
    out.entity_path = view(path);
    out.key = view(key);
    out.value_json = view(value);
    out.label = view(label);
    out.summary = view(summary);
    out.source = view(source);
    out.pattern_refs = ref_views.data();
    out.pattern_ref_count = static_cast<std::uint32_t>(refs.size());
    if (lost_refs) {
      out.pattern_refs = nullptr;
      out.pattern_ref_count = 1;
    }
    out.confidence = confidence.value_or(0);
    out.occurred_unix_ns = occurred_ns;
    out.ttl_at_unix_ns = ttl_ns;
    return sink.emit(&sink, &out);
  }
};

Shot note(const std::string& label) {
  Shot out;
  out.operation = AMFS_OP_RECORD_CONTEXT;
  out.label = label;
  out.path = out.key = out.value = "";
  return out;
}

Script emits(std::vector<Shot> shots) {
  return [shots](const amfs_event&, const amfs_sink& sink) {
    for (const Shot& shot : shots) {
      const amfs_status status = shot.fire(sink);
      if (status != AMFS_OK) return status;
    }
    return AMFS_OK;
  };
}
Script emits(const Shot& shot) { return emits(std::vector<Shot>{shot}); }

template <class Change>
Script with(Change change) {
  Shot shot;
  change(shot);
  return emits(shot);
}

Script ends(amfs_status status, const std::string& message = "", std::int64_t retry_after_ms = 0,
            const std::string& field = "", const std::string& hint = "") {
  return [=](const amfs_event&, const amfs_sink& sink) {
    amfs_error error{};
    error.struct_size = sizeof error;
    error.code = status;
    error.message = view(message);
    error.field = view(field);
    error.hint = view(hint);
    error.retry_after_ms = retry_after_ms;
    if (!message.empty()) {
      sink.fail(&sink, &error);
      error.message = {"a later reason", 14};
      sink.fail(&sink, &error);
    }
    return status;
  };
}

const amfs_memory& memory_of(const amfs_sink& sink) {
  return *static_cast<const amfs_memory*>(
      sink.get_extension(&sink, view(std::string(AMFS_EXT_MEMORY))));
}

enum class Read { key, reference, listing };

// Reads, then writes what it read (path, key, version, value) to `after`.
Script reads_then(Read read, const Shot& after, int times = 1) {
  return [=](const amfs_event&, const amfs_sink& sink) {
    std::string found;
    const amfs_record_fn receive = [](void* user, const amfs_record* record) -> std::int32_t {
      auto& text = *static_cast<std::string*>(user);
      text += std::string(record->key.ptr, record->key.len) + " v" +
              std::to_string(record->version) + " refs " +
              std::to_string(record->pattern_ref_count) + ";";
      return 0;
    };
    for (int i = 0; i < times; ++i) {
      const amfs_memory& memory = memory_of(sink);
      const std::string path = "base/shop";
      const amfs_status status =
          read == Read::key         ? memory.get(&sink, view(path), {"thing-1", 7}, receive, &found)
          : read == Read::reference ? memory.find_ref(&sink, {"ref:1", 5}, receive, &found)
                                    : memory.list(&sink, view(path), 2, receive, &found);
      if (status != AMFS_OK) return status;
    }
    Shot shot = after;
    shot.value = amfs::Value(found).dump();
    return shot.fire(sink);
  };
}

// JSON with `levels` arrays inside each other.
std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

void compare(const std::string& name, const std::vector<Step>& steps) {
  worlds::HostWorld host;
  worlds::MockWorld mock;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    INFO(name << ", step " << i + 1);
    const worlds::Seen theirs = host.run(steps[i]);
    const worlds::Seen ours = mock.run(steps[i]);
    CHECK(theirs.status == ours.status);
    // RapidJSON's own words follow in the host.
    if (theirs.reason.find("not JSON at byte") == std::string::npos) {
      CHECK(theirs.reason == ours.reason);
    } else {
      CHECK(theirs.reason.substr(0, ours.reason.size()) == ours.reason);
      continue;  // the raw entry repeats the reason
    }
    CHECK(theirs.clock_suspect == ours.clock_suspect);
    CHECK(theirs.memory == ours.memory);
    CHECK(theirs.retry_wait_ns >= ours.retry_wait_ns);
    CHECK(theirs.retry_wait_ns <= ours.retry_wait_ns + ours.retry_wait_ns / 10);
  }
}

}  // namespace

TEST_CASE("paths and keys are judged alike", "[conformance]") {
  for (const std::string& path : {std::string("base"),
                                  std::string("base/deep/er"),
                                  std::string("elsewhere"),
                                  std::string("baseless"),
                                  std::string("Base"),
                                  std::string("base/../x"),
                                  std::string("/base"),
                                  std::string("base/"),
                                  std::string("base//x"),
                                  std::string(),
                                  std::string("base/./x"),
                                  std::string("base/a\nb"),
                                  std::string("base/a\\b"),
                                  std::string(" base"),
                                  std::string("base/ x"),
                                  std::string("base/x "),
                                  std::string("base/\xFF"),
                                  std::string("base/Gr\xC3\xBC\xC3\x9F"),
                                  "base/" + std::string(507, 'x'),
                                  "base/" + std::string(508, 'x')}) {
    compare("path " + path, {{with([&](Shot& shot) { shot.path = path; })}});
  }
  for (const std::string& key : {std::string(), std::string("a/b"), std::string("a\nb"),
                                 std::string("a\x7F"), std::string("\xC3"), std::string(256, 'k'),
                                 std::string(257, 'k'), std::string(" k "), std::string("a\\b")}) {
    compare("key " + key, {{with([&](Shot& shot) { shot.key = key; })}});
  }
}

TEST_CASE("values, refs and numbers are judged alike", "[conformance]") {
  constexpr std::size_t kValueMax = 256 * 1024;
  for (const std::string& value :
       {std::string("{\"a\": [1, 2.50, null]}"), std::string("7"), std::string(), std::string("{"),
        std::string("\"\xFF\""), std::string("{}\0", 3), nested(128), nested(129),
        "\"" + std::string(kValueMax - 2, 'x') + "\"",
        "\"" + std::string(kValueMax - 1, 'x') + "\""}) {
    compare("value " + value.substr(0, 40), {{with([&](Shot& shot) { shot.value = value; })}});
  }
  using Refs = std::vector<std::string>;
  for (const Refs& refs : {Refs{"a", "b"}, Refs{""}, Refs{"\xFF"}, Refs{std::string(256, 'r')},
                           Refs{std::string(257, 'r')}, Refs(32, "r"), Refs(33, "r")}) {
    compare("refs", {{with([&](Shot& shot) { shot.refs = refs; })}});
  }
  for (const double confidence :
       {0.0, 0.7, 1.0, -0.01, 1.01, std::nan(""), std::numeric_limits<double>::infinity()}) {
    compare("confidence", {{with([&](Shot& shot) { shot.confidence = confidence; })}});
  }
  compare("belief", {{with([](Shot& shot) { shot.memory_type = 1; })}});
  compare("memory type 3", {{with([](Shot& shot) { shot.memory_type = 3; })}});
  compare("summary", {{with([](Shot& shot) { shot.summary = "two\nlines\xFF"; })}});
  compare("long summary",
          {{with([](Shot& shot) { shot.summary = std::string(1023, 's') + "\xC3\xA9"; })}});
  compare("ttl", {{with([](Shot& shot) { shot.ttl_ns = 77; })}});  // over before it began
  compare("ttl ahead", {{with([](Shot& shot) { shot.ttl_ns = 2'000'000'000'000'000'000; })}});
}

TEST_CASE("notes are judged alike", "[conformance]") {
  Shot full = note("deleted");
  full.summary = "Event 1 deleted";
  full.source = "shop";
  full.path = "base/shop";
  full.key = "thing-1";
  Shot latin = note("note");
  latin.source = "\xFF";
  compare("full", {{emits(full)}});
  compare("plain", {{emits(note("n"))}});
  compare("no label", {{emits(note(""))}});
  compare("long label", {{emits(note(std::string(4096, 'l')))}});
  compare("too long label", {{emits(note(std::string(4097, 'l')))}});
  compare("not UTF-8", {{emits(latin)}});
  compare("with a write", {{emits({full, Shot()})}, {emits({full, Shot()})}});
  compare("takes the write with it", {{emits({Shot(), note("")})}});
}

TEST_CASE("limits and a broken ABI are judged alike", "[conformance]") {
  std::vector<Shot> many;
  for (int i = 0; i < 257; ++i) {
    many.emplace_back();
    many.back().key = "thing-" + std::to_string(i);
  }
  compare("257 results", {{emits(many)}});
  many.pop_back();
  compare("256 results", {{emits(many)}});
  std::vector<Shot> large(17, Shot());
  for (std::size_t i = 0; i < large.size(); ++i) {
    large[i].key = "large-" + std::to_string(i);
    large[i].value = "\"" + std::string(250'000, 'x') + "\"";
  }
  compare("over 4 MiB", {{emits(large)}});
  compare("operation", {{with([](Shot& shot) { shot.operation = 3; })}});
  compare("struct_size", {{with([](Shot& shot) { shot.struct_size = 8; })}});
  compare("lost refs", {{with([](Shot& shot) { shot.lost_refs = true; })}});
  compare("64 reads", {{reads_then(Read::key, Shot(), 64)}});
  compare("65 reads", {{reads_then(Read::key, Shot(), 65)}});
}

TEST_CASE("every way to end is judged alike", "[conformance]") {
  for (const amfs_status status :
       {AMFS_OK, AMFS_SKIP, AMFS_UNMATCHED, AMFS_RETRY, AMFS_BAD_CONFIG, AMFS_UNSUPPORTED,
        AMFS_LIMIT, AMFS_CANCELLED, AMFS_INTERNAL, -99, 99}) {
    const std::string name = "status " + std::to_string(status);
    compare(name, {{ends(status)}});
    compare(name + " with a reason", {{ends(status, "because\tso")}});
    compare(name + " with hints", {{ends(status, "because", 0, "/id", "send one")}});
    compare(name + " after a result", {{[status](const amfs_event&, const amfs_sink& sink) {
              Shot().fire(sink);
              return status;
            }}});
  }
  for (const std::int64_t after_ms : {-1LL, 1LL, 4000LL, 86'400'000LL, 1LL << 60}) {
    compare("retry", {{ends(AMFS_RETRY, "busy", after_ms)}});
  }
  compare("payload too large for a raw entry",
          {{ends(AMFS_UNMATCHED, "no"), "\"" + std::string(40'000, 'x') + "\""}});
}

TEST_CASE("failures retry and then die alike", "[conformance]") {
  worlds::HostWorld host;
  worlds::MockWorld mock;
  const Step step{ends(AMFS_INTERNAL, "boom")};
  host.run(step);
  mock.run(step);
  for (const char* expected : {"retry", "dead"}) {
    const auto theirs = host.run_again();
    const auto ours = mock.run_again();
    CHECK(theirs.status == expected);
    CHECK(ours.status == expected);
    CHECK(theirs.retry_wait_ns >= ours.retry_wait_ns);
    CHECK(theirs.retry_wait_ns <= ours.retry_wait_ns + ours.retry_wait_ns / 10);
  }
}

TEST_CASE("versions, late events, equal results and merges are alike", "[conformance]") {
  const auto value = [](const std::string& text) {
    return with([&](Shot& shot) { shot.value = amfs::Value(text).dump(); });
  };
  const auto at = [](std::int64_t offset_s) {
    return with([&](Shot& shot) {
      shot.occurred_ns = test::kNoon + offset_s * host::kNsPerSecond;
      shot.value = std::to_string(offset_s);
    });
  };
  compare("equal, then changed", {{value("a")}, {value("a"), "{}", 0, 60}, {value("b")}});
  compare("refs and confidence count", {{value("a")},
                                        {with([](Shot& shot) {
                                          shot.value = "\"a\"";
                                          shot.refs = {"ref:1"};
                                        })},
                                        {with([](Shot& shot) {
                                          shot.value = "\"a\"";
                                          shot.refs = {"ref:1"};
                                          shot.confidence = 0.5;
                                        })}});
  compare("late by result", {{at(-10)}, {at(-20)}, {at(-10)}, {at(-5)}, {at(-7)}});
  compare("late by event", {{value("a"), "{}", -10}, {value("b"), "{}", -20}});
  compare("future", {{at(299)}, {at(301)}, {value("c"), "{}", 301}});
  compare("before 1970", {{with([](Shot& shot) { shot.occurred_ns = -5; })}});
  Shot thing;
  thing.refs = {"ref:1"};
  Shot old = thing;
  old.occurred_ns = test::kNoon - 90 * host::kNsPerSecond;
  for (const Read read : {Read::key, Read::reference, Read::listing}) {
    compare("merge", {{emits(thing)}, {reads_then(read, old)}, {reads_then(read, old)}});
    compare("first read", {{reads_then(read, thing)}, {reads_then(read, thing)}});
  }
  compare("a reference moves",
          {{emits(thing)}, {value("without")}, {reads_then(Read::reference, old)}});
  compare("twice in one event", {{emits({Shot(), thing})}});
}

TEST_CASE("payloads are made alike", "[conformance]") {
  const std::string kForm = "application/x-www-form-urlencoded";
  std::string many;
  for (int i = 0; i < 257; ++i) many += "f" + std::to_string(i) + "=1&";
  for (const std::string& type : {std::string(), std::string("application/json; charset=utf-8"),
                                  std::string("application/vnd.x+json"), std::string("+json"),
                                  std::string(" Text/JSON"), std::string("text/plain"), kForm}) {
    for (const std::string& body :
         {std::string("{\"a\":1}"), std::string("payload=%7B%22a%22%3A1%7D&x=1"),
          std::string("payload=&x=a+b%2"), std::string("a=1&a=2&&b"), std::string("%FF=1"),
          std::string("text=\"\xC3\xA9\""), std::string("{"), std::string("[1]x"), nested(128),
          nested(129), std::string("\"\\ud800\""), std::string(), many}) {
      INFO(type << " with " << body.substr(0, 60));
      const auto theirs = host::json::payload_of(type, body);
      const auto ours = amfs::testing::internal::payload_of(type, body);
      if (theirs.kind == host::json::PayloadKind::unsupported) {
        CHECK(ours.error == "the content type is neither JSON nor a form");
        continue;
      }
      CHECK(ours.is_form == (theirs.kind == host::json::PayloadKind::form));
      CHECK(ours.json == (ours.is_form ? theirs.json : body));
      const auto scan = host::json::scan(ours.json, host::json::PointerSet());
      CHECK(scan.error.has_value() == !ours.error.empty());
      if (scan.error) CHECK(scan.error->message.substr(0, ours.error.size()) == ours.error);
    }
  }
}
