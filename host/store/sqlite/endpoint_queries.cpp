#include "host/store/sqlite/endpoint_queries.hpp"
