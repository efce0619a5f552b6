#include "host/store/sqlite/feed_queries.hpp"
