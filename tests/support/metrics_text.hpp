// MetricsText: a scrape, read as strictly as the text format 0.0.4 is written: every sample has its
// HELP and TYPE, names and labels are well-formed, no series comes twice, histograms agree with
// themselves. Anything else throws.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace test {

struct MetricFamily {
  std::string help;
  std::string type;                      // counter, gauge or histogram
  std::map<std::string, double> series;  // `name{label="value",…}` with the labels in order
};

class MetricsText {
 public:
  explicit MetricsText(const std::string& text);

  const std::map<std::string, MetricFamily>& families() const { return families_; }
  // Of a series as it is written, labels by name: amfs_x_total{code="a",connector="b"}. Throws when
  // there is none.
  double value(const std::string& series) const;
  bool has(const std::string& series) const { return samples_.count(series) != 0; }
  // All values of this label, whatever the metric.
  std::vector<std::string> label_values(const std::string& label) const;

 private:
  void read_comment(const std::string& line);
  void read_sample(const std::string& line);
  void check_histograms() const;

  std::map<std::string, MetricFamily> families_;
  std::map<std::string, double> samples_;
  std::vector<std::pair<std::string, std::string>> labels_;  // all of all samples
};

}  // namespace test
