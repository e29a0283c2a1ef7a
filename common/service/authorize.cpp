#include "common/service/authorize.h"

#include "common/base/text.h"

namespace tasksched::service {

namespace {

using base::Result;

bool may_act_for(const Caller& caller, std::string_view user) {
    return caller.principal.is_operator || caller.principal.user == user;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<model::Task> find_by_id(store::Reader& reader, const Caller& caller,
                               const std::string& text) {
    const auto id = base::parse_integer(text);
    if (!id) {
        return base::fail(base::ErrorCode::kNotFound, "no task {}", text);
    }
    auto task = reader.task(model::TaskId{*id});
    if (!task) {
        return tl::unexpected(std::move(task.error()));
    }
    if (!*task) {
        return base::fail(base::ErrorCode::kNotFound, "no task {}", *id);
    }
    if (!may_act_for(caller, (*task)->user_id)) {
        return base::fail(base::ErrorCode::kNotPermitted, "task {} belongs to another user", *id);
    }
    return std::move(**task);
}

using Lookup = Result<std::optional<model::Task>> (store::Reader::*)(const std::string& user_id,
                                                                     const std::string& name);

/// By id, or else by name as `by_name` looks it up; `absence` begins the message where it has none.
Result<model::Task> find_by(store::Reader& reader, const Caller& caller, const TaskRef& ref,
                            Lookup by_name, std::string_view absence) {
    if (auto allowed = authorize(caller); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    if (is_id(ref.text)) {
        return find_by_id(reader, caller, ref.text);
    }
    auto task = (reader.*by_name)(caller.acting_for, ref.text);
    if (!task) {
        return tl::unexpected(std::move(task.error()));
    }
    if (!*task) {
        return base::fail(base::ErrorCode::kNotFound, "{} {}", absence, base::quoted(ref.text));
    }
    return std::move(**task);
}

}  // namespace

Result<void> authorize(const Caller& caller) {
    if (may_act_for(caller, caller.acting_for)) {
        return {};
    }
    return base::fail(base::ErrorCode::kNotPermitted,
                      "{} may not act for {}; only operators act for other users",
                      base::quoted(caller.principal.user), base::quoted(caller.acting_for));
}

Result<model::Task> find_task(store::Reader& reader, const Caller& caller, const TaskRef& ref) {
    return find_by(reader, caller, ref, &store::Reader::task_named,
                   "no active or paused task is named");
}

Result<model::Task> find_task_or_former(store::Reader& reader, const Caller& caller,
                                        const TaskRef& ref) {
    // An active or paused task of the name is not always the newest: an older one may be paused
    // while a newer one, renamed since, is done.
    auto current = find_task(reader, caller, ref);
    if (current || current.error().code != base::ErrorCode::kNotFound) {
        return current;
    }
    return find_by(reader, caller, ref, &store::Reader::latest_task_named, "no task is named");
}

Result<model::Run> find_run(store::Reader& reader, const Caller& caller, model::RunId id) {
    if (auto allowed = authorize(caller); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    auto run = reader.run(id);
    if (!run) {
        return tl::unexpected(std::move(run.error()));
    }
    if (!*run) {
        return base::fail(base::ErrorCode::kNotFound, "no run {}", id.value);
    }
    if (!may_act_for(caller, (*run)->user_id)) {
        return base::fail(base::ErrorCode::kNotPermitted, "run {} belongs to another user",
                          id.value);
    }
    return std::move(**run);
}

Result<std::string> user_to_list(const Caller& caller,
                                 const std::optional<std::string>& filter_user) {
    const std::string& user = filter_user ? *filter_user : caller.acting_for;
    if (auto allowed = authorize(Caller{caller.principal, user}); !allowed) {
        return tl::unexpected(std::move(allowed.error()));
    }
    return user;
}

store::Author author(const Caller& caller, std::string_view operation, time::Instant at) {
    return store::Author{caller.principal.user, std::string(operation), at};
}

}  // namespace tasksched::service
