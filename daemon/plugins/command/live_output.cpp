#include "daemon/plugins/command/live_output.h"

#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

namespace tasksched::daemon {
namespace {

/// From this version on a supervisor tells of output.
constexpr std::int64_t kTellsOutput = 1;

/// How long an answer that is due at once is waited for.
constexpr std::chrono::seconds kForAnswer{5};

}  // namespace

/// Somebody who waits for an answer; the coroutine and the map share it.
struct LiveOutput::Reader {
    asio::steady_timer answered;
    std::optional<Answer> answer{};

    void end(Answer with) {
        answer = std::move(with);
        answered.cancel();
    }
};

asio::awaitable<LiveOutput::Answer> LiveOutput::read(AttemptKey key, std::int64_t from,
                                                     std::chrono::milliseconds wait) {
    const bool at_once = wait == std::chrono::milliseconds(0);
    const std::int64_t watch = ++last_watch_;
    const auto reader = std::make_shared<Reader>(
        Reader{.answered = asio::steady_timer(
                   loop_, at_once ? std::chrono::milliseconds(kForAnswer) : wait)});
    if (!channel_) {
        co_return Answer{.piece = {}, .over = true};
    }
    readers_.emplace(watch, reader);
    channel_->send(WatchOutput{.watch = watch, .key = key, .from = from, .at_once = at_once});
    asio::error_code woken;
    co_await reader->answered.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    readers_.erase(watch);
    if (!reader->answer) {
        if (channel_) {
            channel_->send(UnwatchOutput{watch});
        }
        co_return Answer{};
    }
    co_return std::move(*reader->answer);
}

void LiveOutput::connected(std::shared_ptr<Channel> channel, std::int64_t version) {
    if (version >= kTellsOutput) {
        channel_ = std::move(channel);
    }
}

void LiveOutput::disconnected() {
    channel_.reset();
    for (const auto& [watch, reader] : readers_) {
        reader->end({.piece = {}, .over = true});
    }
}

void LiveOutput::tell(OutputNews news) {
    if (const auto found = readers_.find(news.watch); found != readers_.end()) {
        found->second->end({.piece = std::move(news.piece), .over = news.over});
    }
}

}  // namespace tasksched::daemon
