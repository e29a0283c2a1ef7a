#include "cli/commands/next_batch.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cli/commands/next_times.h"
#include "cli/input/line_reader.h"
#include "cli/output/json.h"
#include "common/base/text.h"
#include "common/time/time_text.h"

namespace tasksched::cli::commands {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

/// A line as it was read, its values not looked at.
struct Question {
    std::string cron;
    std::optional<std::string> tz;
    std::optional<std::string> from;
    std::optional<std::int64_t> count;
};

constexpr std::int64_t kMaxCount = 1'000'000;

Result<void> read_member(Question& question, const std::string& key, const nlohmann::json& value) {
    if (key == "count") {
        if (!value.is_number_integer() || value.get<std::int64_t>() < 1 ||
            value.get<std::int64_t>() > kMaxCount) {
            return fail(ErrorCode::kInvalid, "count: expected a whole number from 1 to {}",
                        kMaxCount);
        }
        question.count = value.get<std::int64_t>();
        return {};
    }
    if (key != "cron" && key != "tz" && key != "from") {
        return fail(ErrorCode::kInvalid, "unknown key {}; known are cron, tz, from and count",
                    base::quoted(key));
    }
    if (!value.is_string()) {
        return fail(ErrorCode::kInvalid, "{}: expected a string", key);
    }
    auto text = value.get<std::string>();
    if (key == "cron") {
        question.cron = std::move(text);
    } else {
        (key == "tz" ? question.tz : question.from) = std::move(text);
    }
    return {};
}

Result<Question> read(std::string_view line) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) {
        return fail(
            ErrorCode::kInvalid,
            R"(expected a JSON object on one line: {{"cron":"...","tz":"...","from":"..."}})");
    }
    Question question;
    for (const auto& [key, value] : json.items()) {
        if (auto member = read_member(question, key, value); !member) {
            return tl::unexpected(member.error());
        }
    }
    if (!json.contains("cron")) {
        return fail(ErrorCode::kInvalid, "the key cron is missing");
    }
    return question;
}

/// Zones by name: a batch asks for few of them, often.
class Zones {
  public:
    explicit Zones(time::Zone host) : host_(std::move(host)) {}

    Result<time::Zone> find(const std::optional<std::string>& name) {
        if (!name) {
            return host_;
        }
        const auto known = zones_.find(*name);
        if (known != zones_.end()) {
            return known->second;
        }
        auto zone = time::Zone::load(*name);
        if (zone) {
            zones_.emplace(*name, *zone);
        }
        return zone;
    }

  private:
    time::Zone host_;
    std::map<std::string, time::Zone> zones_;
};

Result<std::string> answer(std::string_view line, Zones& zones, time::Second now,
                           std::int64_t count) {
    const auto question = read(line);
    if (!question) {
        return tl::unexpected(question.error());
    }
    const auto zone = zones.find(question->tz);
    if (!zone) {
        return tl::unexpected(zone.error());
    }
    time::Second from = now;
    if (question->from) {
        const auto parsed = time::parse_time(*question->from, now, *zone);
        if (!parsed) {
            return tl::unexpected(parsed.error());
        }
        from = parsed->at;
    }
    return times_of_cron(question->cron, *zone, from, question->count.value_or(count))
        .map([&](const std::vector<time::Second>& times) { return json_of_times(times, *zone); });
}

}  // namespace

Result<int> next_batch(Session& session, std::int64_t count) {
    auto lines = LineReader::open("-");
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    Zones zones(session.zone());
    while (true) {
        const auto line = lines->next();
        if (!line) {
            return tl::unexpected(line.error());
        }
        if (!*line) {
            return 0;
        }
        if (base::trim(**line).empty()) {
            continue;
        }
        const auto text = answer(**line, zones, session.now(), count);
        session.out().line(text ? *text : JsonObject().add("error", text.error().message).text());
    }
}

}  // namespace tasksched::cli::commands
