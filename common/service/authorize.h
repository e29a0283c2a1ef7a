#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/service/principal.h"
#include "common/service/requests.h"
#include "common/store/reader.h"
#include "common/store/task_writer.h"

namespace tasksched::service {

/// Who asks, and whose tasks are meant. Refers to the service that made it.
struct Caller {
    const Principal& principal;
    const std::string& acting_for;
};

/// Whether the principal may act for the user that is meant: itself, or anybody as an operator.
base::Result<void> authorize(const Caller& caller);

/// The task that `ref` names, if the caller may act on it: all digits are an id, anything else is
/// the name of an active or paused task of the user that is meant.
base::Result<model::Task> find_task(store::Reader& reader, const Caller& caller,
                                    const TaskRef& ref);

/// As find_task, and a name that no active or paused task has is that of the newest task that had
/// it: for looking, and for what a task that is done still allows.
base::Result<model::Task> find_task_or_former(store::Reader& reader, const Caller& caller,
                                              const TaskRef& ref);

/// The run, if the caller may act on it.
base::Result<model::Run> find_run(store::Reader& reader, const Caller& caller, model::RunId id);

/// The user whose tasks or runs a list shows: the one of the filter, else the one that is meant.
/// kNotPermitted for another user's, unless the principal is an operator.
base::Result<std::string> user_to_list(const Caller& caller,
                                       const std::optional<std::string>& filter_user);

store::Author author(const Caller& caller, std::string_view operation, time::Instant at);

}  // namespace tasksched::service
