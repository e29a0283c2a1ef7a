#include "common/schedule/cron_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "common/base/text.h"
#include "common/schedule/mix.h"

namespace tasksched::schedule {
namespace {

using base::ErrorCode;
using base::Result;

/// The ends of a range, both in it.
struct Range {
    unsigned first = 0;
    unsigned last = 0;
};

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string allowed(const FieldKind& kind) {
    std::string text = fmt::format("{}-{}", kind.low, kind.highest);
    if (!kind.names.empty()) {
        text += fmt::format(", {}-{}", kind.names.front(), kind.names.back());
    }
    return text;
}

tl::unexpected<base::Error> not_understood(const FieldPlace& place, std::string_view text) {
    return wrong_field(
        place,
        fmt::format("{} {} is not understood; allowed are {}, *, lists (a,b), "
                    "ranges (a-b), steps (*/n, a-b/n){}",
                    place.kind.name, base::quoted(text), allowed(place.kind), place.kind.others));
}

/// `5-2` where 2 is less: the same set, written upwards.
std::string upwards(const FieldKind& kind, Range range) {
    if (range.first > kind.high) {
        return fmt::format("{}-{}", kind.low, range.last);  // Sunday as 7
    }
    return fmt::format("{}-{},{}-{}", range.first, kind.high, kind.low, range.last);
}

Result<Range> read_range(const FieldPlace& place, std::string_view text, std::size_t dash) {
    const auto first = read_value(place, text.substr(0, dash));
    if (!first) {
        return tl::unexpected(first.error());
    }
    const auto last = read_value(place, text.substr(dash + 1));
    if (!last) {
        return tl::unexpected(last.error());
    }
    Range range{*first, *last};
    const bool has_sunday_twice = place.kind.highest > place.kind.high;
    if (range.first > range.last && range.last == 0 && has_sunday_twice) {
        range.last = place.kind.highest;  // `sat-sun`
    }
    if (range.first > range.last) {
        return wrong_field(place, fmt::format("{} range {} runs down; write {}", place.kind.name,
                                              base::quoted(text), upwards(place.kind, range)));
    }
    return range;
}

/// The range before the `/` of a step, or alone; a single value is a range of one.
Result<Range> read_span(const FieldPlace& place, std::string_view text) {
    if (text == "*") {
        return Range{place.kind.low, place.kind.high};
    }
    if (const auto dash = text.find('-'); dash != std::string_view::npos) {
        return read_range(place, text, dash);
    }
    return read_value(place, text).map([](unsigned value) { return Range{value, value}; });
}

/// The range of which `~` draws: either end may be left out.
Result<Range> read_random_span(const FieldPlace& place, std::string_view text, std::size_t tilde) {
    Range range{place.kind.low, place.kind.high};
    const std::string_view first = text.substr(0, tilde);
    const std::string_view last = text.substr(tilde + 1);
    for (const auto& [end, part] : {std::pair(&range.first, first), std::pair(&range.last, last)}) {
        if (part.empty()) {
            continue;
        }
        const auto value = read_value(place, part);
        if (!value) {
            return tl::unexpected(value.error());
        }
        *end = *value;
    }
    if (range.first > range.last) {
        return wrong_field(place, fmt::format("{} range {} runs down; write {}~{}", place.kind.name,
                                              base::quoted(text), range.last, range.first));
    }
    return range;
}

Result<unsigned> read_step(const FieldPlace& place, std::string_view text) {
    const unsigned most = place.kind.high - place.kind.low + 1;
    const auto step = is_number(text) ? base::parse_integer(text) : std::nullopt;
    if (!step || *step < 1 || *step > most) {
        return wrong_field(place, fmt::format("{} step {} is outside 1-{}", place.kind.name,
                                              base::quoted(text), most));
    }
    return static_cast<unsigned>(*step);
}

std::uint64_t bits_of(Range range, unsigned step) {
    std::uint64_t bits = 0;
    for (unsigned value = range.first; value <= range.last; value += step) {
        bits |= std::uint64_t{1} << value;
    }
    return bits;
}

/// `~`, `5~20`, `0~59/15`: one value of the range, or, with a step, every step-th from a value that
/// is drawn of the first ones.
FieldSet draw_from(Range range, std::optional<unsigned> step, Draw& draw) {
    if (draw.takes_all()) {
        return {bits_of(range, 1), {}};
    }
    const unsigned size = range.last - range.first + 1;
    range.first += draw.below(step ? std::min(*step, size) : size);
    if (!step) {
        return {std::uint64_t{1} << range.first, fmt::format("{}", range.first)};
    }
    return {bits_of(range, *step), fmt::format("{}-{}/{}", range.first, range.last, *step)};
}

Result<FieldSet> read_item(const FieldPlace& place, std::string_view item, Draw& draw) {
    const auto slash = item.find('/');
    const std::string_view body = item.substr(0, slash);
    std::optional<unsigned> step;
    if (slash != std::string_view::npos) {
        const auto read = read_step(place, item.substr(slash + 1));
        if (!read) {
            return tl::unexpected(read.error());
        }
        step = *read;
    }
    if (const auto tilde = body.find('~'); tilde != std::string_view::npos) {
        return read_random_span(place, body, tilde).map([&](Range range) {
            return draw_from(range, step, draw);
        });
    }
    const auto range = read_span(place, body);
    if (!range) {
        return tl::unexpected(range.error());
    }
    if (step && body != "*" && body.find('-') == std::string_view::npos) {
        return wrong_field(
            place, fmt::format("{} {}: a step needs a range; write {}-{}/{}", place.kind.name,
                               base::quoted(item), body, place.kind.high, *step));
    }
    return FieldSet{bits_of(*range, step.value_or(1)), std::string(item)};
}

}  // namespace

unsigned Draw::below(unsigned count) {
    used_ = true;
    state_ = mix(state_);
    return static_cast<unsigned>(state_ % count);
}

tl::unexpected<base::Error> wrong_field(const FieldPlace& place, std::string_view what) {
    return base::fail(ErrorCode::kInvalid, "cron expression {}: {}", base::quoted(place.expression),
                      what);
}

Result<unsigned> read_value(const FieldPlace& place, std::string_view text) {
    const FieldKind& kind = place.kind;
    if (!is_number(text)) {
        const auto name = std::find(kind.names.begin(), kind.names.end(), base::to_lower(text));
        if (name == kind.names.end()) {
            return not_understood(place, text);
        }
        return kind.low + static_cast<unsigned>(name - kind.names.begin());
    }
    const auto value = base::parse_integer(text);
    if (!value || *value < kind.low || *value > kind.highest) {
        return wrong_field(place, fmt::format("{} {} is outside {}-{}", kind.name,
                                              text.size() > 20 ? "with so many digits" : text,
                                              kind.low, kind.highest));
    }
    return static_cast<unsigned>(*value);
}

Result<FieldSet> read_field(const FieldPlace& place, std::string_view text, Draw& draw,
                            const TakeSpecial& take_special) {
    FieldSet field;
    for (const std::string_view item : base::split(text, ',')) {
        if (item.empty()) {
            return wrong_field(place, fmt::format("{} {} has an empty item in its list; write a "
                                                  "value between two commas",
                                                  place.kind.name, base::quoted(text)));
        }
        const auto special = take_special(item);
        if (!special) {
            return tl::unexpected(special.error());
        }
        auto read = *special ? FieldSet{0, std::string(item)} : read_item(place, item, draw);
        if (!read) {
            return read;
        }
        field.bits |= read->bits;
        field.text += field.text.empty() ? "" : ",";
        field.text += read->text;
    }
    return field;
}

}  // namespace tasksched::schedule
