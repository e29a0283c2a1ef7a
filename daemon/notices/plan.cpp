#include "daemon/notices/plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "daemon/notices/throttle.h"

namespace tasksched::daemon {
namespace {

using base::Result;
using model::Notice;
using model::NoticeId;

/// How many notices one transaction looks at.
constexpr std::int64_t kMostLookedAt = 1000;

constexpr std::chrono::hours kCountedOver{1};

/// How long what is over is kept: longer than any interval.
constexpr std::chrono::hours kKept{25};

/// The rest of what the text needs; none where the task cannot be read any more.
Result<std::optional<ToldNotice>> told(store::Reader& reader, Notice notice) {
    auto task = reader.task(notice.what.task_id);
    if (!task) {
        return tl::unexpected(std::move(task.error()));
    }
    auto run = reader.run(notice.what.run_id);
    if (!run) {
        return tl::unexpected(std::move(run.error()));
    }
    if (!*task) {
        return std::nullopt;
    }
    ToldNotice told;
    told.notice = std::move(notice);
    told.task = std::move(**task);
    told.run = std::move(*run);
    return told;
}

/// One task's message holds the end of the output.
Result<void> add_output(store::Reader& reader, NoticeMessage& message) {
    if (message.notices.size() != 1) {
        return {};
    }
    ToldNotice& told = message.notices.front();
    return reader.output(told.notice.what.run_id, told.notice.what.attempt)
        .map([&told](model::Output output) { told.output = std::move(output); });
}

/// One look at what is due.
class Planning {
  public:
    Planning(store::Transaction& transaction, const Recipients& recipients,
             const std::set<NoticeId>& under_way, std::size_t room, time::Instant now)
        : transaction_(transaction),
          box_(transaction.notices()),
          recipients_(recipients),
          under_way_(under_way),
          room_(room),
          now_(now) {}

    Result<NoticePlan> run() {
        auto due = box_.due(now_, kMostLookedAt);
        if (!due) {
            return tl::unexpected(std::move(due.error()));
        }
        plan_.more = due->size() == kMostLookedAt;
        for (Notice& notice : *due) {
            if (auto sorted = sort_in(std::move(notice)); !sorted) {
                return tl::unexpected(std::move(sorted.error()));
            }
        }
        return tell_again()
            .and_then([this] { return tell_all(); })
            .and_then([this] { return box_.forget(now_ - kKept); })
            .and_then([this] { return box_.next_due(); })
            .map([this](std::optional<time::Instant> next) {
                plan_.next = next;
                return std::move(plan_);
            });
    }

  private:
    Result<void> sort_in(Notice notice) {
        const NoticeId id = notice.id;
        const auto message = notice.message;
        if (message && under_way_.contains(*message)) {
            return {};
        }
        if (const auto until =
                message ? std::nullopt : held_until(notice, recipients_.interval(), now_)) {
            return box_.put_off(id, *until);
        }
        auto one = told(transaction_.reader(), std::move(notice));
        if (!one) {
            return tl::unexpected(std::move(one.error()));
        }
        if (!*one) {
            return message ? box_.give_up(*message) : box_.close(id);
        }
        if (message) {
            again_[*message].push_back(std::move(**one));
            return {};
        }
        const std::string address = recipients_.address_of((*one)->task);
        const auto ways = recipients_.ways_to(address);
        if (!ways.by_mail && !ways.by_command) {
            return box_.close(id);
        }
        fresh_[address].push_back(std::move(**one));
        return {};
    }

    bool has_room() {
        const bool has = plan_.messages.size() < room_;
        plan_.more = plan_.more || !has;
        return has;
    }

    Result<void> tell_again() {
        for (auto& [id, notices] : again_) {
            if (!has_room()) {
                return {};
            }
            const Notice& tried = notices.front().notice;
            NoticeMessage message;
            message.id = id;
            message.tries = tried.tries + 1;
            message.tried_since = tried.tried_since.value_or(now_);
            message.address = tried.address;
            message.by_mail = tried.by_mail;
            message.by_command = tried.by_command;
            message.notices = std::move(notices);
            if (auto begun = box_.begin_again(id, next_try(message.tries, now_), now_); !begun) {
                return begun;
            }
            if (auto added = add(std::move(message)); !added) {
                return added;
            }
        }
        return {};
    }

    Result<void> tell_all() {
        for (auto& [address, notices] : fresh_) {
            const auto begun = box_.begun_since(address, now_ - kCountedOver);
            if (!begun) {
                return tl::unexpected(begun.error());
            }
            auto told = tell_one(address, std::move(notices), *begun);
            if (!told) {
                return told;
            }
        }
        return {};
    }

    Result<void> tell_one(const std::string& address, std::vector<ToldNotice> notices,
                          const store::MessageCount& begun) {
        switch (how_to_tell(static_cast<std::int64_t>(notices.size()), begun.messages,
                            recipients_.max_per_hour())) {
            case Telling::kEach:
                for (ToldNotice& one : notices) {
                    std::vector<ToldNotice> alone;
                    alone.push_back(std::move(one));
                    if (auto told = begin(address, std::move(alone)); !told) {
                        return told;
                    }
                }
                return {};
            case Telling::kTogether:
                return begin(address, std::move(notices));
            case Telling::kLater:
                break;
        }
        for (const ToldNotice& one : notices) {
            if (auto put = box_.put_off(one.notice.id, told_again_at(begun, now_)); !put) {
                return put;
            }
        }
        return {};
    }

    Result<void> begin(const std::string& address, std::vector<ToldNotice> notices) {
        if (!has_room()) {
            return {};
        }
        const auto ways = recipients_.ways_to(address);
        std::vector<NoticeId> ids;
        ids.reserve(notices.size());
        for (const ToldNotice& one : notices) {
            ids.push_back(one.notice.id);
        }
        const auto id = box_.begin(ids,
                                   {.address = address,
                                    .by_mail = ways.by_mail,
                                    .by_command = ways.by_command,
                                    .next_try = next_try(1, now_)},
                                   now_);
        if (!id) {
            return tl::unexpected(id.error());
        }
        NoticeMessage message;
        message.id = *id;
        message.tried_since = now_;
        message.address = address;
        message.by_mail = ways.by_mail;
        message.by_command = ways.by_command;
        message.notices = std::move(notices);
        return add(std::move(message));
    }

    Result<void> add(NoticeMessage message) {
        auto added = add_output(transaction_.reader(), message);
        if (added) {
            plan_.messages.push_back(std::move(message));
        }
        return added;
    }

    store::Transaction& transaction_;
    store::NoticeBox& box_;
    const Recipients& recipients_;
    const std::set<NoticeId>& under_way_;
    std::size_t room_;
    time::Instant now_;
    std::map<NoticeId, std::vector<ToldNotice>> again_;
    std::map<std::string, std::vector<ToldNotice>> fresh_;  ///< by address
    NoticePlan plan_;
};

}  // namespace

Result<NoticePlan> plan_notices(store::Transaction& transaction, const Recipients& recipients,
                                const std::set<NoticeId>& under_way, std::size_t room,
                                time::Instant now) {
    return Planning(transaction, recipients, under_way, room, now).run();
}

Result<std::vector<NoticeMessage>> tried_messages(store::Transaction& transaction) {
    auto tried = transaction.notices().tried(kMostLookedAt);
    if (!tried) {
        return tl::unexpected(std::move(tried.error()));
    }
    std::map<NoticeId, NoticeMessage> messages;
    for (Notice& notice : *tried) {
        NoticeMessage& message = messages[*notice.message];
        message.id = *notice.message;
        message.tries = notice.tries;
        message.tried_since = notice.tried_since.value_or(notice.due_at);
        message.address = notice.address;
        message.by_mail = notice.by_mail;
        message.by_command = notice.by_command;
        auto one = told(transaction.reader(), std::move(notice));
        if (!one) {
            return tl::unexpected(std::move(one.error()));
        }
        if (*one) {
            message.notices.push_back(std::move(**one));
        }
    }
    std::vector<NoticeMessage> all;
    for (auto& [id, message] : messages) {
        if (!message.notices.empty()) {
            all.push_back(std::move(message));
        }
    }
    return all;
}

}  // namespace tasksched::daemon
