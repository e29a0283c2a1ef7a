#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "common/time/zone.h"
#include "tests/unit/schedule/cron_model.h"

namespace tasksched::schedule {

/// Random expressions of every form together with what they mean, random zones and instants. The
/// same seed makes the same ones.
class CronCases {
  public:
    explicit CronCases(std::uint64_t seed);

    ModelCron expression();

    /// A daily one in the hour that a clock shows, or in one of its neighbours.
    ModelCron expression_around(time::Local local);

    const time::Zone& zone();

    /// An instant of the years 1970 to 2200; eight times out of ten within two days of a change of
    /// `zone`, where it has any (so of all cases more than half), and then with even odds within
    /// three hours of it.
    time::Second instant(const time::Zone& zone);

    /// A number from `least` to `most`.
    int number(int least, int most);

  private:
    std::mt19937_64 random_;
    std::vector<time::Zone> zones_;
};

/// TASKSCHED_TEST_CASES, or `usual`: how many random cases a test goes through.
std::int64_t case_count(std::int64_t usual);

/// TASKSCHED_TEST_SEED, or one of the clock. Tests print it.
std::uint64_t case_seed();

}  // namespace tasksched::schedule
