#include <fmt/format.h>

#include <array>
#include <vector>

#include "common/base/text.h"
#include "common/schedule/cron.h"
#include "common/schedule/cron_days.h"
#include "common/schedule/cron_field.h"
#include "common/schedule/month_days.h"

namespace tasksched::schedule {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kLongest = 1000;

/// How often `~` is drawn anew when it gave a date that never comes, such as 30 February.
constexpr int kDraws = 1000;

constexpr std::array<std::string_view, 12> kMonthNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdayNames{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};

constexpr FieldKind kSecond{"second", 0, 59, 59, {}, {}};
constexpr FieldKind kMinute{"minute", 0, 59, 59, {}, {}};
constexpr FieldKind kHour{"hour", 0, 23, 23, {}, {}};
constexpr FieldKind kDay{"day of month", 1, 31, 31, {}, ", L, L-n, nW, LW, ?"};
constexpr FieldKind kMonth{"month", 1, 12, 12, kMonthNames, {}};
constexpr FieldKind kWeekday{"day of week", 0, 6, 7, kWeekdayNames, ", d#n, dL, ?"};

struct Macro {
    std::string_view name;
    std::string_view expression;
};

constexpr std::array<Macro, 7> kMacros{{{"@yearly", "0 0 1 1 *"},
                                        {"@annually", "0 0 1 1 *"},
                                        {"@monthly", "0 0 1 * *"},
                                        {"@weekly", "0 0 * * 0"},
                                        {"@daily", "0 0 * * *"},
                                        {"@midnight", "0 0 * * *"},
                                        {"@hourly", "0 * * * *"}}};
constexpr std::string_view kReboot = "@reboot";

/// An expression that was read, and the text that gives the same one without drawing.
struct Parsed {
    CronFields fields;
    std::string text;
};

tl::unexpected<base::Error> wrong(std::string_view expression, std::string_view what) {
    return base::fail(ErrorCode::kInvalid, "cron expression {}: {}", base::quoted(expression),
                      what);
}

std::vector<std::string_view> split_at_blanks(std::string_view text) {
    constexpr std::string_view kBlank = " \t";
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find_first_of(kBlank));
        words.push_back(word);
        text.remove_prefix(word.size());
        text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
    }
    return words;
}

bool begins_with_star(std::string_view field) { return field.front() == '*' || field == "?"; }

/// The fields of one expression, read one after the other into `fields`.
class Reader {
  public:
    Reader(std::string_view expression, Draw& draw) : expression_(expression), draw_(draw) {}

    /// Reads five fields, or six. What each allows lands in `fields`.
    Result<Parsed> read(const std::vector<std::string_view>& words) {
        const bool has_seconds = words.size() == 6;
        const auto* word = words.data();
        fields_.seconds.set(0);
        Result<void> done;
        if (has_seconds) {
            done = plain(kSecond, *word++, fields_.seconds);
        }
        done = done.and_then([&] { return plain(kMinute, word[0], fields_.minutes); })
                   .and_then([&] { return plain(kHour, word[1], fields_.hours); })
                   .and_then([&] { return day(word[2]); })
                   .and_then([&] { return plain(kMonth, word[3], fields_.months); })
                   .and_then([&] { return weekday(word[4]); });
        if (!done) {
            return tl::unexpected(done.error());
        }
        fields_.follows_clock = begins_with_star(word[0]) || begins_with_star(word[1]);
        return Parsed{fields_, text_};
    }

  private:
    template <typename Bits>
    Result<void> plain(const FieldKind& kind, std::string_view word, Bits& bits) {
        return set(kind, word, bits, [](std::string_view) { return Result<bool>(false); });
    }

    Result<void> day(std::string_view word) {
        fields_.day_is_star = begins_with_star(word);
        return set(kDay, word, fields_.days, [&](std::string_view item) {
            return take_day({expression_, kDay}, item, fields_);
        });
    }

    Result<void> weekday(std::string_view word) {
        fields_.weekday_is_star = begins_with_star(word);
        std::bitset<8> days;  // Sunday is both 0 and 7
        auto done = set(kWeekday, word, days, [&](std::string_view item) {
            return take_weekday({expression_, kWeekday}, item, fields_);
        });
        fields_.weekdays = (days | days >> 7U).to_ulong() & 0x7FU;
        return done;
    }

    template <typename Bits>
    Result<void> set(const FieldKind& kind, std::string_view word, Bits& bits,
                     const TakeSpecial& take_special) {
        const bool any_day = word == "?" && !kind.others.empty();
        const auto field =
            read_field({expression_, kind}, any_day ? "*" : word, draw_, take_special);
        if (!field) {
            return tl::unexpected(field.error());
        }
        bits = field->bits;
        text_ += text_.empty() ? "" : " ";
        text_ += field->text;
        return {};
    }

    std::string_view expression_;
    Draw& draw_;
    CronFields fields_;
    std::string text_;
};

/// Whether some of what `~` may draw gives a date that comes.
bool may_come(std::string_view expression, const std::vector<std::string_view>& words) {
    Draw all = Draw::all_values();
    const auto parsed = Reader(expression, all).read(words);
    return parsed && has_matching_date(parsed->fields);
}

Result<Parsed> parse_fields(std::string_view expression, std::uint64_t random_seed) {
    const auto words = split_at_blanks(expression);
    if (words.size() != 5 && words.size() != 6) {
        return wrong(expression,
                     fmt::format("it has {} field{}; expected five (minute, hour, day of month, "
                                 "month, day of week), six with the second before them, or a "
                                 "macro such as @daily",
                                 words.size(), words.size() == 1 ? "" : "s"));
    }
    Draw draw(random_seed);
    auto parsed = Reader(expression, draw).read(words);
    if (parsed && !has_matching_date(parsed->fields) && draw.used() &&
        may_come(expression, words)) {
        for (int left = kDraws; left > 0 && parsed && !has_matching_date(parsed->fields); --left) {
            parsed = Reader(expression, draw).read(words);
        }
    }
    if (!parsed || has_matching_date(parsed->fields)) {
        return parsed;
    }
    return wrong(expression, "it never comes: no date has such a day, month and day of week");
}

tl::unexpected<base::Error> unknown_macro(std::string_view text) {
    if (base::to_lower(text).starts_with("@every")) {
        return wrong(text,
                     "a period is no cron expression; schedule it with --every, as in "
                     "--every 15m");
    }
    std::string known;
    for (const Macro& macro : kMacros) {
        known += fmt::format("{}, ", macro.name);
    }
    return wrong(text, fmt::format("no such macro; known are {}{}", known, kReboot));
}

}  // namespace

Result<CronExpression> CronExpression::parse(std::string_view text, std::uint64_t random_seed) {
    text = base::trim(text);
    if (text.empty()) {
        return wrong(text, "it is empty; expected five fields, as in '0 9 * * 1-5'");
    }
    if (text.size() > kLongest) {
        return wrong(text, fmt::format("it is longer than {} characters", kLongest));
    }
    CronExpression expression;
    if (text.front() != '@') {
        auto parsed = parse_fields(text, random_seed);
        if (!parsed) {
            return tl::unexpected(std::move(parsed.error()));
        }
        expression.fields_ = parsed->fields;
        expression.text_ = std::move(parsed->text);
        return expression;
    }
    expression.text_ = base::to_lower(text);
    if (expression.text_ == kReboot) {
        expression.at_reboot_ = true;
        return expression;
    }
    for (const Macro& macro : kMacros) {
        if (expression.text_ == macro.name) {
            return parse_fields(macro.expression, random_seed).map([&](const Parsed& parsed) {
                expression.fields_ = parsed.fields;
                return expression;
            });
        }
    }
    return unknown_macro(text);
}

}  // namespace tasksched::schedule
