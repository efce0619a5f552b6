/* A library with the note but without the entry point. */
#include <amfs/abi/connector.h>

AMFS_EMIT_NOTE();
