// The tables of the ABI, as asserts, in C++17: types too.
#include "sdk/abi/layout_asserts.h"
