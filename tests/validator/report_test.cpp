#include "host/validator/report.hpp"

#include "tests/support/catch.hpp"

using host::validator::CheckResult;
using host::validator::Report;
using host::validator::Status;

namespace {

Report report_of(std::initializer_list<Status> statuses) {
  Report report;
  for (const Status status : statuses) {
    CheckResult result;
    result.id = "some-check";
    result.status = status;
    result.detail = "a \"detail\"";
    report.results.push_back(result);
  }
  return report;
}

}  // namespace

TEST_CASE("a report passes with warnings and skips, and with nothing worse", "[validator]") {
  CHECK(report_of({Status::passed, Status::warning, Status::skipped}).passed());
  CHECK_FALSE(report_of({Status::passed, Status::failed}).passed());
  CHECK_FALSE(report_of({Status::passed, Status::crashed}).passed());
  CHECK_FALSE(report_of({Status::passed, Status::timeout}).passed());
  // Nothing was found out: that is no pass.
  CHECK_FALSE(report_of({}).passed());
  CHECK_FALSE(report_of({Status::skipped, Status::warning}).passed());
}

TEST_CASE("a report sums itself up", "[validator]") {
  CHECK(report_of({Status::passed, Status::skipped, Status::passed}).summary() ==
        "2 passed, 1 skipped");
  CHECK(report_of({}).summary() == "no checks");
}

TEST_CASE("a report as JSON", "[validator]") {
  const Report report = report_of({Status::failed});
  const std::string json = to_json(report, report.results);
  CHECK(json.find(R"("passed":false)") != std::string::npos);
  CHECK(json.find(R"("failed":1)") != std::string::npos);
  CHECK(json.find(R"("detail":"a \"detail\"")") != std::string::npos);
}

TEST_CASE("statuses have names and back", "[validator]") {
  for (std::size_t i = 0; i < host::validator::kStatusCount; ++i) {
    const auto status = static_cast<Status>(i);
    CHECK(host::validator::parse_status(to_string(status)) == status);
  }
  CHECK_FALSE(host::validator::parse_status("Passed").has_value());
}
