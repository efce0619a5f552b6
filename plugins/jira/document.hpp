// Text of Jira: plain (or wiki markup), or a document in Atlassian's format, a tree of nodes. Both
// come out as plain text; of a document as much as is kept, however large and deep it is.
#pragma once

#include <amfs/connector.hpp>
#include <cstddef>

namespace jira {

inline constexpr std::size_t kMaxDocumentNodes = 20000;
inline constexpr std::size_t kMaxDocumentDepth = 64;

// Missing for null, for what is neither, for an empty text, and when nothing is to be kept
// (`max_characters` 0).
amfs::Value document_text(const amfs::Json& json, std::size_t max_characters);

}  // namespace jira
