#include "host/store/sqlite/outcome_writes.hpp"
