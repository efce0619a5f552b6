#include "host/store/sqlite/overview_queries.hpp"
