// The SDK behind the C ABI: what a host sees of an author's class.
#include "tests/plugins/abi_harness.hpp"
#include "tests/support/catch.hpp"

using harness::Environment;
using harness::EventSpec;
using harness::Instance;
using harness::Library;

namespace {

EventSpec faulty_event(const std::string& mode) {
  return {"thing.happened", R"({"id":"7","mode":")" + mode + "\"}"};
}

}  // namespace

TEST_CASE("The entry describes the library") {
  const Library library(harness::test_connector_file("echo"));
  const amfs_entry* entry = library.entry();
  REQUIRE(entry != nullptr);
  CHECK(entry->struct_size == sizeof(amfs_entry));
  CHECK(entry->abi_major == AMFS_ABI_MAJOR);
  CHECK(entry->abi_minor == AMFS_ABI_MINOR);
  CHECK(entry->min_host_minor == 0);
  CHECK(entry->class_count == 1);
  CHECK(entry->get_class(0) == entry->get_class(0));
  CHECK(entry->get_class(1) == nullptr);
  CHECK(library.find("EchoConnectorX") == nullptr);
  const amfs_class* found = library.find("EchoConnector");
  REQUIRE(found != nullptr);
  CHECK(found->struct_size == sizeof(amfs_class));
  CHECK(found->validate_signature == nullptr);
  found->destroy(nullptr);  // allowed
}

TEST_CASE("An author's ten lines arrive as one result") {
  const Library library(harness::test_connector_file("echo"));
  Environment environment;
  environment.entity_path = "team/echo";
  Instance instance(*library.find("EchoConnector"), environment);
  REQUIRE(instance.alive());
  const auto out = instance.transform({"x.created", R"({"project":" My Project ","id":5})"});
  CHECK(out.status == AMFS_OK);
  CHECK(out.violations.empty());
  REQUIRE(out.results.size() == 1);
  CHECK(out.results[0].operation == AMFS_OP_WRITE);
  CHECK(out.results[0].memory_type == AMFS_MEMORY_FACT);
  CHECK(out.results[0].entity_path == "team/echo/My Project");
  CHECK(out.results[0].key == "event-5");
  CHECK(out.results[0].confidence == 0.7);
  CHECK(out.results[0].value_json ==
        R"({"type":"x.created","payload":{"project":" My Project ","id":5}})");

  const auto lacking = instance.transform({"x.created", R"({"project":"p"})"});
  CHECK(lacking.status == AMFS_UNMATCHED);
  CHECK(lacking.message.find("/id") != std::string::npos);
  const auto broken = instance.transform({"x.created", "not json"});
  CHECK(broken.status == AMFS_UNMATCHED);
}

TEST_CASE("Everything a connector does wrong becomes a status") {
  const Library library(harness::test_connector_file("faulty"));
  Environment environment;
  Instance instance(*library.find("FaultyConnector"), environment);
  REQUIRE(instance.alive());
  const auto status_of = [&](const char* mode) { return instance.transform(faulty_event(mode)); };

  CHECK(status_of("ok").results.size() == 1);
  CHECK(status_of("empty").status == AMFS_OK);
  CHECK(status_of("throw").status == AMFS_INTERNAL);
  CHECK(status_of("throw").message == "thrown on request");
  CHECK(status_of("throw_int").status == AMFS_INTERNAL);
  CHECK(status_of("retry").status == AMFS_RETRY);
  CHECK(status_of("retry").retry_after_ms == 50);
  CHECK(status_of("unmatched").status == AMFS_UNMATCHED);
  CHECK(status_of("skip").status == AMFS_SKIP);
  CHECK(status_of("skip").message == "skipped on request");
  CHECK(status_of("many_results").status == AMFS_LIMIT);
  CHECK(status_of("many_results").results.empty());
  CHECK(status_of("context").results.at(0).operation == AMFS_OP_RECORD_CONTEXT);
  for (const char* mode : {"ok", "throw", "throw_int", "retry", "skip", "many_results"}) {
    CAPTURE(mode);
    CHECK(status_of(mode).violations.empty());
  }
}

TEST_CASE("A constructor that fails leaves no instance") {
  const Library library(harness::test_connector_file("faulty"));
  Environment environment;
  environment.config_json = R"({"mode":"config_error"})";
  const Instance refused(*library.find("FaultyConnector"), environment);
  CHECK_FALSE(refused.alive());
  CHECK(refused.created().status == AMFS_BAD_CONFIG);
  CHECK(refused.created().message.find("config.mode") != std::string::npos);

  environment.config_json = "{broken";
  const Instance broken(*library.find("FaultyConnector"), environment);
  CHECK_FALSE(broken.alive());
  CHECK(broken.created().status == AMFS_BAD_CONFIG);
}

TEST_CASE("Without exceptions the first failure counts and nothing is written") {
  const Library library(harness::test_connector_file("no-exceptions"));
  Environment environment;
  Instance instance(*library.find("NoExceptionsConnector"), environment);
  REQUIRE(instance.alive());
  CHECK(instance.transform({"x", R"({"project":"p","id":1})"}).results.size() == 1);

  const auto lacking = instance.transform({"x", R"({"id":1})"});
  CHECK(lacking.status == AMFS_UNMATCHED);
  CHECK(lacking.message.find("/project") != std::string::npos);
  CHECK(lacking.results.empty());
  CHECK(lacking.violations.empty());
  CHECK(instance.transform({"x", "not json"}).status == AMFS_UNMATCHED);
  CHECK(instance.transform({"retry", "{}"}).retry_after_ms == 2000);
  CHECK(instance.transform({"unmatched", "{}"}).status == AMFS_UNMATCHED);
  CHECK(instance.transform({"x", R"({"project":"p","id":1})"}).results.size() == 1);

  environment.config_json = "[]";
  const Instance refused(*library.find("NoExceptionsConnector"), environment);
  CHECK_FALSE(refused.alive());
  CHECK(refused.created().status == AMFS_BAD_CONFIG);
}

TEST_CASE("Two instances live side by side, many one after another") {
  const Library library(harness::test_connector_file("echo"));
  Environment one;
  one.entity_path = "one";
  Environment two;
  two.entity_path = "two";
  Instance a(*library.find("EchoConnector"), one);
  Instance b(*library.find("EchoConnector"), two);
  const EventSpec event{"x", R"({"project":"p","id":1})"};
  CHECK(a.transform(event).results.at(0).entity_path == "one/p");
  CHECK(b.transform(event).results.at(0).entity_path == "two/p");
  for (int i = 0; i < 200; ++i) CHECK(Instance(*library.find("EchoConnector"), one).alive());
}

TEST_CASE("A library without an entry point loads and says so") {
  const Library library(harness::test_connector_file("no-entry"));
  CHECK(library.entry() == nullptr);
  const Library future(harness::test_connector_file("wrong-abi"));
  CHECK(future.entry()->abi_major == 99);
  const Library other(harness::test_connector_file("wrong-class"));
  CHECK(other.find("MissingClass") == nullptr);
  CHECK(other.find("PresentClass") != nullptr);
}
