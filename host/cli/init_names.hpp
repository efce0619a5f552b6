// The names that follow from a connector's own: what `amfs connector init` writes into the
// template.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.hpp"

namespace host::cli {

// A library is amfs_connector_<name>, at most 64 characters.
inline constexpr std::size_t kMaxInitName = 49;
inline constexpr std::size_t kMaxInitClass = 128;

// "acme-crm" in every spelling.
struct ConnectorNames {
  std::string name;        // acme-crm
  std::string snake;       // acme_crm
  std::string upper;       // ACME_CRM
  std::string camel;       // AcmeCrm
  std::string header;      // Acme-Crm
  std::string title;       // Acme Crm
  std::string class_name;  // AcmeCrmConnector, unless another was asked for
};

// Errors: `usage`, with the command that would work.
Result<ConnectorNames> make_names(std::string_view name,
                                  const std::optional<std::string>& class_name);

}  // namespace host::cli
