#include "host/store/sqlite/key_writes.hpp"
