#include "common/model/task_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tasksched::model {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view line) {
    const auto spec = parse_task_spec(line);
    if (spec) {
        return "accepted";
    }
    EXPECT_EQ(spec.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(spec.error().message.find('\n'), std::string::npos);
    return spec.error().message;
}

TaskSpec full_spec() {
    TaskSpec spec;
    spec.at = "@4102444800";
    spec.in = "5m";
    spec.every = "1h";
    spec.after_finish = true;
    spec.cron = "0 9 * * 1";
    spec.tz = "Europe/Paris";
    spec.start = "tomorrow 9am";
    spec.until = "2099-01-01";
    spec.count = "5";
    spec.jitter = "30s";
    spec.only = {"workdays"};
    spec.except = {"holidays", "inventory"};
    spec.if_excluded = "after";
    spec.name = "a \"quoted\" name";
    spec.catch_up = "all";
    spec.deadline = "1h";
    spec.overlap = "queue";
    spec.timeout = "2h";
    spec.retries = "3";
    spec.backoff = "1s..1m";
    spec.on_crash = "retry";
    spec.notify = "a@b";
    spec.priority = "-5";
    spec.type = "command";
    spec.words = {"/bin/echo", "", "two words", "\xc3\xa9"};
    spec.shell = "a | b";
    spec.cwd = "/srv";
    spec.standard_input = "line\nline\n";
    spec.env = {"A=1", "B="};
    spec.retry_on = "75,137";
    spec.give_up_on = "2,64-74";
    spec.memory = "512M";
    spec.cpu_time = "10m";
    spec.open_files = "256";
    spec.nice = "5";
    spec.umask = "077";
    return spec;
}

TEST(TaskSpecLine, ReadsTheExampleOfTheManual) {
    const auto spec = parse_task_spec(
        R"({"at": "@4102444800", "type": "command", "words": ["/bin/true"], "name": "a"})");
    TaskSpec expected;
    expected.at = "@4102444800";
    expected.type = "command";
    expected.words = {"/bin/true"};
    expected.name = "a";
    EXPECT_EQ(spec, expected);
}

TEST(TaskSpecLine, IsReadBackFromItsText) {
    const TaskSpec spec = full_spec();
    EXPECT_EQ(parse_task_spec(format_task_spec(spec)), spec);
    EXPECT_EQ(parse_task_spec(format_task_spec(TaskSpec{})), TaskSpec{});
}

TEST(TaskSpecLine, IsWrittenOnOneLine) {
    EXPECT_EQ(format_task_spec(full_spec()).find('\n'), std::string::npos);
}

TEST(TaskSpecLine, TakesNumbersAsTheirText) {
    const auto spec = parse_task_spec(
        R"({"retries": 3, "priority": -7, "in": 90, "count": 18446744073709551615,
            "words": ["/bin/sleep", 5], "backoff": 1.5})");
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->retries, "3");
    EXPECT_EQ(spec->priority, "-7");
    EXPECT_EQ(spec->in, "90");
    EXPECT_EQ(spec->count, "18446744073709551615");
    EXPECT_EQ(spec->words, (std::vector<std::string>{"/bin/sleep", "5"}));
    EXPECT_EQ(spec->backoff, "1.5");
}

TEST(TaskSpecLine, TakesOneVariableWithoutAList) {
    const auto spec = parse_task_spec(R"({"env": "A=1"})");
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->env, std::vector<std::string>{"A=1"});
}

TEST(TaskSpecLine, NamesAnUnknownKeyWithTheNearestKnown) {
    EXPECT_THAT(refusal(R"({"overlapp": "skip"})"),
                HasSubstr("unknown key 'overlapp'; did you mean 'overlap'?"));
    EXPECT_THAT(refusal(R"({"catch-up": "all"})"), HasSubstr("'catch_up'"));
    EXPECT_THAT(refusal(R"({"zzzzzzzzzz": 1})"), HasSubstr("unknown key 'zzzzzzzzzz'; the keys"));
}

TEST(TaskSpecLine, RefusesAKeyGivenTwice) {
    EXPECT_EQ(refusal(R"({"at": "noon", "at": "9:00"})"), "at: given twice");
}

TEST(TaskSpecLine, RefusesValuesOfAnotherKind) {
    EXPECT_EQ(refusal(R"({"at": ["noon"]})"), "at: a list is not allowed");
    EXPECT_EQ(refusal(R"({"at": {"time": "noon"}})"), "at: an object is not allowed");
    EXPECT_EQ(refusal(R"({"at": true})"), "at: true or false is not allowed");
    EXPECT_EQ(refusal(R"({"at": null})"), "at: null is not allowed; leave the key out");
    EXPECT_EQ(refusal(R"({"after_finish": "yes"})"), "after_finish: true or false is expected");
    EXPECT_EQ(refusal(R"({"words": [["a"]]})"), "words: a list is not allowed");
    EXPECT_EQ(refusal(R"({"words": [null]})"), "words: null is not allowed; leave the key out");
    EXPECT_THAT(refusal(R"({"words": "/bin/echo hello"})"), HasSubstr("words: a list is expected"));
}

TEST(TaskSpecLine, IsOneObject) {
    for (const char* line : {"[]", "5", "\"a\"", "null", "true", "[{}]"}) {
        EXPECT_EQ(refusal(line), "one JSON object is expected") << line;
    }
}

TEST(TaskSpecLine, SaysWhereItIsNotJson) {
    EXPECT_EQ(refusal(R"({"at": })"),
              "not valid JSON at byte 8; one object on one line is expected");
    for (const char* line :
         {"", "{", "{}{}", "{} x", "{'at': 1}", "{\"at\":\"\xff\"}", "{\"at\":\"a\nb\"}"}) {
        EXPECT_THAT(refusal(line), HasSubstr("not valid JSON")) << line;
    }
}

TEST(TaskSpecLine, BearsDeepNesting) {
    EXPECT_EQ(refusal("{\"words\": [" + std::string(100'000, '[')), "words: a list is not allowed");
}

}  // namespace
}  // namespace tasksched::model
