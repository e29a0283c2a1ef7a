#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/model/notice.h"
#include "common/model/run.h"
#include "common/model/task.h"

namespace tasksched::daemon {

/// A notice with all that its text needs.
struct ToldNotice {
    model::Notice notice;
    model::Task task;  ///< as it stands now
    std::optional<model::Run> run;
    model::Output output;  ///< of the last attempt; empty where several are told together
};

/// What somebody is told at once: of one task, or of many.
struct NoticeMessage {
    model::NoticeId id;
    int tries = 1;  ///< this one included
    time::Instant tried_since{};
    std::string address;  ///< empty: none
    bool by_mail = false;
    bool by_command = false;
    std::vector<ToldNotice> notices;  ///< one at least
};

}  // namespace tasksched::daemon
