#include "host/store/sqlite/context_queries.hpp"
