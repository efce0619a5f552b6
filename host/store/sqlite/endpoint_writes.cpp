#include "host/store/sqlite/endpoint_writes.hpp"
