/* Faults of the file and of loading: everything that is wrong before the first call. */
#ifndef SAMPLE_LOAD_FAULTS_H
#define SAMPLE_LOAD_FAULTS_H

#if defined(BAD_NOTE_MAJOR)
AMFS_EMIT_NOTE_FOR(99, 0, 0);
#elif !defined(BAD_NO_NOTE)
AMFS_EMIT_NOTE();
#endif

#if defined(BAD_EXPORT)
AMFS_EXPORT int sample_helper(void);
AMFS_EXPORT int sample_helper(void) { return 1; }
#endif

#if defined(BAD_UNDEFINED)
extern int sample_function_that_is_nowhere(void);
int (*sample_undefined)(void);
__attribute__((constructor)) static void use_undefined(void) {
  sample_undefined = sample_function_that_is_nowhere;
}
#endif

#if defined(BAD_TEXT_RELOCATION)
__asm__(".text\n.globl sample_table\n.hidden sample_table\nsample_table: .quad getpid\n");
extern const char sample_table[];
const char* volatile sample_table_use = sample_table;
#endif

#if defined(BAD_UNIQUE)
__asm__(
    ".data\n.globl sample_unique\n.type sample_unique, %gnu_unique_object\n"
    ".size sample_unique, 8\nsample_unique: .quad 1\n.text\n");
#endif

#if defined(BAD_STATIC_TLS)
static __thread volatile int sample_tls __attribute__((tls_model("initial-exec")));
__attribute__((constructor)) static void use_tls(void) { sample_tls = 1; }
#endif

#if defined(BAD_SLOW_LOAD)
__attribute__((constructor)) static void load_slowly(void) {
  const struct timespec pause = {0, 200000000};
  nanosleep(&pause, NULL);  // paced: the fault itself
}
#endif

#if defined(BAD_LOAD_PRINTS)
__attribute__((constructor)) static void greet(void) { printf("sample connector loaded\n"); }
#endif

#if defined(BAD_LOAD_OPENS)
__attribute__((constructor)) static void open_a_file(void) {
  if (open("/dev/null", O_RDONLY) < 0) abort();
}
#endif

#if defined(BAD_LOAD_THREAD)
static void* wait_for_ever(void* unused) {
  pause();
  return unused;
}
__attribute__((constructor)) static void start_a_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, wait_for_ever, NULL) != 0) abort();
}
#endif

#if defined(BAD_DESTRUCTOR)
__attribute__((destructor)) static void fall_over(void) { abort(); }
#endif

#endif
