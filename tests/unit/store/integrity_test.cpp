// Hashes as AMFS computes them, and what POST /verify finds.
#include "host/store/content_hash.hpp"
#include "host/store/sqlite/file/database.hpp"
#include "host/store/sqlite/file/fill_hashes.hpp"
#include "tests/unit/store/entry_fixture.hpp"

using namespace test;  // NOLINT(google-build-using-namespace)

namespace {

// hashlib.sha256 over json.dumps(value, sort_keys=True, separators=(",", ":")), and the chains.
const std::string kFirst = R"({"b": 1.50, "a": "Zürich ☃", "n": 1e22})";
constexpr const char* kFirstHash =
    "274a4aef0e352b614c1eb13de2602901ab49465237f5a4e728a75c6568c0898f";
constexpr const char* kFirstChain =
    "bef09dc9c87b7193bf9e7560678d34c7473b5d6ea7aaecd693a0a4de78dac543";
const std::string kSecond = "[1, 2.0, null, true]";
constexpr const char* kSecondHash =
    "7b69837908bb521592f4d4417fe2830c4fa51a14f3d2836ba7170dd5a1ad59b1";
constexpr const char* kSecondChain =
    "54aad6dce75e968476e55c70123d12d447f68670b48522aea332722c11f9652c";

bool is_intact(const IntegrityReport& report, std::int64_t checked) {
  return report.checked == checked && report.valid == checked && report.corrupted.empty() &&
         report.orphaned.empty() && report.chain_breaks.empty() && !report.truncated;
}

}  // namespace

TEST_CASE_METHOD(EntryFixture, "hashes are AMFS's", "[store][integrity]") {
  const Entry first = put("k", kFirst);
  CHECK(host::to_hex(first.content_hash) == kFirstHash);
  CHECK(host::to_hex(first.integrity_chain) == kFirstChain);
  const Entry second = put("k", kSecond);
  CHECK(host::to_hex(second.content_hash) == kSecondHash);
  CHECK(host::to_hex(second.integrity_chain) == kSecondChain);
  CHECK(is_intact(verify(), 2));
}

TEST_CASE_METHOD(EntryFixture, "the chain goes over the highest version, late ones too",
                 "[store][integrity]") {
  write("k", "1", kNoon);
  write("k", "0", kNoon - 60 * host::kNsPerSecond);  // late: version 2
  write("k", "2", kNoon + 1);
  const auto versions = history("k");
  REQUIRE(versions.size() == 3);
  CHECK((versions[1].flags & kEntryLate) != 0);
  CHECK(versions[2].integrity_chain ==
        integrity_chain(versions[2].content_hash, versions[1].integrity_chain));
  CHECK(is_intact(verify(kPath), 3));
}

TEST_CASE_METHOD(EntryFixture, "raw entries keep no hash until something follows them",
                 "[store][integrity]") {
  const std::string key = put_raw(R"({"zen":"Keep it logically awesome."})");
  const auto raw = current(key);
  REQUIRE(raw);
  CHECK(raw->content_hash.empty());
  CHECK(raw->value_json.find("logically") != std::string::npos);
  const Entry next = put(key, "1");
  CHECK(next.version == 2);
  const std::string first_chain = integrity_chain(content_hash(raw->value_json), "");
  CHECK(next.integrity_chain == integrity_chain(next.content_hash, first_chain));
  CHECK(is_intact(verify(), 2));
}

TEST_CASE_METHOD(EntryFixture, "verify finds what was changed behind the host's back",
                 "[store][integrity]") {
  put("a", "1");
  put("a", "2");
  put("a", "3");
  put("b", "1");
  const std::string raw_key = put_raw(R"({"zen":"Half measures are as bad as nothing at all."})");
  REQUIRE(is_intact(verify(), 5));

  SECTION("a value") {
    sql("UPDATE entries SET value='9' WHERE key='a' AND version=2");
    const auto report = verify();
    REQUIRE(report.corrupted.size() == 1);
    CHECK(report.corrupted[0].key == "a");
    CHECK(report.corrupted[0].version == 2);
    CHECK(report.chain_breaks.empty());
    CHECK(report.valid == 4);
    CHECK(is_intact(verify("repos/other"), 0));
  }
  SECTION("a value with its hash") {
    sql("UPDATE entries SET value='3', content_hash=(SELECT content_hash FROM entries "
        "WHERE key='a' AND version=3) WHERE key='a' AND version=2");
    const auto report = verify();
    CHECK(report.corrupted.empty());
    REQUIRE(report.chain_breaks.size() == 1);
    CHECK(report.chain_breaks[0].version == 2);
  }
  SECTION("a version taken out") {
    sql("DELETE FROM entries WHERE key='a' AND version=2");
    const auto report = verify();
    REQUIRE(report.chain_breaks.size() == 1);
    CHECK(report.chain_breaks[0].version == 3);
  }
  SECTION("the body of a raw entry's event") {
    sql("UPDATE event_bodies SET body=CAST(x'00' || '{\"zen\":1}' AS BLOB)");
    const auto report = verify();
    REQUIRE(report.corrupted.size() == 1);
    CHECK(report.corrupted[0].key == raw_key);
  }
  SECTION("a body that cannot be unpacked") {
    sql("UPDATE event_bodies SET body=x'01020304'");
    REQUIRE(verify().corrupted.size() == 1);
    CHECK(verify().valid == 4);
  }
  SECTION("an event taken out") {
    sql("DELETE FROM events");
    const auto report = verify();
    REQUIRE(report.orphaned.size() == 1);
    CHECK(report.orphaned[0].key == raw_key);
  }
}

TEST_CASE_METHOD(EntryFixture, "verify is bounded and can go on", "[store][integrity]") {
  const int keys = static_cast<int>(kVerifyFindingsMax) + 20;
  for (int i = 0; i < keys; ++i) put("k-" + std::to_string(1000 + i), "1");
  sql("UPDATE entries SET value='2'");
  const auto report = verify();
  CHECK(report.truncated);
  CHECK(report.corrupted.size() == kVerifyFindingsMax);
  IntegrityRequest rest;
  rest.after = report.last;
  const auto second = reader->outcomes().verify(rest);
  CHECK_FALSE(second.truncated);
  CHECK(second.corrupted.size() == 20);
  CHECK(second.corrupted[0].key == "k-1100");
  rest.entity_path = kPath;
  CHECK(reader->outcomes().verify(rest).checked == 20);
  rest.after.entity_path = "repos/another";
  CHECK(reader->outcomes().verify(rest).truncated);  // from the path's first key
  rest.entity_path = "repos/acme";
  CHECK(reader->outcomes().verify(rest).checked == 0);
}

TEST_CASE_METHOD(EntryFixture, "older rows get the hashes they would have had",
                 "[store][integrity]") {
  put("a", kFirst);
  put("a", kSecond);
  const std::string raw_key = put_raw(R"({"zen":"Speak like a human."})");
  put(raw_key, "2");
  const std::string before = current(raw_key)->integrity_chain;
  close();
  sql("UPDATE entries SET content_hash=x'', integrity_chain=x''");
  {
    sqlite::Database database(dir / "amfs.db", sqlite::Database::Mode::read_write);
    sqlite::fill_hashes(database);
  }
  open();
  CHECK(host::to_hex(current("a")->integrity_chain) == kSecondChain);
  CHECK(current(raw_key)->integrity_chain == before);
  CHECK(history(raw_key)[0].integrity_chain.empty());
  CHECK(is_intact(verify(), 4));
}
