#include "tests/support/faults/fault_plan.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

#include "common/base/error.h"
#include "common/base/unique_fd.h"

namespace tasksched::support {
namespace {

/// George Marsaglia's xorshift: enough to strike at random.
std::uint64_t next_random(std::uint64_t state) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return state;
}

}  // namespace

void FaultPlan::arm(const Fault& fault) {
    disarm();
    nth_ = fault.nth;
    every_ = fault.every;
    one_in_ = fault.one_in;
    random_ = fault.seed * 0x9e3779b97f4a7c15U + 1;
    outcome_ = fault.outcome;
    system_error_ = fault.system_error;
    counted_ = 0;
    struck_ = 0;
    calls_ = fault.calls;
}

std::optional<FaultOutcome> FaultPlan::strike(FaultCall call) {
    if ((calls_ & call) == 0) {
        return std::nullopt;
    }
    const std::int64_t number = ++counted_;
    bool hit = false;
    if (one_in_ > 0) {
        random_ = next_random(random_);
        hit = (random_ >> 11U) % static_cast<std::uint64_t>(one_in_.load()) == 0;
    } else {
        hit = number == nth_ || (number > nth_ && every_ > 0 && (number - nth_) % every_ == 0);
    }
    if (!hit) {
        return std::nullopt;
    }
    ++struck_;
    return outcome_.load();
}

FaultPlan& shared_plan(const char* path) {
    const base::UniqueFd file(::open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    void* memory = MAP_FAILED;
    if (file && ::ftruncate(file.get(), sizeof(FaultPlan)) == 0) {
        memory =
            ::mmap(nullptr, sizeof(FaultPlan), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    }
    if (memory == MAP_FAILED) {
        throw std::runtime_error(
            fmt::format("the plan of faults {}: {}", path, base::system_error_text(errno)));
    }
    return *static_cast<FaultPlan*>(memory);
}

}  // namespace tasksched::support
