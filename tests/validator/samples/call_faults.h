/* Faults of transform. */
#ifndef SAMPLE_CALL_FAULTS_H
#define SAMPLE_CALL_FAULTS_H

#if defined(BAD_THREAD)
static void* idle(void* unused) {
  pause();
  return unused;
}
#endif

#if defined(BAD_DEEP)
/* Goes as deep as the payload does. */
static unsigned depth_of(const char* at, const char* end) {
  volatile char frame[100 * 1024]; /* 128 of them are more than a stack has */
  frame[0] = 0;
  while (at != end && *at != '{' && *at != '[') ++at;
  return at == end ? 1 : 1 + depth_of(at + 1, end) + (unsigned)frame[0];
}
#endif

/* Volatile, or the compiler sees that nobody uses it. */
static char* volatile lost;
static void lose(size_t bytes) {
  lost = malloc(bytes);
  if (lost != NULL) memset(lost, 1, bytes);
}

static void spend_seconds(double seconds) {
  struct timespec start;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9 <
           seconds);
}

/* What is wrong with this call, if the variant says so. */
static amfs_status call_fault(amfs_instance* instance, const amfs_event* event,
                              const amfs_sink* sink) {
  (void)instance;
  (void)event;
  (void)sink;
#if defined(BAD_FAILS)
  return say(sink, AMFS_INTERNAL, "it always fails");
#endif
#if defined(BAD_SILENT)
  return AMFS_UNMATCHED;
#endif
#if defined(BAD_STATUS)
  return say(sink, 42, "whatever");
#endif
#if defined(BAD_EXITS)
  exit(0);
#endif
#if defined(BAD_THROWS)
  static struct _Unwind_Exception thrown;
  _Unwind_RaiseException(&thrown);
#endif
#if defined(BAD_SLOW)
  spend_seconds(2.5);
#endif
#if defined(BAD_HANGS)
  for (;;) pause();
#endif
#if defined(BAD_ASSUMES_ID)
  if (!contains(event->payload, "\"id\"")) abort();
#endif
#if defined(BAD_ASSUMES_OBJECT)
  if (event->payload.len > 0 && event->payload.ptr[0] != '{') abort();
#endif
#if defined(BAD_ASSUMES_TYPE)
  if (event->event_type.len > 64) abort();
#endif
#if defined(BAD_ASSUMES_BODY)
  if (event->body.len == 0) abort();
#endif
#if defined(BAD_FIXED_BUFFER)
  if (event->body.len > 64 * 1024) abort();
#endif
#if defined(BAD_DEEP)
  if (depth_of(event->payload.ptr, event->payload.ptr + event->payload.len) == 7777) abort();
#endif
#if defined(BAD_ASSUMES_UTF8)
  if (memchr(event->payload.ptr, 0xFF, event->payload.len) != NULL) abort();
#endif
#if defined(BAD_ASSUMES_WHOLE)
  if (event->payload.len > 0 && event->payload.ptr[0] == '{' &&
      memchr(event->payload.ptr, '}', event->payload.len) == NULL)
    abort();
#endif
#if defined(BAD_ASSUMES_HEADERS)
  if (event->header_count > 1000) abort();
#endif
#if defined(BAD_ASSUMES_HEADER_NAME)
  for (uint32_t i = 0; i < event->header_count; ++i) {
    if (event->headers[i].key.len == 0) abort();
  }
#endif
#if defined(BAD_FUZZ)
  if (contains(event->payload, "\"\"")) abort();
#endif
#if defined(BAD_READS_PAST)
  if (((const volatile char*)event)[event->struct_size] == 77) abort();
#endif
#if defined(BAD_READS_PAST_TEXT)
  if (strlen(event->payload.ptr) == 77777) abort();
#endif
#if defined(BAD_EXACT_SIZE)
  if (event->struct_size != sizeof(amfs_event)) return say(sink, AMFS_INTERNAL, "another size");
#endif
#if defined(BAD_WRITES_INPUT)
  *(volatile char*)(uintptr_t)event->body.ptr = ' ';
#endif
#if defined(BAD_KEEPS_POINTER)
  if (instance->kept != NULL && *(const volatile char*)instance->kept == 1) abort();
  instance->kept = event->payload.ptr;
#endif
#if defined(BAD_ASKS_MEMORY)
  sink->get_extension(sink, text(AMFS_EXT_MEMORY));
#endif
#if defined(BAD_FD)
  if (open("/dev/null", O_RDONLY) < 0) return AMFS_OK;
#endif
#if defined(BAD_THREAD)
  static int started = 0;
  pthread_t thread;
  if (!started && pthread_create(&thread, NULL, idle, NULL) != 0) abort();
  started = 1;
#endif
#if defined(BAD_FORKS)
  static int forked = 0;
  if (!forked++) {
    const pid_t child = fork();
    if (child == 0) {
      for (;;) pause();
    }
    dprintf(STDOUT_FILENO, "child %d\n", (int)child);
  }
#endif
#if defined(BAD_PRINTS)
  for (int i = 0; i < 100000; ++i) dprintf(STDOUT_FILENO, "line %d \033[31m\xFF of very many\n", i);
#endif
#if defined(BAD_SIGNAL)
  signal(SIGUSR1, SIG_IGN);
#endif
#if defined(BAD_LEAK)
  lose(2048);
#endif
  return AMFS_OK;
}

static unsigned long long counted(amfs_instance* instance) {
  ++instance->used;
#if defined(BAD_GLOBAL_STATE)
  static unsigned long long everybody = 0;
  return ++everybody;
#elif defined(BAD_COUNTER)
  return instance->used;
#else
  return 0;
#endif
}

static unsigned long long clock_seconds(void) {
#if defined(BAD_REAL_TIME)
  return (unsigned long long)time(NULL);
#else
  return 0;
#endif
}

#endif
