#include "host/store/sqlite/outcome_queries.hpp"
