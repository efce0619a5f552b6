#include "tests/abi/pipe_class.hpp"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>
#include <map>
#include <stdexcept>
#include <utility>

#include "host/connector/abi_text.hpp"
#include "tests/abi/carry.hpp"

namespace abi {
namespace {

using host::connector::from_abi;
using host::connector::to_abi;

constexpr int kWorkerFd = 3;

// create is told the name of its class and nothing else it could find the object by.
std::map<std::string, PipeClass*, std::less<>>& live_classes() {
  static std::map<std::string, PipeClass*, std::less<>> classes;
  return classes;
}

// What the host holds for an instance of the other process.
struct Handle {
  PipeClass* owner;
  std::uint64_t instance;
  const amfs_host* host;
};
Handle& handle_of(amfs_instance* instance) { return *reinterpret_cast<Handle*>(instance); }

pid_t start(int fd, const std::string& library, const std::string& class_name) {
  const std::string number = std::to_string(kWorkerFd);
  const char* const arguments[] = {AMFS_PIPE_WORKER, number.c_str(), library.c_str(),
                                   class_name.c_str(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fd, kWorkerFd);  // not closed by exec, unlike `fd`
  pid_t process = -1;
  const int failed = posix_spawn(&process, AMFS_PIPE_WORKER, &actions, nullptr,
                                 const_cast<char* const*>(arguments), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " AMFS_PIPE_WORKER);
  return process;
}

// ---- the class as the host sees it -------------------------------------------------------------

amfs_status create(const amfs_host* host, const amfs_create_args* args, const amfs_sink* sink,
                   amfs_instance** out) {
  *out = nullptr;
  const auto found = live_classes().find(from_abi(args->class_name));
  if (found == live_classes().end()) return AMFS_INTERNAL;
  Writer writer;
  amfs_create_args copy = *args;
  fields(writer, copy);
  const auto returned =
      found->second->call(Message::create, writer.bytes(), {host, sink, nullptr, nullptr});
  if (returned.instance == 0) return returned.status;
  *out = reinterpret_cast<amfs_instance*>(new Handle{found->second, returned.instance, host});
  return returned.status;
}

void destroy(amfs_instance* instance) {
  if (instance == nullptr) return;
  const std::unique_ptr<Handle> handle(&handle_of(instance));
  Writer writer;
  writer.numbers(handle->instance);
  try {
    handle->owner->call(Message::destroy, writer.bytes(),
                        {handle->host, nullptr, nullptr, nullptr});
  } catch (const std::runtime_error&) {  // it went with its process
  }
}

amfs_status transform(amfs_instance* instance, const amfs_event* event, const amfs_sink* sink) {
  const Handle& handle = handle_of(instance);
  Writer writer;
  writer.numbers(handle.instance);
  amfs_event copy = *event;
  fields(writer, copy);
  return handle.owner
      ->call(Message::transform, writer.bytes(), {handle.host, sink, nullptr, nullptr})
      .status;
}

amfs_status validate_signature(amfs_instance* instance, const amfs_sigcheck* check,
                               const amfs_sink* sink) {
  const Handle& handle = handle_of(instance);
  Writer writer;
  writer.numbers(handle.instance);
  amfs_sigcheck copy = *check;
  fields(writer, copy);
  return handle.owner
      ->call(Message::validate_signature, writer.bytes(), {handle.host, sink, check, nullptr})
      .status;
}

// ---- what the other process asks for -----------------------------------------------------------

using In = Reader<FrameArena>;

amfs_status emit(In& in, const PipeClass::Call& call) {
  amfs_result result{};
  result.struct_size = sizeof result;
  fields(in, result);
  return call.sink->emit(call.sink, &result);
}

struct Records {
  Writer bytes;
  std::uint32_t count = 0;
};

std::int32_t keep_record(void* user, const amfs_record* record) {
  auto& records = *static_cast<Records*>(user);
  amfs_record copy = *record;
  fields(records.bytes, copy);
  ++records.count;
  return 0;
}

std::string read_memory(Message question, In& in, const PipeClass::Call& call) {
  Records records;
  amfs_status status = AMFS_INTERNAL;
  amfs_str first{};
  in.texts(first);
  if (question == Message::get) {
    amfs_str key{};
    in.texts(key);
    status = call.memory->get(call.sink, first, key, keep_record, &records);
  } else if (question == Message::find_ref) {
    status = call.memory->find_ref(call.sink, first, keep_record, &records);
  } else {
    std::uint32_t limit = 0;
    in.numbers(limit);
    status = call.memory->list(call.sink, first, limit, keep_record, &records);
  }
  Writer writer;
  writer.numbers(status, records.count);
  return writer.bytes() + records.bytes.bytes();
}

amfs_status verify_hmac(In& in, const amfs_sigcheck& check) {
  std::uint32_t secret = 0;
  std::uint32_t algorithm = 0;
  std::uint32_t count = 0;
  const amfs_str* pieces = nullptr;
  amfs_str candidate{};
  in.numbers(secret, algorithm, count);
  in.list(pieces, count);
  in.texts(candidate);
  return check.verify_hmac(&check, secret, algorithm, pieces, count, candidate);
}

void fail(In& in, const PipeClass::Call& call) {
  amfs_error error{};
  error.struct_size = sizeof error;
  fields(in, error);
  call.sink->fail(call.sink, &error);
}

void log(In& in, const PipeClass::Call& call) {
  std::int32_t level = 0;
  std::uint32_t count = 0;
  amfs_str message{};
  const amfs_kv* pairs = nullptr;
  in.numbers(level, count);
  in.texts(message);
  in.pairs(pairs, count);
  call.host->log(call.host, level, message, pairs, count);
}

std::uint32_t has_memory(In& in, PipeClass::Call& call) {
  amfs_str id{};
  in.texts(id);
  call.memory = static_cast<const amfs_memory*>(call.sink->get_extension(call.sink, id));
  return call.memory != nullptr ? 1 : 0;
}

std::uint32_t log_enabled(In& in, const PipeClass::Call& call) {
  std::int32_t level = 0;
  in.numbers(level);
  return call.host->log_enabled(call.host, level);
}

template <class Number>
std::string bytes_of(Number number) {
  Writer writer;
  writer.numbers(number);
  return writer.bytes();
}

}  // namespace

PipeClass::PipeClass(const std::string& library, const std::string& class_name)
    : class_name_(class_name) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error("cannot make a socket pair");
  channel_ = std::make_unique<PipeChannel>(test::UniqueFd(ends[0]));
  const test::UniqueFd theirs(ends[1]);
  process_ = start(theirs.get(), library, class_name);
  class_.struct_size = sizeof class_;
  class_.class_name = to_abi(class_name_);
  class_.create = create;
  class_.destroy = destroy;
  class_.transform = transform;
  class_.validate_signature = validate_signature;
  live_classes()[class_name_] = this;
}

PipeClass::~PipeClass() {
  live_classes().erase(class_name_);
  channel_.reset();  // the end of the pipe is the end of the process
  if (process_ > 0) waitpid(process_, nullptr, 0);
}

void PipeClass::kill_process() {
  kill(process_, SIGKILL);
  waitpid(std::exchange(process_, -1), nullptr, 0);
}

PipeClass::Returned PipeClass::call(Message message, std::string_view arguments, Call call) {
  channel_->send(message, arguments);
  while (true) {
    const Frame frame = channel_->receive();
    FrameArena arena;
    In in(frame.bytes, arena);
    if (frame.message == Message::returned) {
      Returned returned;
      in.numbers(returned.status, returned.instance);
      return returned;
    }
    if (frame.message == Message::fail && call.sink != nullptr) {
      fail(in, call);
    } else if (frame.message == Message::log) {
      log(in, call);
    } else {
      channel_->send(Message::answer, answer(frame.message, frame.bytes, call));
    }
  }
}

std::string PipeClass::answer(Message question, std::string_view arguments, Call& call) {
  FrameArena arena;
  In in(arguments, arena);
  const bool of_host = question > Message::verify_hmac;
  switch (call.sink == nullptr && !of_host ? Message::returned : question) {
    case Message::emit:
      return bytes_of(emit(in, call));
    case Message::cancelled:
      return bytes_of(call.sink->cancelled(call.sink));
    case Message::has_extension:
      return bytes_of(has_memory(in, call));
    case Message::get:
    case Message::find_ref:
    case Message::list:
      if (call.memory == nullptr) break;
      return read_memory(question, in, call);
    case Message::verify_hmac:
      if (call.check == nullptr) break;
      return bytes_of(verify_hmac(in, *call.check));
    case Message::log_enabled:
      return bytes_of(log_enabled(in, call));
    case Message::now_unix_ns:
      return bytes_of(call.host->now_unix_ns(call.host));
    case Message::now_mono_ns:
      return bytes_of(call.host->now_mono_ns(call.host));
    default:
      break;
  }
  throw std::runtime_error("the connector's process asked for what it may not have");
}

}  // namespace abi
