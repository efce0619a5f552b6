// The folders of the plugins directory that hold an operator's marks: empty files named like the
// connector they are about. What a mark means: host/bundle/markers.hpp, which sets them;
// host/connector/folder_scan.hpp reads them.
#pragma once

namespace host::config {

inline constexpr char kRemovedMarks[] = ".removed";
inline constexpr char kDisabledMarks[] = ".disabled";

}  // namespace host::config
