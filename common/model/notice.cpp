#include "common/model/notice.h"

#include <array>

#include "common/model/words.h"

namespace tasksched::model {

namespace {

constexpr std::array<Word<NoticeKind>, 3> kNoticeKinds{{
    {NoticeKind::kFailed, "failed"},
    {NoticeKind::kRejected, "rejected"},
    {NoticeKind::kUnknown, "unknown"},
}};

}  // namespace

std::string_view to_string(NoticeKind kind) { return word_of(kNoticeKinds, kind); }

base::Result<NoticeKind> parse_notice_kind(std::string_view text) {
    return value_of(kNoticeKinds, text);
}

}  // namespace tasksched::model
