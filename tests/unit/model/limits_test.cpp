#include "common/model/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/resolve_limits.h"

namespace tasksched::model {
namespace {

using std::chrono::seconds;
using testing::StartsWith;

constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;

TEST(MemoryLimit, IsReadInBytesOrWithASuffix) {
    EXPECT_EQ(parse_memory("1048576"), kMebibyte);
    EXPECT_EQ(parse_memory("1024K"), kMebibyte);
    EXPECT_EQ(parse_memory("512M"), 512 * kMebibyte);
    EXPECT_EQ(parse_memory("2G"), 2048 * kMebibyte);
    EXPECT_EQ(parse_memory("1024T"), std::int64_t{1} << 50);
    EXPECT_EQ(parse_memory("unlimited"), kUnlimitedMemory);
}

TEST(MemoryLimit, IsWrittenWithTheGreatestSuffixThatDividesIt) {
    for (const char* text :
         {"1M", "512M", "2G", "1536M", "1025K", "1048577", "1024T", "unlimited"}) {
        EXPECT_EQ(format_memory(*parse_memory(text)), text);
    }
}

TEST(MemoryLimit, RefusesWhatIsNoSize) {
    for (const char* text : {"", "M", "0", "1", "1023K", "1025T", "-5M", "5m", "5MB", "1.5G", " 5M",
                             "5 M", "99999999999999999999", "9223372036854775807T", "infinity"}) {
        const auto memory = parse_memory(text);
        ASSERT_FALSE(memory) << text;
        EXPECT_EQ(memory.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(memory.error().message, testing::HasSubstr("from 1M to 1024T")) << text;
    }
}

TEST(CpuTimeLimit, IsADuration) {
    EXPECT_EQ(parse_cpu_time("90"), seconds(90));
    EXPECT_EQ(parse_cpu_time("1h30m"), seconds(5400));
    EXPECT_EQ(parse_cpu_time("unlimited"), kUnlimitedTime);
    EXPECT_EQ(format_cpu_time(seconds(90)), "1m30s");
    EXPECT_EQ(format_cpu_time(kUnlimitedTime), "unlimited");
    EXPECT_FALSE(parse_cpu_time("0"));
    EXPECT_FALSE(parse_cpu_time("soon"));
}

TEST(OpenFilesLimit, LiesBetween16AndTheMostOfLinux) {
    EXPECT_EQ(parse_open_files("16"), 16);
    EXPECT_EQ(parse_open_files("1073741816"), 1'073'741'816);
    EXPECT_EQ(parse_open_files("15").error().message,
              "'15' is not a whole number from 16 to 1073741816");
    EXPECT_FALSE(parse_open_files("1073741817"));
    EXPECT_FALSE(parse_open_files("unlimited"));
}

TEST(Niceness, LiesBetweenMinus20And19) {
    EXPECT_EQ(parse_nice("-20"), -20);
    EXPECT_EQ(parse_nice("19"), 19);
    EXPECT_FALSE(parse_nice("20"));
    EXPECT_FALSE(parse_nice("-21"));
    EXPECT_FALSE(parse_nice("low"));
}

TEST(Umask, IsOctal) {
    EXPECT_EQ(parse_umask("022"), 022);
    EXPECT_EQ(parse_umask("0"), 0);
    EXPECT_EQ(parse_umask("0777"), 0777);
    EXPECT_EQ(format_umask(0), "000");
    EXPECT_EQ(format_umask(027), "027");
    for (const char* text : {"", "8", "09", "1000", "00022", "-1", "u=rwx", "0x1f"}) {
        EXPECT_FALSE(parse_umask(text)) << text;
    }
}

TEST(EffectiveLimits, AreTheTasksOwnAndElseTheDefaults) {
    const Limits defaults{.memory = 5 * kMebibyte,
                          .cpu_time = seconds(60),
                          .open_files = 100,
                          .nice = 5,
                          .umask = 027};
    EXPECT_EQ(effective_limits({}, defaults), defaults);
    EXPECT_EQ(effective_limits({}, {}), Limits());
    const Limits own{
        .memory = 6 * kMebibyte, .cpu_time = seconds(1), .open_files = 200, .nice = -5, .umask = 0};
    EXPECT_EQ(effective_limits(own, defaults), own);
}

TEST(EffectiveLimits, AreAbsentWhereATaskWantsNone) {
    Limits own;
    own.memory = kUnlimitedMemory;
    own.cpu_time = kUnlimitedTime;
    Limits defaults;
    defaults.memory = kMebibyte;
    defaults.cpu_time = seconds(1);
    EXPECT_EQ(effective_limits(own, defaults), Limits());
}

TEST(LimitOptions, SetEachLimitAndKeepTheOthers) {
    TaskSpec spec;
    spec.memory = "1G";
    spec.cpu_time = "10m";
    spec.open_files = "256";
    spec.nice = "10";
    spec.umask = "077";
    Limits limits;
    ASSERT_TRUE(apply_limits(spec, limits));
    const Limits expected{.memory = 1024 * kMebibyte,
                          .cpu_time = seconds(600),
                          .open_files = 256,
                          .nice = 10,
                          .umask = 077};
    EXPECT_EQ(limits, expected);
    ASSERT_TRUE(apply_limits(TaskSpec(), limits));
    EXPECT_EQ(limits, expected);
}

TEST(LimitOptions, AreTakenAwayByNone) {
    TaskSpec spec;
    spec.memory = spec.cpu_time = spec.open_files = spec.nice = spec.umask = "none";
    Limits limits{
        .memory = kMebibyte, .cpu_time = seconds(1), .open_files = 20, .nice = 1, .umask = 0};
    ASSERT_TRUE(apply_limits(spec, limits));
    EXPECT_EQ(limits, Limits());
}

TEST(LimitOptions, NameTheOptionThatIsWrong) {
    const auto refusal = [](std::optional<std::string> TaskSpec::*option) {
        TaskSpec spec;
        spec.*option = "x";
        Limits limits;
        const auto applied = apply_limits(spec, limits);
        return applied ? std::string("accepted") : applied.error().message;
    };
    EXPECT_THAT(refusal(&TaskSpec::memory), StartsWith("--memory: 'x'"));
    EXPECT_THAT(refusal(&TaskSpec::cpu_time), StartsWith("--cpu-time: duration 'x'"));
    EXPECT_THAT(refusal(&TaskSpec::open_files), StartsWith("--open-files: 'x'"));
    EXPECT_THAT(refusal(&TaskSpec::nice), StartsWith("--nice: 'x'"));
    EXPECT_THAT(refusal(&TaskSpec::umask), StartsWith("--umask: 'x'"));
}

}  // namespace
}  // namespace tasksched::model
