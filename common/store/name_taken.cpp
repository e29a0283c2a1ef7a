#include "common/store/name_taken.h"

#include "common/base/text.h"

namespace tasksched::store {

base::Error name_taken(std::string_view name, model::TaskId holder) {
    if (holder.value == 0) {
        return {base::ErrorCode::kInvalid,
                fmt::format("name {}: an earlier line has it already; choose another name",
                            base::quoted(name))};
    }
    return {base::ErrorCode::kInvalid,
            fmt::format("name {}: task {} has it already; choose another name, or update or cancel "
                        "that task",
                        base::quoted(name), holder.value)};
}

}  // namespace tasksched::store
