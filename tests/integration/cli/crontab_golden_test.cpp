// What scripts do with crontab, done with ours and with that of Debian's cron: the same exit
// status, the same standard output, the same words and line numbers of errors.
//
// Debian's crontab works on an empty spool of its own: a file system in memory that is mounted over
// the real one in a mount namespace of the script's own, and that is gone with it.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <regex>

#include "tests/integration/cli/command_line.h"

namespace tasksched::integration {
namespace {

constexpr char kDebians[] = "/usr/bin/crontab";
constexpr char kSpool[] = "/var/spool/cron/crontabs";

/// Scripts for /bin/sh in a directory of their own; `crontab` is either one.
constexpr std::array kSequences{
    // Looking at what is not there
    "crontab -l",
    "crontab -r",
    "crontab -r -i",
    "crontab -l; echo $?; crontab -r; echo $?",
    "crontab -l 2>/dev/null || echo none",
    "crontab -l | grep -q x || echo none",
    // Installing
    "echo '* * * * * true' | crontab - && crontab -l",
    "echo '* * * * * true' | crontab && crontab -l",
    "echo '* * * * * true' > t && crontab t && crontab -l",
    "echo '* * * * * true' > t && crontab ./t; cat t; crontab -l",
    "(crontab -l; echo '0 5 * * * a') | crontab -; crontab -l",
    "(crontab -l 2>/dev/null; echo '0 5 * * * a') | crontab -; crontab -l",
    "echo '1 1 * * * a' | crontab -; (crontab -l; echo '2 2 * * * b') | crontab -; crontab -l",
    "printf '1 1 * * * a\\n2 2 * * * b\\n' | crontab -; crontab -l | grep -v b | crontab -; "
    "crontab -l",
    "echo '1 1 * * * old' | crontab -; crontab -l | sed s/old/new/ | crontab -; crontab -l",
    "echo '1 1 * * * a' | crontab -; echo '2 2 * * * b' | crontab -; crontab -l",
    "echo '1 1 * * * a' | crontab -; crontab -l > kept; crontab -r; crontab kept; crontab -l",
    "crontab - < /dev/null; echo $?; crontab -l; echo $?",
    "crontab /dev/null; echo $?",
    ": > empty; crontab empty; echo $?; crontab -l; echo $?; crontab -r; echo $?",
    "printf '\\n\\n# only comments\\n' | crontab -; crontab -l",
    "printf '# no line end' | crontab -; echo $?; crontab -l",
    "printf '1 1 * * * a' | crontab -; echo $?; crontab -l",
    "printf 'A=b' | crontab -; echo $?",
    "printf '1 1 * * * a\\n\\n' | crontab -; crontab -l | wc -l",
    "crontab - <<'end'\n# m h dom mon dow command\nSHELL=/bin/bash\nMAILTO=\"\"\n"
    "PATH=/usr/local/bin:/usr/bin\n\n*/5 * * * * test -x /bin/a && /bin/a\n"
    "@daily find /tmp -mtime +3 -delete\nend\ncrontab -l",
    "printf '1 1 * * *  a  b  \\n\\t2 2\\t* * *\\tc \\n' | crontab -; crontab -l | od -c",
    "printf '0 0 * * * date +\\\\%%F%%in\\n' | crontab -; crontab -l",
    "printf '@reboot a\\n@hourly b\\n@weekly c\\n@annually d\\n@midnight e\\n' | crontab -; "
    "crontab -l",
    "printf '0 22 * * 1-5 a\\n23 0-23/2 * * * b\\n5 4 * * sun c\\n0 0 1,15 * 3 d\\n' | crontab -; "
    "crontab -l",
    "printf '0 0 30 2 * never\\n' | crontab -; echo $?; crontab -l",
    "printf '* * * * *\\n' | crontab -; echo $?; crontab -l",
    "printf '# caf\\303\\251\\n1 1 * * * echo \\303\\251\\n' | crontab -; crontab -l",
    // Files that are none
    "crontab nosuchfile; echo $?; crontab -l",
    "mkdir d; crontab d; echo $?",
    "mkfifo p; (echo '1 1 * * * a' > p &) ; cat p | crontab -; crontab -l",
    // Removing
    "echo '1 1 * * * a' | crontab -; crontab -r; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; crontab -r; crontab -r; echo $?",
    "echo '1 1 * * * a' | crontab -; echo y | crontab -i -r; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; echo n | crontab -ri; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; printf 'what\\nY\\n' | crontab -r -i; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; crontab -r && crontab -l || echo gone",
    // Errors
    "printf '61 * * * * a\\n' | crontab -",
    "printf '* 24 * * * a\\n' | crontab -",
    "printf '* * 32 * * a\\n' | crontab -",
    "printf '* * * 13 * a\\n' | crontab -",
    "printf '* * * * 9 a\\n' | crontab -",
    "printf '* * * * * * a\\n' | crontab -",
    "printf '@fortnightly a\\n' | crontab -",
    "printf '1 1 * * * a\\n\\n# x\\n61 * * * * b\\n' | crontab -; crontab -l",
    "printf '1 1 * * * a\\n* * *\\n' | crontab -",
    "printf 'A=b\\nnot a job\\n' | crontab -",
    "printf 'hello\\n' | crontab -",
    "printf '*/0 * * * * a\\n' | crontab -",
    "printf '5/10 * * * * a\\n' | crontab -",
    "printf '1,,2 * * * * a\\n' | crontab -",
    "printf '1 1 * * * a\\r\\n\\r\\n' | crontab -",
    "printf '\\t \\n1 1 1 jam * a\\n' | crontab -",
    "printf '1 1 1 jan fry a\\n' > t; crontab t; echo $?",
    "echo '1 1 * * * good' | crontab -; echo 'bad' | crontab -; echo $?; crontab -l",
    "echo '1 1 * * * good' | crontab -; printf '1 1 * * * x' | crontab -; echo $?; crontab -l",
    "yes '1 1 * * * a' | head -n 10000 | crontab -; echo $?; crontab -l | wc -l",
    "yes '1 1 * * * a' | head -n 10001 | crontab -; echo $?; crontab -l",
    // Checking alone
    "printf '1 1 * * * a\\n' > t; crontab -n t; echo $?; crontab -l",
    "printf '1 1 * * x a\\n' > t; crontab -n t; echo $?; crontab -l",
    "printf '1 1 * * * a\\n' | crontab -n -; echo $?",
    // Of another user
    "crontab -u nobody -l; echo $?",
    "echo '1 1 * * * n' | crontab -u nobody -; crontab -l -u nobody; crontab -l",
    "echo '1 1 * * * n' > t; crontab t -u nobody; crontab -u nobody -l; crontab -u nobody -r; "
    "crontab -u nobody -l",
    "crontab -u nosuchuser -l; echo $?",
    "echo '1 1 * * * r' | crontab -u root -; crontab -l",
    // Editing
    "EDITOR=true crontab -e; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; EDITOR=true crontab -e; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; EDITOR='sleep 1.1; sed -i s/a/b/' crontab -e; echo $?; "
    "crontab -l",
    "echo '1 1 * * * a' | crontab -; VISUAL='sleep 1.1; sed -i s/a/c/' EDITOR=false crontab -e; "
    "crontab -l",
    "echo '1 1 * * * a' | crontab -; EDITOR=false crontab -e; echo $?; crontab -l",
    "echo '1 1 * * * a' | crontab -; echo n | EDITOR='sleep 1.1; sed -i s/^1/x/' crontab -e "
    "2>said; echo $?; crontab -l; left=$(sed -n 's/^crontab: edits left in //p' said); cat $left; "
    "rm -r ${left%/*}",
    // Wrong usage
    "crontab -l -r; echo $?",
    "crontab -l extra; echo $?",
    "crontab -x; echo $?",
    "crontab -u; echo $?",
    "crontab -u nobody; echo $?",
    "crontab -e -l; echo $?",
    "crontab --; echo $?",
};

static_assert(kSequences.size() >= 60);

/// Of standard error, what scripts look at: the errors of tables, without temporary files' names.
std::string errors_in(const std::string& text) {
    static const std::regex kKnown(
        "^(\".*\":[0-9]+: bad .*|no crontab for .*|errors in crontab file.*|new crontab file is .*|"
        "crontab is too long.*|.*: Not a regular file\\.|.*: No such file or directory|"
        ".*user `.*' unknown|.*usage error: .*|The syntax of .*|No modification made|"
        ".*installing new crontab|.*exited with status.*|Please enter Y or N: .*)$");
    static const std::regex kTemporary("/[^ \"]*/crontab\\.[A-Za-z0-9]{6}/");
    std::string errors;
    for (const std::string& line : lines(text)) {
        if (std::regex_match(line, kKnown)) {
            errors += std::regex_replace(line, kTemporary, "") + "\n";
        }
    }
    return errors;
}

struct Printed {
    std::optional<int> exit_code;
    std::string out;
    std::string errors;

    friend bool operator==(const Printed&, const Printed&) = default;
    friend void PrintTo(const Printed& printed, std::ostream* out) {
        *out << "exit " << printed.exit_code.value_or(-1) << "\n"
             << printed.out << "--\n"
             << printed.errors;
    }
};

/// Runs the script with `crontab` standing for the program at `crontab`.
Printed run_with(const std::string& crontab, const std::string& wrapper,
                 const std::string& sequence) {
    const support::TemporaryHome home;
    std::filesystem::create_directories(home.file("bin"));
    std::filesystem::create_directories(home.file("here"));
    std::filesystem::create_symlink(crontab, home.file("bin/crontab"));
    support::ProcessSpec spec = support::tasksched_spec(home, {});
    spec.environment["PATH"] = home.file("bin") + ":/usr/bin:/bin";
    spec.directory = home.file("here");
    spec.program = "/bin/sh";
    spec.arguments = {"-c", wrapper + "exec /bin/sh -c \"$1\"", "sh", sequence};
    const auto result = support::run(spec);
    return {result.exit_code, result.out, errors_in(result.err)};
}

class CrontabGolden : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (::geteuid() != 0 || ::access(kDebians, X_OK) != 0 || ::access(kSpool, F_OK) != 0) {
            GTEST_SKIP() << "needs root, and Debian's cron";
        }
    }
};

TEST_P(CrontabGolden, DoesWhatDebiansDoes) {
    const std::string own_spool =
        std::string(
            "exec unshare -m --propagation private /bin/sh -c 'mount -t tmpfs -o "
            "mode=1730,gid=crontab tmpfs ") +
        kSpool + " && exec /bin/sh -c \"$1\"' sh \"$1\"; ";
    EXPECT_EQ(run_with(support::tasksched_program(), "", GetParam()),
              run_with(kDebians, own_spool, GetParam()))
        << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Sequences, CrontabGolden, ::testing::ValuesIn(kSequences));

}  // namespace
}  // namespace tasksched::integration
