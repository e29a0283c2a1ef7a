#include "daemon/gateway/turns.h"

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <deque>
#include <map>
#include <utility>

namespace tasksched::daemon {

/// Turns that are under way as the daemon ends are given back when nobody waits any more.
struct Turns::State {
    struct User {
        std::size_t under_way = 0;
        std::deque<std::shared_ptr<asio::steady_timer>> waiting;
    };

    std::size_t of_one = 1;
    std::map<std::string, User> users;
};

Turns::Turns(asio::any_io_executor loop, std::size_t of_one)
    : loop_(std::move(loop)), state_(std::make_shared<State>()) {
    state_->of_one = of_one;
}

Turns::~Turns() {
    for (auto& [name, user] : state_->users) {
        user.waiting.clear();
    }
}

asio::awaitable<std::unique_ptr<Turns::Turn>> Turns::take(std::string user) {
    const std::shared_ptr<State> state = state_;
    State::User& own = state->users[user];
    if (own.under_way < state->of_one) {
        ++own.under_way;
        co_return std::make_unique<Turn>(state, std::move(user));
    }
    const auto timer =
        std::make_shared<asio::steady_timer>(loop_, asio::steady_timer::time_point::max());
    own.waiting.push_back(timer);
    asio::error_code woken;
    co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, woken));
    // Whoever gives a turn takes the timer out of the line first: one that still stands in it was
    // cancelled from elsewhere.
    auto& waiting = state->users[user].waiting;
    const auto place = std::find(waiting.begin(), waiting.end(), timer);
    if (place != waiting.end()) {
        waiting.erase(place);
        co_return nullptr;
    }
    co_return std::make_unique<Turn>(state, std::move(user));
}

Turns::Turn::Turn(std::shared_ptr<State> state, std::string user)
    : state_(std::move(state)), user_(std::move(user)) {}

/// The next in line has the turn at once, so that nobody who comes meanwhile can take it.
Turns::Turn::~Turn() {
    const auto found = state_->users.find(user_);
    State::User& user = found->second;
    if (user.waiting.empty()) {
        if (--user.under_way == 0) {
            state_->users.erase(found);
        }
        return;
    }
    const auto next = std::move(user.waiting.front());
    user.waiting.pop_front();
    next->cancel();
}

}  // namespace tasksched::daemon
