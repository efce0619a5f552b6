// Only here to give the shared precompiled header an object to hang on.
