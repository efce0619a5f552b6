#include "host/store/sqlite/context_writes.hpp"
