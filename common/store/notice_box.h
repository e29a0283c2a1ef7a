#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/error.h"
#include "common/model/notice.h"

namespace tasksched::store {

/// How a message is told, when its next try is due unless this one is the last, and whom.
struct MessageTry {
    std::string address;  ///< empty: none
    bool by_mail = false;
    bool by_command = false;
    time::Instant next_try{};
};

/// How many messages to an address were begun in some time, and when the first of them was.
struct MessageCount {
    std::int64_t messages = 0;
    std::optional<time::Instant> first;
};

/// What users are to be told of, inside a transaction. A task has at most one notice that nobody
/// was told of yet, and one that is being told: what happens meanwhile is counted.
class NoticeBox {
  public:
    NoticeBox() = default;
    NoticeBox(const NoticeBox&) = delete;
    NoticeBox& operator=(const NoticeBox&) = delete;
    virtual ~NoticeBox() = default;

    /// Adds it, or counts it in the one that the task has and that nobody was told of. A failure
    /// does not take the place of what asks for more than a look.
    virtual base::Result<void> add(const model::NewNotice& what, time::Instant at) = 0;

    /// Those that are due, the longest due first; also those that are due much later than anything
    /// is put off for: the clock was set back.
    virtual base::Result<std::vector<model::Notice>> due(time::Instant now, std::int64_t limit) = 0;

    /// Those that were tried and are not told, in the order of their messages.
    virtual base::Result<std::vector<model::Notice>> tried(std::int64_t limit) = 0;

    /// When the next one is due; none where nobody is to be told of anything.
    virtual base::Result<std::optional<time::Instant>> next_due() = 0;

    /// The messages to the address, or to none where it is empty, that were begun after `since`.
    virtual base::Result<MessageCount> begun_since(const std::string& address,
                                                   time::Instant since) = 0;

    /// Puts a notice off that was not tried yet.
    virtual base::Result<void> put_off(model::NoticeId id, time::Instant until) = 0;

    /// Nobody is to be told of it.
    virtual base::Result<void> close(model::NoticeId id) = 0;

    /// Notes the first try of a message made of these notices; returns its id, the least of theirs.
    virtual base::Result<model::NoticeId> begin(const std::vector<model::NoticeId>& ids,
                                                const MessageTry& how, time::Instant at) = 0;

    /// Notes another try of the message.
    virtual base::Result<void> begin_again(model::NoticeId message, time::Instant next_try,
                                           time::Instant at) = 0;

    /// Notes which ways are left after a try; with none the message is told.
    virtual base::Result<void> end_try(model::NoticeId message, bool by_mail, bool by_command,
                                       time::Instant at) = 0;

    /// No more tries of the message.
    virtual base::Result<void> give_up(model::NoticeId message) = 0;

    /// Takes out what is over since before that. Ids are not used again.
    virtual base::Result<void> forget(time::Instant before) = 0;
};

}  // namespace tasksched::store
