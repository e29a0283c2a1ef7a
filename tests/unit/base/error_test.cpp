#include "common/base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "common/base/check.h"

namespace tasksched::base {
namespace {

Result<int> refuse() { return fail(ErrorCode::kInvalid, "hour {} is outside {}-{}", 25, 0, 23); }

TEST(Fail, MakesTheErrorSideOfAResult) {
    const auto result = refuse();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), (Error{ErrorCode::kInvalid, "hour 25 is outside 0-23"}));
}

TEST(ExitStatus, IsTheOneOfTheCommandLineContract) {
    EXPECT_EQ(exit_status(ErrorCode::kFailed), 1);
    EXPECT_EQ(exit_status(ErrorCode::kInvalid), 2);
    EXPECT_EQ(exit_status(ErrorCode::kNotFound), 3);
    EXPECT_EQ(exit_status(ErrorCode::kNotPermitted), 4);
    EXPECT_EQ(exit_status(ErrorCode::kTryAgain), 75);
}

TEST(SystemErrorText, DescribesTheNumber) {
    EXPECT_EQ(system_error_text(ENOENT), "No such file or directory");
}

TEST(CheckDeathTest, AbortsWithTheExpressionAndItsPlace) {
    EXPECT_DEATH(TASKSCHED_CHECK(1 + 1 == 3), "error_test.cpp:[0-9]+: check failed: 1 \\+ 1 == 3");
    TASKSCHED_CHECK(1 + 1 == 2);
}

}  // namespace
}  // namespace tasksched::base
