#include "host/access/scopes.hpp"

namespace host::access {

const char* to_string(Scope scope) {
  switch (scope) {
    case Scope::ingest:
      return "ingest";
    case Scope::read:
      return "read";
    case Scope::write:
      return "write";
    case Scope::operate:
      return "operate";
    case Scope::admin:
      return "admin";
  }
  return "";
}

std::optional<Scope> parse_scope(std::string_view word) {
  for (const Scope scope : kEveryScope) {
    if (word == to_string(scope)) return scope;
  }
  return std::nullopt;
}

std::vector<std::string> scope_names(ScopeSet scopes) {
  std::vector<std::string> names;
  for (const Scope scope : kEveryScope) {
    if ((scopes & bit(scope)) != 0) names.emplace_back(to_string(scope));
  }
  return names;
}

std::string scope_list(ScopeSet scopes) {
  std::string list;
  for (const std::string& name : scope_names(scopes)) list += (list.empty() ? "" : ", ") + name;
  return list;
}

}  // namespace host::access
