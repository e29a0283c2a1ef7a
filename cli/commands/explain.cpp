#include "cli/args/explain.h"

#include <vector>

#include "cli/commands/commands.h"
#include "cli/input/zone_and_time.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/schedule/explain.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

/// How many times stand below the explanation.
constexpr std::size_t kNextTimes = 5;

std::vector<time::Second> first_times(const schedule::Schedule& schedule, time::Second from) {
    std::vector<time::Second> times;
    times.reserve(kNextTimes);
    auto next = schedule::next_occurrence(schedule, from);
    for (; next && times.size() < kNextTimes; next = schedule::next_occurrence(schedule, *next)) {
        times.push_back(*next);
    }
    return times;
}

std::string json_of(const ExplainOptions& options, const schedule::Explanation& explanation,
                    const std::vector<time::Second>& times) {
    std::vector<std::string> warnings;
    warnings.reserve(explanation.traps.size());
    for (const schedule::Trap& trap : explanation.traps) {
        warnings.push_back(
            JsonObject().add("kind", to_string(trap.kind)).add("text", trap.text).text());
    }
    const time::Zone& zone = explanation.schedule.zone;
    std::vector<std::string> next;
    next.reserve(times.size());
    for (const time::Second at : times) {
        next.push_back(json_string(time::format_time(at, zone)));
    }
    return JsonObject()
        .add("expression", base::trim(options.expression))
        .add("time_zone", zone.name())
        .add("meaning", explanation.meaning)
        .add_raw("warnings", fmt::format("[{}]", fmt::join(warnings, ",")))
        .add_raw("next", fmt::format("[{}]", fmt::join(next, ",")))
        .text();
}

/// The sentence, a line for each trap that begins with "warning: ", and the times as `next` prints
/// them: a pipe's reader tells them apart by their beginnings.
void print_explanation(Session& session, const schedule::Explanation& explanation,
                       const std::vector<time::Second>& times) {
    session.out().line(explanation.meaning);
    const std::string label = session.style().paint("warning:", Colour::kYellow);
    for (const schedule::Trap& trap : explanation.traps) {
        session.out().line(fmt::format("{} {}", label, trap.text));
    }
    const TimePrinter printer(explanation.schedule.zone, session.now(), session.style());
    for (const time::Second at : times) {
        session.out().line(printer.print(std::optional(at)));
    }
}

}  // namespace

Result<int> explain(Session& session, const ExplainOptions& options) {
    const auto zone = read_zone(session, options.tz);
    if (!zone) {
        return tl::unexpected(zone.error());
    }
    const auto from = read_time_or_now(session, "--from", options.from, *zone);
    if (!from) {
        return tl::unexpected(from.error());
    }
    const auto explanation = schedule::explain(options.expression, *zone, *from);
    if (!explanation) {
        return tl::unexpected(explanation.error());
    }
    const auto times = first_times(explanation->schedule, *from);
    if (session.json()) {
        session.out().line(json_of(options, *explanation, times));
    } else {
        print_explanation(session, *explanation, times);
    }
    return 0;
}

}  // namespace tasksched::cli::commands
