// A validation's report, for people and for programs.
#pragma once

#include <iosfwd>

#include "host/validator/report.hpp"

namespace host::cli {

struct ReportStyle {
  bool json = false;
  bool only_failed = false;  // with json as well
};

// Everything in the report is escaped here: a connector's output may hold anything.
void print_report(std::ostream& out, const validator::Report& report, ReportStyle style);

// Id, group and sentence of every check.
void print_check_list(std::ostream& out, bool json);

}  // namespace host::cli
