#include "common/model/task.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/model/words.h"
#include "common/schedule/jitter.h"

namespace tasksched::model {

namespace {

constexpr std::size_t kMaxNameCharacters = 100;

constexpr std::array<Word<TaskState>, 4> kTaskStateWords{{
    {TaskState::kActive, "active"},
    {TaskState::kPaused, "paused"},
    {TaskState::kDone, "done"},
    {TaskState::kCancelled, "cancelled"},
}};

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string_view to_string(TaskState state) { return word_of(kTaskStateWords, state); }

base::Result<TaskState> parse_task_state(std::string_view text) {
    return value_of(kTaskStateWords, text);
}

base::Result<void> check_name(std::string_view name) {
    const auto refuse = [name](std::string_view expected) {
        return base::fail(base::ErrorCode::kInvalid, "{}: {}", base::quoted(name), expected);
    };
    if (name.empty()) {
        return refuse("a name has 1 to 100 characters");
    }
    if (!base::is_utf8(name) || base::has_control(name)) {
        return refuse("a name is UTF-8 text without control characters");
    }
    if (characters(name) > kMaxNameCharacters) {
        return refuse("a name has 1 to 100 characters");
    }
    if (base::trim(name) != name) {
        return refuse("a name does not begin or end with a blank");
    }
    if (all_digits(name)) {
        return refuse("a name is not all digits, so that it is never taken for an id");
    }
    return {};
}

time::Second not_before(const Task& task, time::Second scheduled_for) {
    return scheduled_for + schedule::jitter_of(task.id.value, scheduled_for, task.jitter);
}

std::optional<time::Second> next_occurrence(const Task& task, time::Second after) {
    if (task.remaining && *task.remaining <= 0) {
        return std::nullopt;
    }
    return schedule::next_occurrence(task.schedule, after);
}

bool same_definition(const Task& a, const Task& b) {
    return a.name == b.name && a.type == b.type && a.schedule == b.schedule &&
           a.remaining == b.remaining && a.jitter == b.jitter && a.policies == b.policies;
}

}  // namespace tasksched::model
