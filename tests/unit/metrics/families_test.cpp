// What Families makes, as the library writes it and a strict reader reads it.
#include "host/metrics/families.hpp"

#include <prometheus/text_serializer.h>

#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/metrics_text.hpp"

using host::DurationHistogram;
using host::metrics::Families;

namespace {

std::string text_of(Families& families) {
  return prometheus::TextSerializer().Serialize(families.take());
}

}  // namespace

TEST_CASE("numbers, atomics and labels") {
  std::atomic<std::uint64_t> count{9'007'199'254'740'991};  // the last that a double holds exactly
  const std::atomic<std::int64_t> level{-5};
  Families families;
  families.counter("a_total", "Counts a.").add(count, {{"kind", "x"}}).add(2, {{"kind", "y"}});
  families.gauge("b_bytes", "Size of b.").add(level);
  families.gauge("c", "Has no samples.");
  const test::MetricsText read(text_of(families));
  CHECK(read.value("a_total{kind=\"x\"}") == 9'007'199'254'740'991.0);
  CHECK(read.value("a_total{kind=\"y\"}") == 2);
  CHECK(read.value("b_bytes") == -5);
  CHECK(read.families().at("a_total").type == "counter");
  CHECK(read.families().at("a_total").help == "Counts a.");
  CHECK(read.families().at("c").series.empty());
}

TEST_CASE("label values that would break a line do not") {
  const std::string hostile = "a\"b\\c\n} 1\nevil_total 7 {";
  Families families;
  families.gauge("a", "A.").add(1, {{"name", hostile}, {"other", ""}});
  const test::MetricsText read(text_of(families));
  CHECK(read.label_values("name") == std::vector<std::string>{hostile});
  CHECK(read.families().size() == 1);
}

TEST_CASE("durations are added up to one histogram in seconds") {
  DurationHistogram one, two;
  one.add(40'000);
  one.add(1'500'000);
  two.add(1'500'000);
  two.add(60'000'000'000);
  Families families;
  families.histogram("a_seconds", "A.").add({&one, &two}, {{"connector", "c"}});
  families.histogram("b_seconds", "B.").add(std::vector<const DurationHistogram*>{});
  const test::MetricsText read(text_of(families));
  CHECK(read.value("a_seconds_count{connector=\"c\"}") == 4);
  CHECK(read.value("a_seconds_bucket{connector=\"c\",le=\"5e-05\"}") == 1);
  CHECK(read.value("a_seconds_bucket{connector=\"c\",le=\"0.0025\"}") == 3);
  CHECK(read.value("a_seconds_bucket{connector=\"c\",le=\"10\"}") == 3);
  CHECK(read.value("a_seconds_bucket{connector=\"c\",le=\"+Inf\"}") == 4);
  CHECK(std::abs(read.value("a_seconds_sum{connector=\"c\"}") - 60.00304) < 1e-6);
  CHECK(read.value("b_seconds_count") == 0);
}

TEST_CASE("a number is no histogram") {
  Families families;
  families.histogram("a_seconds", "A.");
  CHECK_THROWS_AS(families.add(1), std::logic_error);
}

TEST_CASE("the strict reader refuses what Prometheus would") {
  const std::string head = "# HELP a A.\n# TYPE a gauge\n";
  CHECK_NOTHROW(test::MetricsText(head + "a 1\n"));
  for (const std::string bad :
       {"a 1\n", "# HELP a A.\na 1\n", "# HELP a A.\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a A.\n# TYPE a gauge\na{x=\"1\\q\"} 1\n", "# HELP a A.\n# TYPE a gauge\na{x=1} 1\n",
        "# HELP a A.\n# TYPE a gauge\na one\n", "# HELP a A.\n# TYPE a gauge\na 1",
        "# HELP a A.\n# TYPE a counter\na 1\n", "# HELP a A.\n# TYPE a gauge\n\n",
        "# HELP a A.\n# TYPE a gauge\n# HELP a A.\n"}) {
    INFO(bad);
    CHECK_THROWS(test::MetricsText(bad));
  }
}
