#include "daemon/supervisor/protocol/messages.h"

#include <utility>

#include "common/ipc/fields.h"

namespace tasksched::daemon {
namespace {

using ipc::FieldReader;
using ipc::FieldWriter;
using std::chrono::microseconds;
using std::chrono::seconds;

void write(FieldWriter& out, const AttemptKey& key) {
    out.integer(key.run);
    out.integer(key.attempt);
}

AttemptKey read_key(FieldReader& in) {
    const std::int64_t run = in.integer();
    return {.run = run, .attempt = static_cast<int>(in.integer())};
}

void write(FieldWriter& out, const std::vector<std::string>& texts) {
    out.integer(static_cast<std::int64_t>(texts.size()));
    for (const std::string& text : texts) {
        out.text(text);
    }
}

/// Stops at the first item that is not there, so that a wrong count costs nothing.
template <typename Read>
auto read_list(FieldReader& in, Read read) -> std::vector<decltype(read())> {
    std::vector<decltype(read())> list;
    for (std::int64_t left = in.integer(); left > 0 && in.sound(); --left) {
        list.push_back(read());
    }
    return list;
}

auto text_of(FieldReader& in) {
    return [&in] { return in.text(); };
}
auto integer_of(FieldReader& in) {
    return [&in] { return in.integer(); };
}
auto int_of(FieldReader& in) {
    return [&in] { return static_cast<int>(in.integer()); };
}

void write_fields(FieldWriter& out, const Hello& hello) { out.text(hello.daemon); }
void write_fields(FieldWriter& out, const EndAttempt& end) { write(out, end.key); }
void write_fields(FieldWriter& out, const Acknowledge& done) { write(out, done.key); }
void write_fields(FieldWriter&, const Goodbye&) {}

void write(FieldWriter& out, const model::Limits& limits) {
    const auto integer = [&](std::int64_t value) { out.integer(value); };
    out.optional(limits.memory, integer);
    out.optional(limits.cpu_time, [&](seconds time) { out.integer(time.count()); });
    out.optional(limits.open_files, integer);
    out.optional(limits.nice, integer);
    out.optional(limits.umask, integer);
}

model::Limits read_limits(FieldReader& in) {
    model::Limits limits;
    limits.memory = in.optional(integer_of(in));
    limits.cpu_time = in.optional([&] { return seconds(in.integer()); });
    limits.open_files = in.optional(integer_of(in));
    limits.nice = in.optional(int_of(in));
    limits.umask = in.optional(int_of(in));
    return limits;
}

void write_fields(FieldWriter& out, const Launch& launch) {
    const Order& order = launch.order;
    write(out, order.key);
    const launch::Program& program = order.program;
    write(out, program.argv);
    write(out, program.environment);
    out.text(program.search_path);
    out.text(program.directory);
    out.optional(program.standard_input, [&](const std::string& text) { out.text(text); });
    out.optional(order.timeout, [&](seconds time) { out.integer(time.count()); });
    out.integer(order.kill_grace.count());
    write(out, program.limits);
    out.integer(order.output_head);
    out.optional(program.user, [&](const std::string& user) { out.text(user); });
}

Message read_launch(FieldReader& in) {
    Order order;
    order.key = read_key(in);
    launch::Program& program = order.program;
    program.argv = read_list(in, text_of(in));
    program.environment = read_list(in, text_of(in));
    program.search_path = in.text();
    program.directory = in.text();
    program.standard_input = in.optional(text_of(in));
    order.timeout = in.optional([&] { return seconds(in.integer()); });
    order.kill_grace = seconds(in.integer());
    program.limits = read_limits(in);
    order.output_head = in.integer();
    program.user = in.optional(text_of(in));
    return Launch{std::move(order)};
}

void write_fields(FieldWriter& out, const Welcome& welcome) {
    out.text(welcome.instance);
    out.integer(static_cast<std::int64_t>(welcome.known.size()));
    for (const AttemptKey& key : welcome.known) {
        write(out, key);
    }
    out.integer(welcome.version);
}

Message read_welcome(FieldReader& in) {
    Welcome welcome;
    welcome.instance = in.text();
    welcome.known = read_list(in, [&in] { return read_key(in); });
    welcome.version = in.integer();
    return welcome;
}

void write_fields(FieldWriter& out, const Started& started) {
    write(out, started.key);
    out.integer(started.process.pid);
    out.integer(started.process.start_ticks);
    out.text(started.process.boot_id);
}

Message read_started(FieldReader& in) {
    Started started;
    started.key = read_key(in);
    started.process.pid = in.integer();
    started.process.start_ticks = in.integer();
    started.process.boot_id = in.text();
    return started;
}

/// A reason that daemons of level 0 do not know stands behind all that they read.
bool is_late(model::RunReason reason) { return reason == model::RunReason::kCpuTime; }

std::optional<model::RunReason> reason_of(std::string_view word) {
    const auto reason = model::parse_run_reason(word);
    return reason ? std::optional(*reason) : std::nullopt;
}

void write_fields(FieldWriter& out, const Ended& ended) {
    const model::AttemptResult& result = ended.result;
    const auto integer = [&](std::int64_t value) { out.integer(value); };
    write(out, ended.key);
    out.text(model::to_string(result.outcome));
    out.text(is_late(result.reason) ? "" : model::to_string(result.reason));
    out.optional(result.exit_code, integer);
    out.optional(result.signal, integer);
    out.text(result.detail);
    out.optional(result.cpu_time, [&](microseconds time) { out.integer(time.count()); });
    out.optional(result.peak_memory_bytes, integer);
    out.text(result.output.head);
    out.text(result.output.tail);
    out.integer(result.output.total_bytes);
    out.optional(result.finished_at,
                 [&](time::Instant at) { out.integer(at.time_since_epoch().count()); });
    out.optional(result.core_dumped, integer);
    out.text(is_late(result.reason) ? model::to_string(result.reason) : "");
}

std::optional<Message> read_ended(FieldReader& in) {
    Ended ended;
    model::AttemptResult& result = ended.result;
    ended.key = read_key(in);
    const auto outcome = model::parse_outcome(in.text());
    const auto reason = reason_of(in.text());
    result.exit_code = in.optional(int_of(in));
    result.signal = in.optional(int_of(in));
    result.detail = in.text();
    result.cpu_time = in.optional([&] { return microseconds(in.integer()); });
    result.peak_memory_bytes = in.optional(integer_of(in));
    result.output.head = in.text();
    result.output.tail = in.text();
    result.output.total_bytes = in.integer();
    result.finished_at = in.optional([&] { return time::Instant(microseconds(in.integer())); });
    result.core_dumped = in.optional([&] { return in.integer() != 0; });
    const auto late = reason_of(in.text());
    if (!outcome || !reason || !late) {
        return std::nullopt;
    }
    result.outcome = *outcome;
    result.reason = *reason == model::RunReason::kNone ? *late : *reason;
    return ended;
}

void write_fields(FieldWriter& out, const WatchOutput& watch) {
    out.integer(watch.watch);
    write(out, watch.key);
    out.integer(watch.from);
    out.integer(watch.at_once ? 1 : 0);
}

Message read_watch(FieldReader& in) {
    WatchOutput watch;
    watch.watch = in.integer();
    watch.key = read_key(in);
    watch.from = in.integer();
    watch.at_once = in.integer() != 0;
    return watch;
}

void write_fields(FieldWriter& out, const UnwatchOutput& unwatch) { out.integer(unwatch.watch); }

void write_fields(FieldWriter& out, const OutputNews& news) {
    out.integer(news.watch);
    out.integer(news.piece.at);
    out.text(news.piece.bytes);
    out.integer(news.piece.total);
    out.integer(news.over ? 1 : 0);
}

Message read_news(FieldReader& in) {
    OutputNews news;
    news.watch = in.integer();
    news.piece.at = in.integer();
    news.piece.bytes = in.text();
    news.piece.total = in.integer();
    news.over = in.integer() != 0;
    return news;
}

/// By the place of the type in Message.
std::optional<Message> read_fields(std::size_t type, FieldReader& in) {
    switch (type) {
        case 0:
            return Hello{in.text()};
        case 1:
            return read_launch(in);
        case 2:
            return EndAttempt{read_key(in)};
        case 3:
            return Acknowledge{read_key(in)};
        case 4:
            return Goodbye{};
        case 5:
            return read_welcome(in);
        case 6:
            return read_started(in);
        case 7:
            return read_ended(in);
        case 8:
            return read_watch(in);
        case 9:
            return UnwatchOutput{in.integer()};
        case 10:
            return read_news(in);
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string encode(const Message& message) {
    FieldWriter out;
    out.integer(static_cast<std::int64_t>(message.index()));
    std::visit([&out](const auto& one) { write_fields(out, one); }, message);
    return out.take();
}

std::optional<Message> decode(std::string_view body) {
    if (body.empty()) {
        return std::nullopt;
    }
    FieldReader in(body);
    auto message = read_fields(static_cast<std::size_t>(in.integer()), in);
    return in.sound() ? std::move(message) : std::nullopt;
}

}  // namespace tasksched::daemon
