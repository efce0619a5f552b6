// Files as a .tar.zst that depends on nothing but them: given order, no times, no owners, fixed
// rights and compression. The same files give the same bytes with the same libzstd.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/error.hpp"

namespace host::bundle {

// Path and bytes.
using ArchiveEntries = std::vector<std::pair<std::string_view, std::string_view>>;

Result<std::string> write_archive(const ArchiveEntries& entries);

}  // namespace host::bundle
