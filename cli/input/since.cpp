#include "cli/input/since.h"

#include <chrono>
#include <string_view>

#include "cli/input/values.h"
#include "common/time/duration_text.h"
#include "common/time/time_text.h"

namespace tasksched::cli {

namespace {

bool is_bare_clock_time(std::string_view text) {
    return text.find_first_of(" -+@T/.") == std::string_view::npos;
}

}  // namespace

base::Result<time::Instant> read_since(Session& session, const std::string& text) {
    if (const auto ago = time::parse_duration(text)) {
        return session.now() - *ago;
    }
    const auto at = time::parse_time(text, session.now(), session.zone());
    if (!at) {
        return tl::unexpected(at_place("--since", at.error()));
    }
    if (at->remark) {
        session.remark(fmt::format("--since: {}", *at->remark));
    }
    const bool tomorrow = at->at > session.now() && is_bare_clock_time(text);
    return at->at - std::chrono::days(tomorrow ? 1 : 0);
}

}  // namespace tasksched::cli
