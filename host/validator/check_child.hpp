// The child's side of a check: `amfs connector validate-check …`, started by CheckProcess.
//
// Why a fresh program and not a fork: the plugin meets the state a host has at its start (no heap,
// no locks, no threads, no environment of the author's shell), and the caller may be of any size
// and have threads, as test programs and `package` do.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/validator/check.hpp"
#include "host/validator/subject.hpp"

namespace host::validator {

// The hidden command of `amfs connector` that leads here.
inline constexpr char kCheckCommand[] = "validate-check";
// Where the child writes records, of which the last one counts: a separator, then
// "<status>\n<detail>" or "stage <text>\n".
inline constexpr int kAnswerFd = 3;
inline constexpr char kRecordSeparator = '\x1e';
inline constexpr std::string_view kStageWord = "stage ";
inline constexpr std::size_t kDetailMax = 2048;  // bytes

struct CheckRequest {
  std::string id;
  std::filesystem::path folder;  // absolute
  CheckSettings settings;
};

// The words behind the hidden command.
std::vector<std::string> to_arguments(const CheckRequest& request);
Result<CheckRequest> parse_arguments(const std::vector<std::string>& arguments);

// Runs the check, answers and ends the process. An Error when the arguments are none of ours.
Error run_check_child(const std::vector<std::string>& arguments);

}  // namespace host::validator
