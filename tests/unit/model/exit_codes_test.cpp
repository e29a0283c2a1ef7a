#include "common/model/exit_codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

TEST(ExitCodes, HoldWhatTheirTextNames) {
    const auto codes = ExitCodes::parse("2,64-66");
    ASSERT_TRUE(codes);
    for (int code = -1; code <= 300; ++code) {
        EXPECT_EQ(codes->contains(code), code == 2 || (code >= 64 && code <= 66)) << code;
    }
}

TEST(ExitCodes, AreWrittenInOrderWithTheLongestRanges) {
    EXPECT_EQ(ExitCodes::parse("66,2,64,65,3")->text(), "2-3,64-66");
    EXPECT_EQ(ExitCodes::parse("1-255")->text(), "1-255");
    EXPECT_EQ(ExitCodes::parse("7-7")->text(), "7");
    EXPECT_EQ(ExitCodes().text(), "");
}

TEST(ExitCodes, AreEmptyWithoutAText) { EXPECT_TRUE(ExitCodes().empty()); }

TEST(ExitCodes, AreReadBackFromTheirText) {
    for (const char* text : {"1", "255", "75,137", "1-3,5,7-9,255"}) {
        EXPECT_EQ(ExitCodes::parse(text)->text(), text);
    }
}

TEST(ExitCodes, RefuseWhatIsNoStatusOfAFailure) {
    for (const char* text : {"", "0", "256", "-1", "1-", "-", "5-3", "0-4", "200-256", "1,,2", "1,",
                             " 1", "1 2", "x", "1-2-3", "99999999999999999999"}) {
        const auto codes = ExitCodes::parse(text);
        ASSERT_FALSE(codes) << text;
        EXPECT_EQ(codes.error().code, base::ErrorCode::kInvalid);
        EXPECT_THAT(codes.error().message, testing::HasSubstr("from 1 to 255")) << text;
    }
}

TEST(ExitCodes, NameThePartThatIsWrong) {
    EXPECT_EQ(ExitCodes::parse("2,300,4").error().message,
              "'300' is not an exit status from 1 to 255 or a range of them; a list such as 75 or "
              "2,64-78 is expected");
}

}  // namespace
}  // namespace tasksched::model
