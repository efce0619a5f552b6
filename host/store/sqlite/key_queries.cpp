#include "host/store/sqlite/key_queries.hpp"
