#pragma once

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace tasksched::simulation {

/// Draws for the simulation. The same seed draws the same.
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    /// A number from `least` to `most`, both included.
    std::int64_t number(std::int64_t least, std::int64_t most) {
        const auto span = static_cast<std::uint64_t>(most - least) + 1;
        return least + static_cast<std::int64_t>(engine_() % span);
    }

    int small(int least, int most) { return static_cast<int>(number(least, most)); }

    /// True `percent` times of a hundred.
    bool chance(int percent) { return number(1, 100) <= percent; }

    /// A time from `least` to `most` of which each order of magnitude comes equally often.
    std::chrono::seconds spread(std::chrono::seconds least, std::chrono::seconds most) {
        const double low = std::log(static_cast<double>(least.count()));
        const double high = std::log(static_cast<double>(most.count()));
        const double part = static_cast<double>(engine_() >> 11U) * 0x1.0p-53;
        return std::chrono::seconds{static_cast<std::int64_t>(std::exp(low + (high - low) * part))};
    }

    template <typename T>
    const T& of(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(
            number(0, static_cast<std::int64_t>(values.size()) - 1))];
    }

    std::uint64_t bits() { return engine_(); }

  private:
    std::mt19937_64 engine_;
};

}  // namespace tasksched::simulation
