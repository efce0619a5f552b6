// The process at the other end of pipe_class.hpp: loads one connector library and calls its class
// as the host's frames say; what the library asks of its host is asked there. Ends with the pipe.
//
//   pipe_worker FD LIBRARY CLASS
//
// Callbacks are noexcept: when the host is gone, so is this process, in the middle of a call.
#include <dlfcn.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>
#include <utility>

#include "host/connector/abi_text.hpp"
#include "tests/abi/carry.hpp"
#include "tests/abi/pipe_channel.hpp"

namespace {

using abi::Frame;
using abi::FrameArena;
using abi::Message;
using abi::Reader;
using abi::Writer;
using host::connector::from_abi;

class Worker {
 public:
  Worker(abi::PipeChannel channel, const amfs_class& real)
      : channel_(std::move(channel)), real_(real) {}

  // Until the host closes the pipe: throws PipeClosed.
  [[noreturn]] void serve();

 private:
  void create(std::string_view bytes);
  void destroy(std::string_view bytes);
  void transform(std::string_view bytes);
  void validate_signature(std::string_view bytes);
  void return_to_host(amfs_status status, const amfs_instance* instance);

  static Worker& self(const amfs_sink* sink) { return *static_cast<Worker*>(sink->ctx); }
  static Worker& self(const amfs_host* host) { return *static_cast<Worker*>(host->ctx); }

  // Sends a question and waits for its answer.
  std::string ask(Message question, const Writer& arguments = {});
  template <class Answer>
  Answer ask_number(Message question, const Writer& arguments = {});
  amfs_status ask_records(Message question, const Writer& arguments, amfs_record_fn receive,
                          void* user);

  static amfs_sink make_sink(Worker* worker);
  static amfs_host make_host(Worker* worker);
  static amfs_status emit(const amfs_sink* sink, const amfs_result* result) noexcept;
  static void fail(const amfs_sink* sink, const amfs_error* error) noexcept;
  static const void* get_extension(const amfs_sink* sink, amfs_str id) noexcept;
  static amfs_status get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                         void* user) noexcept;
  static amfs_status find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                              void* user) noexcept;
  static amfs_status list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                          amfs_record_fn receive, void* user) noexcept;
  static amfs_status verify_hmac(const amfs_sigcheck* check, std::uint32_t secret,
                                 std::uint32_t algorithm, const amfs_str* pieces,
                                 std::uint32_t count, amfs_str candidate) noexcept;
  static void log(const amfs_host* host, std::int32_t level, amfs_str message,
                  const amfs_kv* fields, std::uint32_t count) noexcept;

  abi::PipeChannel channel_;
  const amfs_class& real_;
  const amfs_sink sink_ = make_sink(this);
  const amfs_host host_ = make_host(this);
};

// ---- what the host asks for --------------------------------------------------------------------

void Worker::serve() {
  while (true) {
    const Frame frame = channel_.receive();
    switch (frame.message) {
      case Message::create:
        create(frame.bytes);
        break;
      case Message::destroy:
        destroy(frame.bytes);
        break;
      case Message::transform:
        transform(frame.bytes);
        break;
      case Message::validate_signature:
        validate_signature(frame.bytes);
        break;
      default:
        throw std::runtime_error("the host sent what only a worker sends");
    }
  }
}

// The host gives back what it was given: the address of an instance means something here alone.
amfs_instance* take_instance(Reader<FrameArena>& reader) {
  std::uint64_t handle = 0;
  reader.numbers(handle);
  return reinterpret_cast<amfs_instance*>(handle);
}

void Worker::return_to_host(amfs_status status, const amfs_instance* instance) {
  Writer writer;
  writer.numbers(status, reinterpret_cast<std::uint64_t>(instance));
  channel_.send(Message::returned, writer.bytes());
}

void Worker::create(std::string_view bytes) {
  FrameArena arena;
  Reader reader(bytes, arena);
  amfs_create_args args{};
  args.struct_size = sizeof args;
  fields(reader, args);
  amfs_instance* made = nullptr;
  const amfs_status status = real_.create(&host_, &args, &sink_, &made);
  return_to_host(status, made);
}

void Worker::destroy(std::string_view bytes) {
  FrameArena arena;
  Reader reader(bytes, arena);
  real_.destroy(take_instance(reader));
  return_to_host(AMFS_OK, nullptr);
}

void Worker::transform(std::string_view bytes) {
  FrameArena arena;
  Reader reader(bytes, arena);
  amfs_instance* instance = take_instance(reader);
  amfs_event event{};
  event.struct_size = sizeof event;
  fields(reader, event);
  return_to_host(real_.transform(instance, &event, &sink_), instance);
}

void Worker::validate_signature(std::string_view bytes) {
  FrameArena arena;
  Reader reader(bytes, arena);
  amfs_instance* instance = take_instance(reader);
  amfs_sigcheck check{};
  check.struct_size = sizeof check;
  fields(reader, check);
  check.ctx = this;
  check.verify_hmac = verify_hmac;
  return_to_host(real_.validate_signature(instance, &check, &sink_), instance);
}

// ---- what the library asks for -----------------------------------------------------------------

std::string Worker::ask(Message question, const Writer& arguments) {
  channel_.send(question, arguments.bytes());
  Frame frame = channel_.receive();
  if (frame.message != Message::answer) throw std::runtime_error("a question was not answered");
  return std::move(frame.bytes);
}

template <class Answer>
Answer Worker::ask_number(Message question, const Writer& arguments) {
  FrameArena arena;
  const std::string bytes = ask(question, arguments);
  Reader reader(bytes, arena);
  Answer answer{};
  reader.numbers(answer);
  return answer;
}

// All records come at once, so that `receive` may ask for something else.
amfs_status Worker::ask_records(Message question, const Writer& arguments, amfs_record_fn receive,
                                void* user) {
  FrameArena arena;
  const std::string bytes = ask(question, arguments);
  Reader reader(bytes, arena);
  amfs_status status = AMFS_INTERNAL;
  std::uint32_t count = 0;
  reader.numbers(status, count);
  for (std::uint32_t i = 0; i < count; ++i) {
    amfs_record record{};
    record.struct_size = sizeof record;
    fields(reader, record);
    if (receive(user, &record) != 0) break;
  }
  return status;
}

amfs_sink Worker::make_sink(Worker* worker) {
  return {sizeof(amfs_sink),
          0,
          worker,
          emit,
          fail,
          [](const amfs_sink* sink) noexcept {
            return self(sink).ask_number<std::uint32_t>(Message::cancelled);
          },
          get_extension};
}

amfs_host Worker::make_host(Worker* worker) {
  amfs_host host{};
  host.struct_size = sizeof host;
  host.abi_major = AMFS_ABI_MAJOR;
  host.abi_minor = AMFS_ABI_MINOR;
  host.ctx = worker;
  host.name = host::connector::to_abi("pipe worker");
  host.log = log;
  host.log_enabled = [](const amfs_host* of, std::int32_t level) noexcept {
    Writer arguments;
    arguments.numbers(level);
    return self(of).ask_number<std::uint32_t>(Message::log_enabled, arguments);
  };
  host.now_unix_ns = [](const amfs_host* of) noexcept {
    return self(of).ask_number<std::int64_t>(Message::now_unix_ns);
  };
  host.now_mono_ns = [](const amfs_host* of) noexcept {
    return self(of).ask_number<std::int64_t>(Message::now_mono_ns);
  };
  // What this process does not know it cannot carry.
  host.get_extension = [](const amfs_host*, amfs_str) noexcept -> const void* { return nullptr; };
  return host;
}

amfs_status Worker::emit(const amfs_sink* sink, const amfs_result* result) noexcept {
  if (result == nullptr || !AMFS_HAS(amfs_result, result, ttl_at_unix_ns)) return AMFS_INTERNAL;
  Writer arguments;
  amfs_result copy = *result;
  fields(arguments, copy);
  return self(sink).ask_number<amfs_status>(Message::emit, arguments);
}

void Worker::fail(const amfs_sink* sink, const amfs_error* error) noexcept {
  if (error == nullptr || !AMFS_HAS(amfs_error, error, retry_after_ms)) return;
  Writer arguments;
  amfs_error copy = *error;
  fields(arguments, copy);
  self(sink).channel_.send(Message::fail, arguments.bytes());
}

const void* Worker::get_extension(const amfs_sink* sink, amfs_str id) noexcept {
  static const amfs_memory memory = {sizeof(amfs_memory), 0, get, find_ref, list};
  if (from_abi(id) != AMFS_EXT_MEMORY) return nullptr;
  Writer arguments;
  arguments.texts(id);
  const bool offered = self(sink).ask_number<std::uint32_t>(Message::has_extension, arguments) != 0;
  return offered ? &memory : nullptr;
}

amfs_status Worker::get(const amfs_sink* sink, amfs_str path, amfs_str key, amfs_record_fn receive,
                        void* user) noexcept {
  Writer arguments;
  arguments.texts(path, key);
  return self(sink).ask_records(Message::get, arguments, receive, user);
}

amfs_status Worker::find_ref(const amfs_sink* sink, amfs_str ref, amfs_record_fn receive,
                             void* user) noexcept {
  Writer arguments;
  arguments.texts(ref);
  return self(sink).ask_records(Message::find_ref, arguments, receive, user);
}

amfs_status Worker::list(const amfs_sink* sink, amfs_str path, std::uint32_t limit,
                         amfs_record_fn receive, void* user) noexcept {
  Writer arguments;
  arguments.texts(path);
  arguments.numbers(limit);
  return self(sink).ask_records(Message::list, arguments, receive, user);
}

amfs_status Worker::verify_hmac(const amfs_sigcheck* check, std::uint32_t secret,
                                std::uint32_t algorithm, const amfs_str* pieces,
                                std::uint32_t count, amfs_str candidate) noexcept {
  Writer arguments;
  arguments.numbers(secret, algorithm, count);
  arguments.list(pieces, count);
  arguments.texts(candidate);
  return static_cast<Worker*>(check->ctx)->ask_number<amfs_status>(Message::verify_hmac, arguments);
}

void Worker::log(const amfs_host* host, std::int32_t level, amfs_str message, const amfs_kv* fields,
                 std::uint32_t count) noexcept {
  Writer arguments;
  arguments.numbers(level, count);
  arguments.texts(message);
  arguments.pairs(fields, count);
  self(host).channel_.send(Message::log, arguments.bytes());
}

const amfs_class* load_class(const char* library, std::string_view name) {
  void* loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) throw std::runtime_error(dlerror());
  const auto get_entry = reinterpret_cast<amfs_entry_fn>(dlsym(loaded, AMFS_ENTRY_SYMBOL));
  const amfs_entry* entry = get_entry == nullptr ? nullptr : get_entry();
  for (std::uint32_t i = 0; entry != nullptr && i < entry->class_count; ++i) {
    const amfs_class* found = entry->get_class(i);
    if (from_abi(found->class_name) == name) return found;
  }
  throw std::runtime_error(std::string(library) + " has no class " + std::string(name));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "usage: pipe_worker FD LIBRARY CLASS\n";
    return 2;
  }
  try {
    const amfs_class* real = load_class(arguments[2], arguments[3]);
    Worker(abi::PipeChannel(test::UniqueFd(std::stoi(arguments[1]))), *real).serve();
  } catch (const abi::PipeClosed&) {
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "pipe_worker: " << error.what() << '\n';
    return 1;
  }
}
