#pragma once

#include <cstdint>
#include <optional>

#include "common/model/run.h"

namespace tasksched::model {

/// Occurrences that will not run, folded into one record.
struct Skip {
    time::Second first;
    time::Second through;               ///< the last of them; equal to `first` for one
    std::optional<std::int64_t> count;  ///< none where there are too many to count
    RunReason reason = RunReason::kCatchUp;

    friend bool operator==(const Skip&, const Skip&) = default;
};

}  // namespace tasksched::model
