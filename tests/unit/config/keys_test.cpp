#include "common/config/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tasksched::config {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view text) {
    const auto config = parse_config(text, "f.toml");
    if (config) {
        return "accepted";
    }
    EXPECT_EQ(config.error().code, base::ErrorCode::kInvalid);
    EXPECT_EQ(config.error().message.find('\n'), std::string::npos);
    return config.error().message;
}

TEST(ConfigKeys, AreNamedOnce) {
    std::set<std::string_view> names;
    for (const Key& key : keys()) {
        EXPECT_TRUE(names.insert(key.name).second) << key.name;
    }
}

TEST(ConfigKeys, ShowAValueThatTheyReadBack) {
    for (const Key& key : keys()) {
        if (key.name == "store" || key.name == "notify.default") {
            continue;  // by default not set
        }
        const std::string shown = key.show(Config{});
        EXPECT_EQ(refusal(std::string(key.name) + " = " + shown), "accepted") << key.name;
    }
}

TEST(ConfigKeys, EachHaveAnOriginOfTheirOwn) {
    Config config;
    std::set<std::string*> origins;
    for (const Key& key : keys()) {
        origins.insert(&key.origin(config));
    }
    EXPECT_EQ(origins.size(), keys().size());
}

TEST(ConfigKeys, AreRefusedWithTheNearestKnownOne) {
    EXPECT_EQ(refusal("[slots]\ncomand = 5"),
              "f.toml:2: slots.comand: unknown key; did you mean 'slots.command'?");
    EXPECT_EQ(refusal("[demon]\ngrace = '5s'"),
              "f.toml:2: demon.grace: unknown key; did you mean 'daemon.grace'?");
    EXPECT_THAT(refusal("[users.bob]\nnotfy = 'a@b'"), HasSubstr("users.bob.notfy: unknown key"));
    EXPECT_THAT(refusal("zzzzzzzzzzzzzzzz = 1"), HasSubstr("tasksched.toml(5) lists"));
    EXPECT_THAT(refusal("[emial]"), HasSubstr("emial: unknown key"));
}

TEST(ConfigKeys, OfLaterVersionsAreRefusedAsSuch) {
    for (const char* text :
         {"[alerts]\nlag = '30s'", "[history]\nkeep = '30d'", "[security]\nroot_tasks = true"}) {
        EXPECT_THAT(refusal(text), HasSubstr("f.toml:2: ")) << text;
        EXPECT_THAT(refusal(text), HasSubstr("not supported by this version")) << text;
    }
    EXPECT_THAT(refusal("[alerts]"), HasSubstr("alerts: not supported by this version"));
}

TEST(ConfigKeys, CheckRangesOfAddresses) {
    EXPECT_EQ(refusal("[http]\nallow = ['127.0.0.0/8', '::1']"), "accepted");
    EXPECT_EQ(refusal("[http]\nallow = []"), "accepted");
    EXPECT_THAT(refusal("[http]\nallow = ['localhost']"),
                HasSubstr("f.toml:2: http.allow: 'localhost' is no range of addresses"));
    EXPECT_THAT(refusal("[http]\nallow = ['127.0.0.1/8']"), HasSubstr("begins at 127.0.0.0/8"));
    EXPECT_THAT(refusal("[http]\nallow = '127.0.0.0/8'"), HasSubstr("a list such as"));
}

TEST(ConfigKeys, TakeAbsolutePathsAlone) {
    EXPECT_EQ(refusal("[http]\nca_file = '/etc/ca.pem'\nsecrets = '/etc/secrets'"), "accepted");
    EXPECT_THAT(refusal("[http]\nca_file = 'ca.pem'"), HasSubstr("an absolute path is expected"));
    EXPECT_THAT(refusal("[http]\nsecrets = 5"), HasSubstr("a text in quotes"));
    EXPECT_THAT(refusal("[http]\nper_host = 0"), HasSubstr("from 1 to 100000"));
}

TEST(ConfigKeys, CheckNumbersAgainstTheirRange) {
    EXPECT_EQ(refusal("[slots]\ntotal = 0"),
              "f.toml:2: slots.total: a whole number from 1 to 100000 is expected");
    EXPECT_EQ(refusal("[slots]\nper_user = 0"), "accepted");
    for (const char* value : {"-1", "100001", "1.5", "'5'", "true", "[1]"}) {
        EXPECT_THAT(refusal(std::string("[slots]\ncommand = ") + value),
                    HasSubstr("slots.command: a whole number"))
            << value;
    }
}

TEST(ConfigKeys, SayWhatBecomesOfWhatWasMissed) {
    EXPECT_EQ(refusal("[daemon]\ncatch_up = 'ask'"), "accepted");
    EXPECT_EQ(refusal("[daemon]\ncatch_up = 'policy'"), "accepted");
    EXPECT_EQ(refusal("[daemon]\ncatch_up = 'none'"),
              "f.toml:2: daemon.catch_up: \"policy\" or \"ask\" is expected");
    EXPECT_EQ(refusal("[daemon]\ncatch_up_spread = '1d'"), "accepted");
    EXPECT_EQ(refusal("[daemon]\ncatch_up_spread = '25h'"),
              "f.toml:2: daemon.catch_up_spread: a duration of up to 1d is expected");
}

TEST(ConfigKeys, CheckDurations) {
    EXPECT_EQ(refusal("[daemon]\ngrace = '2m'"), "accepted");
    EXPECT_EQ(refusal("[daemon]\ngrace = 120"), "accepted");
    for (const char* value : {"'soon'", "0", "-1", "true", "1.5", "'-3s'"}) {
        EXPECT_THAT(refusal(std::string("[daemon]\nkill_grace = ") + value),
                    HasSubstr("f.toml:2: daemon.kill_grace: "))
            << value;
    }
}

TEST(ConfigKeys, CheckTheStore) {
    EXPECT_EQ(refusal("store = 'sqlite:/data/tasks.db'"), "accepted");
    EXPECT_EQ(refusal("store = 'postgresql://host/db'"), "accepted");
    for (const char* value : {"'sqlite:tasks.db'", "'/data/tasks.db'", "''", "5"}) {
        EXPECT_THAT(refusal(std::string("store = ") + value), HasSubstr("f.toml:1: store: "))
            << value;
    }
}

TEST(ConfigKeys, CheckLimits) {
    EXPECT_EQ(refusal("[limits]\nmemory = '512M'\ncpu_time = '10m'\nopen_files = 256\nnice = -5\n"
                      "umask = '077'"),
              "accepted");
    EXPECT_EQ(refusal("[limits]\nmemory = 1048576\ncpu_time = 90\nopen_files = '256'\nnice = '5'"),
              "accepted");
    EXPECT_EQ(refusal("[limits]\nmemory = 'none'\ncpu_time = 'none'\nopen_files = 'none'\n"
                      "nice = 'none'"),
              "accepted");
    for (const char* line : {"memory = '5'", "memory = true", "cpu_time = 'soon'", "open_files = 1",
                             "nice = 20", "umask = 22", "umask = 'none'", "umask = '9'"}) {
        const std::string text = line;
        EXPECT_THAT(refusal("[limits]\n" + text),
                    HasSubstr("f.toml:2: limits." + text.substr(0, text.find(' ')) + ": "))
            << line;
    }
}

TEST(ConfigKeys, GiveTheLimitsOfTasksThatNameNone) {
    EXPECT_EQ(
        default_limits(Config()),
        (model::Limits{.memory = {}, .cpu_time = {}, .open_files = {}, .nice = {}, .umask = 022}));
    const auto config = parse_config(
        "[limits]\nmemory = '1G'\ncpu_time = '1m'\nopen_files = 64\nnice = 3\numask = '027'", "f");
    ASSERT_TRUE(config);
    EXPECT_EQ(default_limits(*config), (model::Limits{.memory = std::int64_t{1} << 30,
                                                      .cpu_time = std::chrono::seconds(60),
                                                      .open_files = 64,
                                                      .nice = 3,
                                                      .umask = 027}));
}

TEST(ConfigKeys, CheckTheLogLevel) {
    EXPECT_EQ(refusal("[daemon]\nlog_level = 'debug'"), "accepted");
    EXPECT_THAT(refusal("[daemon]\nlog_level = 'loud'"), HasSubstr("\"debug\""));
}

TEST(ConfigKeys, CheckAddresses) {
    EXPECT_EQ(refusal("[notify]\ndefault = 'ops@example.org'"), "accepted");
    EXPECT_EQ(refusal("[notify]\ndefault = 'none'"), "accepted");
    EXPECT_THAT(refusal("[notify]\ndefault = 'ops'"), HasSubstr("notify.default: 'ops'"));
    EXPECT_THAT(refusal("[users.bob]\nnotify = '-x@b'"), HasSubstr("users.bob.notify: "));
}

TEST(ConfigKeys, CheckWherePaymentsGo) {
    const auto payment = [](const std::string& line) { return refusal("[payment]\n" + line); };
    EXPECT_EQ(payment("gateway = 'stripe'\nurl = 'https://g.example/t'"), "accepted");
    EXPECT_EQ(payment("token_file = 'credential:gateway'\nkey_window = '24h'"), "accepted");
    EXPECT_THAT(payment("gateway = 'paypal'"), HasSubstr(R"("generic" or "stripe")"));
    EXPECT_THAT(payment("url = 'ftp://g.example'"), HasSubstr("a URL such as"));
    EXPECT_THAT(payment("token_file = 'token'"), HasSubstr("absolute path"));
    EXPECT_THAT(payment("key_window = '30s'"), HasSubstr("1m or more"));
    EXPECT_THAT(payment("timeout = '1h'"), HasSubstr("from 1s to 10m"));
    EXPECT_THAT(payment("concurrency = 0"), HasSubstr("from 1 to 1000"));
}

TEST(ConfigKeys, CheckTheProgramThatIsTold) {
    EXPECT_EQ(refusal("[notify]\ncommand = ['/usr/bin/logger', '-t', 'x']"), "accepted");
    EXPECT_EQ(refusal("[notify]\ncommand = []"), "accepted");
    EXPECT_THAT(refusal("[notify]\ncommand = ['logger']"), HasSubstr("absolute path"));
    EXPECT_THAT(refusal("[notify]\ncommand = '/usr/bin/logger'"), HasSubstr("a list"));
}

}  // namespace
}  // namespace tasksched::config
