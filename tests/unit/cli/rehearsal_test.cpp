#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "cli/rehearsal/differences.h"
#include "cli/rehearsal/surroundings.h"

namespace tasksched::cli {
namespace {

using testing::ElementsAre;

/// A caller with usual surroundings and no variables.
Surroundings caller() {
    Surroundings here;
    here.directory = "/home/ada";
    here.umask = 022;
    for (rlimit& limit : here.limits) {
        limit = {.rlim_cur = 5000, .rlim_max = RLIM_INFINITY};
    }
    return here;
}

std::vector<std::string> lines_of(const Surroundings& here, const Surroundings& there) {
    std::vector<std::string> lines;
    for (const Difference& one : differences(here, there)) {
        lines.push_back(to_line(one));
    }
    return lines;
}

TEST(Differences, AreNoneBetweenTheSame) { EXPECT_TRUE(differences(caller(), caller()).empty()); }

TEST(Differences, AreTheSettingsAndThenTheVariablesByName) {
    Surroundings here = caller();
    here.has_terminal = true;
    here.environment = {{"Z", "1"}, {"A", "2"}, {"BOTH", "x"}, {"SAME", "y"}};
    Surroundings there = caller();
    there.directory = "/srv";
    there.umask = 077;
    there.nice = 5;
    there.limits[1].rlim_cur = RLIM_INFINITY;
    there.environment = {{"M", "3"}, {"BOTH", "z"}, {"SAME", "y"}};
    EXPECT_THAT(
        lines_of(here, there),
        ElementsAre("~ directory: /srv (here: /home/ada)", "~ umask: 077 (here: 022)",
                    "~ niceness: 5 (here: 0)", "~ limit of CPU seconds: unlimited (here: 5000)",
                    "~ terminal: none (here: yes)", "- A=2", "~ BOTH=z (here: x)", "+ M=3",
                    "- Z=1"));
}

TEST(Differences, DoNotShowWhatLooksSecret) {
    Surroundings here = caller();
    here.environment = {{"API_TOKEN", "a"}, {"ONLY_SECRET", "b"}};
    Surroundings there = caller();
    there.environment = {{"API_TOKEN", "c"}};
    EXPECT_THAT(lines_of(here, there), ElementsAre("~ API_TOKEN=(not shown) (here: (not shown))",
                                                   "- ONLY_SECRET=(not shown)"));
}

TEST(Differences, FitOnALineOfATerminal) {
    Surroundings here = caller();
    here.environment = {{"E", "\033[2J\n"}, {"L", std::string(119, 'x') + "\xc3\xa9" + "yyy"}};
    EXPECT_THAT(lines_of(here, caller()),
                ElementsAre("- E=\\x1B[2J\\x0A", "- L=" + std::string(119, 'x') + "..."));
}

TEST(Secrets, AreKnownByTheNameOfTheirVariable) {
    for (const char* name :
         {"PASSWORD", "db_passwd", "PGPASSWORD", "GITHUB_TOKEN", "Secret", "AWS_SECRET_ACCESS_KEY",
          "AWS_ACCESS_KEY_ID", "STRIPE_APIKEY", "SSH_PRIVATE_KEY", "SESSION_COOKIE",
          "GOOGLE_CREDENTIALS", "OPENAI_KEY", "MYSQL_PWD", "SENTRY_DSN"}) {
        EXPECT_TRUE(looks_secret(name, "x")) << name;
    }
    for (const char* name :
         {"PATH", "HOME", "TASKSCHED_KEY", "KEYBOARD", "AUTHOR", "LANG", "PWD", "OLDPWD"}) {
        EXPECT_FALSE(looks_secret(name, "x")) << name;
    }
}

TEST(Secrets, AreKnownByAPasswordInAnAddress) {
    EXPECT_TRUE(looks_secret("URL", "postgresql://ada:hunter2@host/db"));
    EXPECT_TRUE(looks_secret("URL", "https://u:p@host"));
    EXPECT_FALSE(looks_secret("URL", "https://ada@host/path"));
    EXPECT_FALSE(looks_secret("URL", "https://host:80/a@b:c"));
    EXPECT_FALSE(looks_secret("URL", "https://host:80"));
}

launch::Program plain_program() {
    launch::Program program;
    program.argv = {"/bin/true"};
    program.environment = {"A=1", "B=x=y"};
    program.directory = "/srv";
    return program;
}

/// The place of a resource in kResources.
std::size_t place_of(std::string_view name) {
    std::size_t place = 0;
    while (kResources.at(place).name != name) {
        ++place;
    }
    return place;
}

TEST(SurroundingsOfAProgram, AreThoseOfItsStarterAndItsOwn) {
    Surroundings starter = caller();
    starter.nice = 4;
    starter.has_terminal = true;
    starter.environment = {{"C", "1"}};
    const Surroundings found = surroundings_of(plain_program(), starter);
    EXPECT_EQ(found.environment, (std::map<std::string, std::string>{{"A", "1"}, {"B", "x=y"}}));
    EXPECT_EQ(found.directory, "/srv");
    EXPECT_EQ(found.umask, 022);
    EXPECT_EQ(found.nice, 4);
    EXPECT_FALSE(found.has_terminal);
    EXPECT_EQ(found.limits[place_of("open files")].rlim_cur, 1024U) << "as the supervisor sets it";
    EXPECT_EQ(found.limits[place_of("stack")].rlim_cur, 5000U);
}

TEST(SurroundingsOfAProgram, HaveTheLimitsOfItsTask) {
    launch::Program program = plain_program();
    program.limits = {.memory = 77,
                      .cpu_time = std::chrono::seconds(88),
                      .open_files = 99,
                      .nice = -3,
                      .umask = 0};
    const Surroundings found = surroundings_of(program, caller());
    EXPECT_EQ(found.limits[place_of("memory")].rlim_cur, 77U);
    EXPECT_EQ(found.limits[place_of("CPU seconds")].rlim_cur, 88U);
    EXPECT_EQ(found.limits[place_of("open files")].rlim_cur, 99U);
    EXPECT_EQ(found.nice, -3);
    EXPECT_EQ(found.umask, 0);
}

}  // namespace
}  // namespace tasksched::cli
