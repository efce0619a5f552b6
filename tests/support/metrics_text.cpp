#include "tests/support/metrics_text.hpp"

#include <cmath>
#include <cstdlib>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace test {
namespace {

using Labels = std::map<std::string, std::string>;

[[noreturn]] void fail(const std::string& what, const std::string& line) {
  throw std::runtime_error("metrics: " + what + ": " + line);
}

bool is_name(const std::string& text) {
  static const std::regex name("[a-zA-Z_:][a-zA-Z0-9_:]*");
  return std::regex_match(text, name);
}

// `{a="b",…}` from `at` on; leaves `at` behind it. Only \\ \" and \n are escapes.
Labels read_labels(const std::string& line, std::size_t& at) {
  Labels labels;
  if (line[at] != '{') return labels;
  ++at;
  while (line.at(at) != '}') {
    const std::size_t equals = line.find("=\"", at);
    if (equals == std::string::npos) fail("a label without a value", line);
    const std::string name = line.substr(at, equals - at);
    if (!is_name(name) || name.find(':') != std::string::npos) fail("not a label's name", line);
    std::string value;
    for (at = equals + 2; line.at(at) != '"'; ++at) {
      if (line[at] != '\\') {
        value += line[at];
        continue;
      }
      const char escaped = line.at(++at);
      if (escaped != '\\' && escaped != '"' && escaped != 'n') fail("an unknown escape", line);
      value += escaped == 'n' ? '\n' : escaped;
    }
    if (!labels.emplace(name, value).second) fail("a label comes twice", line);
    if (line.at(++at) == ',') ++at;
  }
  ++at;
  return labels;
}

std::string series_of(const std::string& name, const Labels& labels) {
  std::string text = name;
  for (const auto& [label, value] : labels) {
    text += (text.size() == name.size() ? "{" : ",") + label + "=\"" + value + '"';
  }
  return labels.empty() ? text : text + '}';
}

double number_of(const std::string& text, const std::string& line) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(number)) fail("not a number", line);
  return number;
}

// The family of a sample's name: histograms have three kinds of them.
std::string family_of(const std::string& name, const std::map<std::string, MetricFamily>& known) {
  if (known.count(name) != 0) return name;
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (name.size() <= suffix.size()) continue;
    const std::size_t cut = name.size() - suffix.size();
    const auto family = known.find(name.substr(0, cut));
    if (name.substr(cut) == suffix && family != known.end() && family->second.type == "histogram") {
      return family->first;
    }
  }
  return {};
}

}  // namespace

MetricsText::MetricsText(const std::string& text) {
  if (text.empty() || text.back() != '\n') fail("the last line does not end", text);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) fail("an empty line", line);
    line[0] == '#' ? read_comment(line) : read_sample(line);
  }
  for (const auto& [name, family] : families_) {
    if (family.help.empty() || family.type.empty()) fail("no HELP or no TYPE", name);
  }
  check_histograms();
}

void MetricsText::read_comment(const std::string& line) {
  static const std::regex form("# (HELP|TYPE) ([^ ]+) (.+)");
  std::smatch parts;
  if (!std::regex_match(line, parts, form)) fail("neither HELP nor TYPE", line);
  const std::string name = parts[2];
  if (!is_name(name)) fail("not a metric's name", line);
  MetricFamily& family = families_[name];
  std::string& field = parts[1] == "HELP" ? family.help : family.type;
  if (!field.empty() || !family.series.empty()) fail("a family comes twice", line);
  field = parts[3];
  static const std::regex type("counter|gauge|histogram");
  if (parts[1] == "TYPE" && !std::regex_match(field, type)) fail("an unknown type", line);
  const bool is_total = name.size() > 6 && name.substr(name.size() - 6) == "_total";
  if (parts[1] == "TYPE" && is_total != (field == "counter")) fail("_total means counter", line);
}

void MetricsText::read_sample(const std::string& line) {
  std::size_t at = line.find_first_of("{ ");
  if (at == std::string::npos) fail("no value", line);
  const std::string name = line.substr(0, at);
  const std::string family = family_of(name, families_);
  if (family.empty()) fail("a sample without HELP and TYPE before it", line);
  const Labels labels = read_labels(line, at);
  for (const auto& label : labels) labels_.push_back(label);
  if (line.at(at) != ' ') fail("no blank before the value", line);
  const double number = number_of(line.substr(at + 1), line);
  if (families_[family].type != "gauge" && number < 0) fail("a negative count", line);
  const std::string series = series_of(name, labels);
  if (!samples_.emplace(series, number).second) fail("a series comes twice", line);
  families_[family].series.emplace(series, number);
}

// Buckets grow, and the last is the count.
void MetricsText::check_histograms() const {
  static const std::regex bucket(R"re((.*)_bucket\{(.*?),?le="([^"]+)"\})re");
  for (const auto& [name, family] : families_) {
    if (family.type != "histogram") continue;
    std::map<std::string, std::map<double, double>> by_labels;
    for (const auto& [series, count] : family.series) {
      std::smatch parts;
      if (!std::regex_match(series, parts, bucket)) continue;
      const std::string bound = parts[3];
      by_labels[parts[2]][bound == "+Inf" ? HUGE_VAL : number_of(bound, series)] = count;
    }
    for (const auto& [labels, counts] : by_labels) {
      double below = 0;
      for (const auto& [bound, count] : counts) {
        if (count < below) fail("a bucket is smaller than one below it", name + labels);
        below = count;
      }
      const std::string total = name + "_count" + (labels.empty() ? "" : "{" + labels + "}");
      if (counts.rbegin()->first != HUGE_VAL || value(total) != below) {
        fail("the last bucket is not the count", total);
      }
    }
  }
}

double MetricsText::value(const std::string& series) const {
  const auto found = samples_.find(series);
  if (found == samples_.end()) fail("no such series", series);
  return found->second;
}

std::vector<std::string> MetricsText::label_values(const std::string& label) const {
  std::vector<std::string> values;
  for (const auto& [name, value] : labels_) {
    if (name == label) values.push_back(value);
  }
  return values;
}

}  // namespace test
