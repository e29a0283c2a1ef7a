#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/model/resolve.h"
#include "common/time/time_text.h"

namespace tasksched::model {

inline time::Zone zone(const char* name) {
    const auto loaded = time::Zone::load(name);
    EXPECT_TRUE(loaded) << name;
    return loaded ? *loaded : time::Zone();
}

/// An instant written as "2026-11-24T12:00:00Z".
inline time::Second at(const char* text) {
    const auto read = time::parse_time(text, time::Second{}, time::Zone());
    EXPECT_TRUE(read) << text;
    return read ? read->at : time::Second{};
}

/// A Tuesday, a quarter of a second after noon in UTC; 13:00 in Paris.
inline ResolveContext context() {
    return ResolveContext{at("2026-11-24T12:00:00Z") + std::chrono::milliseconds(250),
                          zone("Europe/Paris"),
                          "alice",
                          1,
                          {}};
}

inline const schedule::Calendars kBuiltInCalendars;

inline time::Second now() { return time::floor_second(context().now); }

inline TaskSpec command() {
    TaskSpec spec;
    spec.type = "command";
    spec.words = {"/bin/true"};
    return spec;
}

inline TaskSpec every(const char* period) {
    TaskSpec spec = command();
    spec.every = period;
    return spec;
}

inline TaskSpec cron(const char* expression) {
    TaskSpec spec = command();
    spec.cron = expression;
    return spec;
}

inline TaskSpec once(const char* time) {
    TaskSpec spec = command();
    spec.at = time;
    return spec;
}

/// The message of a refusal; "accepted" where it is none.
inline std::string refusal_of(const base::Result<ResolvedTask>& resolved) {
    if (resolved) {
        return "accepted";
    }
    EXPECT_EQ(resolved.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(resolved.error().message.find('\n'), std::string::npos);
    return resolved.error().message;
}

/// Ten minutes after context().
inline ResolveContext later() {
    ResolveContext late = context();
    late.now += std::chrono::minutes(10);
    return late;
}

inline std::string refusal(const TaskSpec& spec) {
    return refusal_of(resolve_new(spec, context()));
}

/// A task as the store would give it back.
inline ResolvedTask stored(const TaskSpec& spec) {
    auto resolved = resolve_new(spec, context());
    EXPECT_TRUE(resolved) << (resolved ? "" : resolved.error().message);
    if (!resolved) {
        return {};
    }
    resolved->task.id = TaskId{7};
    return *resolved;
}

}  // namespace tasksched::model
