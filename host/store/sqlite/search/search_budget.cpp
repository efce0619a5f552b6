#include "host/store/sqlite/search/search_budget.hpp"

namespace host::store::sqlite {

SearchBudget::SearchBudget(Database& database, std::int64_t budget_ns)
    : database_(database), deadline_(monotonic_ns() + budget_ns) {
  const auto is_over = [](void* self) {
    return static_cast<const SearchBudget*>(self)->spent() ? 1 : 0;
  };
  sqlite3_progress_handler(database_.handle(), kOpcodesPerCheck, is_over, this);
}

SearchBudget::~SearchBudget() { sqlite3_progress_handler(database_.handle(), 0, nullptr, nullptr); }

}  // namespace host::store::sqlite
