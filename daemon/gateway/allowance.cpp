#include "daemon/gateway/allowance.h"

namespace tasksched::daemon {
namespace {

using base::ErrorCode;
using base::fail;

}  // namespace

base::Result<std::unique_ptr<Allowance::Share>> Allowance::let_in(uid_t user, bool known) {
    const Limits& limits = books_->limits;
    const auto found = books_->users.find(user);
    const std::size_t own = found == books_->users.end() ? 0 : found->second.connections;
    if (!known && own >= limits.connections_of_one) {
        return fail(ErrorCode::kTryAgain,
                    "the daemon serves {} connections of this user already, as many as it may",
                    own);
    }
    if (books_->all.connections >= limits.connections && (!known || own >= limits.connections)) {
        return fail(ErrorCode::kTryAgain,
                    "the daemon serves {} connections already, as many as it may",
                    limits.connections);
    }
    ++books_->all.connections;
    ++books_->users[user].connections;
    return std::make_unique<Share>(books_, user);
}

Allowance::Share::~Share() {
    static_cast<void>(hold(0));
    --books_->all.connections;
    const auto user = books_->users.find(user_);
    if (--user->second.connections == 0) {
        books_->users.erase(user);
    }
}

bool Allowance::Share::hold(std::size_t bytes) {
    const Limits& limits = books_->limits;
    Taken& user = books_->users.at(user_);
    const std::size_t others = user.bytes - held_;
    const std::size_t all_others = books_->all.bytes - held_;
    if (bytes > held_ &&
        (others + bytes > limits.bytes_of_one || all_others + bytes > limits.bytes)) {
        return false;
    }
    user.bytes = others + bytes;
    books_->all.bytes = all_others + bytes;
    held_ = bytes;
    return true;
}

}  // namespace tasksched::daemon
