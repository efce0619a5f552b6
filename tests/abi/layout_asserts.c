/* The tables of the ABI, as asserts, in C11. */
#include "sdk/abi/layout_asserts.h"
