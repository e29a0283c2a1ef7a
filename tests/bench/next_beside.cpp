#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/schedule/cron.h"
#include "common/time/zone.h"
#include "tests/bench/samples.h"
#include "tests/support/process.h"

// bench_next_beside PEER: how long the next time of a cron expression takes, beside the cron
// library of tests/bench/peer: the same expressions, zones and instants, one after the other in one
// run.

namespace tasksched::bench {
namespace {

using std::chrono::nanoseconds;
using time::Second;

/// The walks begin on 1 January 2026 and come back to it after ten years.
constexpr Second kBegin{std::chrono::seconds{1'767'225'600}};
constexpr Second kEnd = kBegin + std::chrono::days{3652};

constexpr int kSamples = 101;
constexpr int kSteps = 2000;

constexpr double kMostOfCommon = 1000;   // nanoseconds
constexpr double kMostOfRarest = 50000;  // nanoseconds
constexpr double kMostBesidePeer = 1;

struct Question {
    std::string expression;
    std::string zone;
};

struct Answer {
    double nanoseconds = 0;  ///< the median of a next time
    std::int64_t sum = 0;    ///< of all times
};

std::vector<Question> common_questions() {
    constexpr std::array<const char*, 9> kExpressions{
        "* * * * *",  "*/5 * * * *", "0 * * * *",
        "30 2 * * *", "0 9 * * 1-5", "0 0 1 * *",
        "0 0 * * 0",  "0 18 1 1 *",  "15,45 8-18 * * mon-fri"};
    std::vector<Question> questions;
    for (const char* zone : {"UTC", "Europe/Paris", "America/New_York"}) {
        for (const char* expression : kExpressions) {
            questions.push_back({expression, zone});
        }
    }
    return questions;
}

Answer walk(const Question& question, int steps, Second end) {
    const auto cron = schedule::CronExpression::parse(question.expression);
    const auto zone = time::Zone::load(question.zone);
    if (!cron || !zone) {
        throw std::runtime_error("the expression or the zone is not valid");
    }
    Answer answer;
    Samples samples;
    Second after = kBegin;
    for (int i = 0; i < kSamples; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        for (int step = 0; step < steps; ++step) {
            after = cron->next(after, *zone).value_or(end);
            answer.sum += after.time_since_epoch().count();
            after = after < end ? after : kBegin;
        }
        samples.emplace_back(std::chrono::steady_clock::now() - begin);
    }
    answer.nanoseconds = static_cast<double>(percentile(samples, 50).count()) / steps;
    return answer;
}

/// What the peer says of the same questions.
std::vector<Answer> ask_peer(const std::string& peer, const std::vector<Question>& questions) {
    std::string lines;
    for (const Question& question : questions) {
        lines += fmt::format("{}|{}\n", question.expression, question.zone);
    }
    const auto seconds = [](Second at) { return fmt::format("{}", at.time_since_epoch().count()); };
    const auto ended =
        support::run({.program = peer,
                      .arguments = {seconds(kBegin), seconds(kEnd), fmt::format("{}", kSamples),
                                    fmt::format("{}", kSteps)},
                      .environment = support::plain_environment("/"),
                      .directory = "",
                      .standard_input = lines},
                     std::chrono::minutes(5));
    if (ended.exit_code != 0) {
        throw std::runtime_error(fmt::format("{}: {}", peer, ended.err));
    }
    std::vector<Answer> answers(questions.size());
    std::istringstream numbers(ended.out);
    for (Answer& answer : answers) {
        if (!(numbers >> answer.nanoseconds >> answer.sum)) {
            throw std::runtime_error(fmt::format("{}: cannot read '{}'", peer, ended.out));
        }
    }
    return answers;
}

double median(const std::vector<double>& values) {
    Samples samples;
    for (const double value : values) {
        samples.emplace_back(static_cast<std::int64_t>(value * 1000));
    }
    return static_cast<double>(percentile(samples, 50).count()) / 1000;
}

bool compare(const std::string& peer) {
    const auto questions = common_questions();
    const auto theirs = ask_peer(peer, questions);
    std::vector<double> own;
    std::vector<double> ratios;
    fmt::print("{:24} {:18} {:>8} {:>8} {:>6}\n", "expression", "zone", "own, ns", "peer, ns",
               "ratio");
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const Answer mine = walk(questions[i], kSteps, kEnd);
        own.push_back(mine.nanoseconds);
        ratios.push_back(mine.nanoseconds / theirs[i].nanoseconds);
        fmt::print("{:24} {:18} {:8.0f} {:8.0f} {:6.2f}{}\n", questions[i].expression,
                   questions[i].zone, own.back(), theirs[i].nanoseconds, ratios.back(),
                   mine.sum == theirs[i].sum ? "" : "  (they differ at time changes)");
    }
    const bool fast = print_target("common expressions, median, ns", median(own), kMostOfCommon);
    return print_target("beside the peer, median of ratios", median(ratios), kMostBesidePeer) &&
           fast;
}

/// 29 February on a Monday: 28 or 40 years between two. The peer gives up after five.
bool measure_rarest() {
    constexpr int kFewSteps = 50;
    const Second end = kBegin + std::chrono::days{400 * 365};
    bool kept = true;
    for (const char* zone : {"UTC", "Europe/Paris"}) {
        const Answer answer = walk({"0 0 * 2 1#5", zone}, kFewSteps, end);
        kept = print_target(fmt::format("29 February on a Monday, {}, ns", zone),
                            answer.nanoseconds, kMostOfRarest) &&
               kept;
    }
    return kept;
}

}  // namespace
}  // namespace tasksched::bench

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: bench_next_beside PEER\n");
        return 2;
    }
    try {
        const bool compared = tasksched::bench::compare(argv[1]);
        return tasksched::bench::measure_rarest() && compared ? EXIT_SUCCESS : EXIT_FAILURE;
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_next_beside: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
