#pragma once

#include <string>

#include "common/model/payload.h"
#include "common/model/policies.h"
#include "common/model/run.h"
#include "common/model/run_item.h"
#include "common/model/task.h"
#include "common/model/task_spec.h"
#include "common/schedule/schedule.h"
#include "common/service/wire/codec.h"
#include "common/service/wire/codec_containers.h"

// The values of the model that are texts or one of several things on the wire.

namespace tasksched::service::wire {

template <typename Enum>
std::string word(const Enum& value) {
    return std::string(to_string(value));
}

template <typename Value>
std::string own_text(const Value& value) {
    return value.text();
}

template <typename Enum, auto kParse>
using WordCodec = TextCodec<Enum, &word<Enum>, kParse>;

template <>
struct Codec<model::TaskState> : WordCodec<model::TaskState, &model::parse_task_state> {};
template <>
struct Codec<model::RunState> : WordCodec<model::RunState, &model::parse_run_state> {};
template <>
struct Codec<model::RunReason> : WordCodec<model::RunReason, &model::parse_run_reason> {};
template <>
struct Codec<model::Outcome> : WordCodec<model::Outcome, &model::parse_outcome> {};
template <>
struct Codec<model::ItemState> : WordCodec<model::ItemState, &model::parse_item_state> {};
template <>
struct Codec<model::CatchUp> : WordCodec<model::CatchUp, &model::parse_catch_up> {};
template <>
struct Codec<model::Overlap> : WordCodec<model::Overlap, &model::parse_overlap> {};
template <>
struct Codec<model::OnCrash> : WordCodec<model::OnCrash, &model::parse_on_crash> {};
template <>
struct Codec<model::ReportFormat> : WordCodec<model::ReportFormat, &model::parse_report_format> {};
template <>
struct Codec<schedule::IfExcluded> : WordCodec<schedule::IfExcluded, &schedule::parse_if_excluded> {
};

base::Result<model::ExitCodes> parse_exit_codes(const std::string& text);

template <>
struct Codec<model::ExitCodes>
    : TextCodec<model::ExitCodes, &own_text<model::ExitCodes>, &parse_exit_codes> {};
template <>
struct Codec<model::HttpStatuses>
    : TextCodec<model::HttpStatuses, &own_text<model::HttpStatuses>, &model::HttpStatuses::parse> {
};
template <>
struct Codec<schedule::Period>
    : TextCodec<schedule::Period, &schedule::format_period, &schedule::parse_period> {};

/// As batch lines are: an option that this program does not know is refused, since to pass it over
/// would be to do something else than was asked.
template <>
struct Codec<model::TaskSpec>
    : TextCodec<model::TaskSpec, &model::format_task_spec, &model::parse_task_spec> {};

template <>
struct Codec<time::Zone> {
    static Json encode(const time::Zone& zone) { return zone.name(); }
    static bool decode(const Json& json, time::Zone& zone);
};

/// An object of one key, which says what it is.
template <>
struct Codec<decltype(schedule::Schedule::rule)> {
    using Rule = decltype(schedule::Schedule::rule);
    static Json encode(const Rule& rule);
    static bool decode(const Json& json, Rule& rule);
};

template <>
struct Codec<model::Payload> {
    static Json encode(const model::Payload& payload);
    static bool decode(const Json& json, model::Payload& payload);
};

template <>
struct Codec<model::PluginValue> {
    static Json encode(const model::PluginValue& value);
    static bool decode(const Json& json, model::PluginValue& value);
};

}  // namespace tasksched::service::wire
