// Reading memory, the host's services and signature checks, through the ABI.
//
// The class under test is compiled into this test: a plugin's thunks are plain functions.
#include <amfs/connector.hpp>

#include "tests/plugins/abi_harness.hpp"
#include "tests/support/catch.hpp"

using harness::Environment;
using harness::Instance;

namespace {

class Reader : public amfs::ConnectorABC {
 public:
  Reader() : greeting_(config()["greeting"].str("none")) {}

  amfs::Results transform(const amfs::ConnectorEvent& event) override {
    const std::string_view what = event.event_type();
    if (what == "ref") return report(find_ref("ref:b") ? find_ref("ref:b")->key : "none");
    if (what == "list") return report(std::to_string(list("base", 2).size()));
    if (what == "many") {
      for (int i = 0; i < 100; ++i) read("base", "a");
    }
    if (what == "cancelled") return report(cancelled() ? "yes" : "no");
    if (what == "now") return report(std::to_string(amfs::to_unix_ns(now())));
    if (what == "env") return report(env("AMFS_CONNECTOR_X_REGION").value_or("unset"));
    if (what == "header") return report(std::string(event.header("x-token")));
    if (what == "greeting") return report(greeting_);
    if (what == "log") log().warning("careful", {{"state", "odd"}});
    if (what == "time") return report(std::to_string(amfs::to_unix_ns(event.occurred_at())));
    const auto entry = read("base", "a");
    return report(entry ? entry->value.get("n").text() + " v" + std::to_string(entry->version)
                        : "none");
  }

  bool validate_signature(const amfs::SignatureCheck& check) override {
    return check.verify(amfs::Hmac::sha256, {"v0:", check.timestamp(), ":", check.body()});
  }

 private:
  amfs::Results report(const std::string& text) const {
    return amfs::write(entity(), "report", {{"text", text}});
  }
  std::string greeting_;
};

constexpr amfs_class kReader = amfs::detail::describe<Reader>("Reader");

std::string text_of(const harness::Outcome& out) {
  REQUIRE(out.status == AMFS_OK);
  return out.results.at(0).value().get("text").str();
}

// A host whose secret number 1 is the only right one, for the pieces "v0:12:body".
amfs_status verify(const amfs_sigcheck* check, std::uint32_t secret, std::uint32_t algorithm,
                   const amfs_str* pieces, std::uint32_t count, amfs_str candidate) {
  std::string joined;
  for (std::uint32_t i = 0; i < count; ++i) joined.append(pieces[i].ptr, pieces[i].len);
  CHECK(algorithm == AMFS_HMAC_SHA256);
  CHECK(check->ctx == nullptr);
  return joined == "v0:12:body" && secret == 1 &&
                 std::string(candidate.ptr, candidate.len) == "good"
             ? AMFS_OK
             : AMFS_SIG_INVALID;
}

}  // namespace

TEST_CASE("read, find_ref and list") {
  Environment environment;
  environment.memory[{"base", "a"}] = {R"({"n":1})", {"ref:a"}, 3};
  environment.memory[{"base", "b"}] = {R"({"n":2})", {"ref:a2", "ref:b"}, 1};
  environment.memory[{"base", "c"}] = {R"({"n":3})", {}, 1};
  Instance instance(kReader, environment);
  CHECK(text_of(instance.transform({"get", "{}"})) == "1 v3");
  CHECK(text_of(instance.transform({"ref", "{}"})) == "b");
  CHECK(text_of(instance.transform({"list", "{}"})) == "2");
  environment.memory.clear();
  CHECK(text_of(instance.transform({"get", "{}"})) == "none");
  CHECK(text_of(instance.transform({"ref", "{}"})) == "none");
}

TEST_CASE("Reading needs permission and has a budget") {
  Environment environment;
  Instance instance(kReader, environment);
  CHECK(instance.transform({"many", "{}"}).status == AMFS_LIMIT);
  environment.memory_read = false;
  const auto refused = instance.transform({"get", "{}"});
  CHECK(refused.status == AMFS_INTERNAL);
  CHECK(refused.message.find("permissions.memory_read") != std::string::npos);
}

TEST_CASE("Clock, configuration, environment, headers, log, cancellation") {
  Environment environment;
  environment.config_json = R"({"greeting":"hello"})";
  environment.env = {{"AMFS_CONNECTOR_X_REGION", "eu"}};
  Instance instance(kReader, environment);
  CHECK(text_of(instance.transform({"greeting", "{}"})) == "hello");
  CHECK(text_of(instance.transform({"env", "{}"})) == "eu");
  CHECK(text_of(instance.transform({"now", "{}"})) == std::to_string(harness::kReceivedNs));
  CHECK(text_of(instance.transform({"cancelled", "{}"})) == "no");
  environment.cancelled = true;
  CHECK(text_of(instance.transform({"cancelled", "{}"})) == "yes");

  harness::EventSpec event{"header", "{}"};
  event.headers = {{"X-Other", "no"}, {"X-Token", "secretless"}};
  CHECK(text_of(instance.transform(event)) == "secretless");
  event.type = "time";
  CHECK(text_of(instance.transform(event)) == std::to_string(harness::kReceivedNs));
  event.occurred_ns = 42;
  CHECK(text_of(instance.transform(event)) == "42");

  instance.transform({"log", "{}"});
  REQUIRE(environment.log.size() == 1);
  CHECK(environment.log[0].level == AMFS_LOG_WARNING);
  CHECK(environment.log[0].message == "careful");
  CHECK(environment.log[0].fields.at("state") == "odd");
}

TEST_CASE("validate_signature tries every secret and sees none") {
  Environment environment;
  amfs_instance* raw = nullptr;
  amfs_host host{};
  host.struct_size = sizeof(host);
  amfs_create_args args{};
  args.struct_size = sizeof(args);
  amfs_sink sink{};
  sink.struct_size = sizeof(sink);
  sink.fail = [](const amfs_sink*, const amfs_error*) {};
  REQUIRE(kReader.create(&host, &args, &sink, &raw) == AMFS_OK);
  REQUIRE(kReader.validate_signature != nullptr);

  amfs_sigcheck check{};
  check.struct_size = sizeof(check);
  check.body = {"body", 4};
  check.timestamp = {"12", 2};
  check.signature = {"good", 4};
  check.secret_count = 2;
  check.verify_hmac = verify;
  CHECK(kReader.validate_signature(raw, &check, &sink) == AMFS_OK);
  check.signature = {"evil", 4};
  CHECK(kReader.validate_signature(raw, &check, &sink) == AMFS_SIG_INVALID);
  check.signature = {"good", 4};
  check.secret_count = 1;
  CHECK(kReader.validate_signature(raw, &check, &sink) == AMFS_SIG_INVALID);
  check.struct_size = 8;
  CHECK(kReader.validate_signature(raw, &check, &sink) == AMFS_INTERNAL);
  kReader.destroy(raw);
}

TEST_CASE("The append connector loses no update") {
  const harness::Library library(harness::test_connector_file("append"));
  Environment environment;
  environment.entity_path = "append";
  Instance instance(*library.find("AppendConnector"), environment);
  for (int i = 0; i < 10; ++i) {
    const std::string number = std::to_string(i);
    instance.commit(instance.transform(
        {"x", R"({"id":"e)" + number + R"(","key":"log","item":)" + number + "}"}));
  }
  CHECK(environment.memory.at({"append/list", "log"}).value_json ==
        R"({"items":[0,1,2,3,4,5,6,7,8,9]})");
}
