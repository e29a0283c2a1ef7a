#include "common/model/audit.h"

#include <array>

#include "common/model/words.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<AuditOutcome>, 2> kOutcomes{{
    {AuditOutcome::kDone, "done"},
    {AuditOutcome::kRefused, "refused"},
}};

}  // namespace

std::string_view to_string(AuditOutcome outcome) { return word_of(kOutcomes, outcome); }

base::Result<AuditOutcome> parse_audit_outcome(std::string_view text) {
    return value_of(kOutcomes, text);
}

}  // namespace tasksched::model
