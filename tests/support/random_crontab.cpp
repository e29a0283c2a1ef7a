#include "tests/support/random_crontab.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tasksched::support {
namespace {

class Maker {
  public:
    explicit Maker(std::mt19937_64& random) : random_(random) {}

    std::string table() {
        std::string text;
        for (unsigned lines = below(12); lines > 0; --lines) {
            // A line of a CR alone is none of cron's.
            const std::string content = line();
            const bool blank = content.find_first_not_of(" \t") == std::string::npos;
            text += content + (!blank && below(8) == 0 ? "\r\n" : "\n");
        }
        return text;
    }

  private:
    unsigned below(unsigned count) { return static_cast<unsigned>(random_() % count); }

    template <std::size_t N>
    std::string_view one_of(const std::array<std::string_view, N>& texts) {
        return texts.at(below(N));
    }

    std::string blanks() { return std::string(one_of<4>({" ", "  ", "\t", " \t "})); }
    std::string maybe_blanks() { return below(3) == 0 ? blanks() : std::string(); }

    std::string line() {
        switch (below(6)) {
            case 0:
                return maybe_blanks();
            case 1:
                return maybe_blanks() + "#" + noise();
            case 2:
                return maybe_blanks() + variable();
            default:
                return maybe_blanks() + job();
        }
    }

    std::string variable() {
        const std::string sign = maybe_blanks() + "=" + maybe_blanks();
        const std::string name(one_of<5>({"A", "MAILTO", "PATH", "'x y'", "SHELL"}));
        return name + sign + std::string(one_of<5>({"b", "\"b  c\"", "''", "b c ", "/bin/sh"}));
    }

    std::string job() {
        if (below(5) == 0) {
            return "@" + std::string(one_of<4>({"daily", "reboot", "hourly", "yearly"})) +
                   blanks() + "c" + noise();
        }
        return field(0, 59) + blanks() + field(0, 23) + blanks() + field(1, 31) + blanks() +
               field(1, 12) + blanks() + field(0, 7) + blanks() + "c" + noise();
    }

    std::string field(unsigned low, unsigned high) {
        const unsigned first = low + below(high - low + 1);
        const unsigned last = first + below(high - first + 1);
        switch (below(5)) {
            case 0:
                return fmt::format("{}", first);
            case 1:
                return fmt::format("{}-{}", first, last);
            case 2:
                return fmt::format("{}-{}/{},{}", first, last, 1 + below(9), low);
            case 3:
                return fmt::format("*/{}", 1 + below(9));
            default:
                return "*";
        }
    }

    std::string noise() {
        constexpr std::string_view kCharacters = "abc xyz%\\#='\"$~\t-*0";
        std::string text;
        for (unsigned length = below(20); length > 0; --length) {
            text += kCharacters[below(static_cast<unsigned>(kCharacters.size()))];
        }
        return text;
    }

    std::mt19937_64& random_;
};

}  // namespace

std::string random_crontab(std::mt19937_64& random) { return Maker(random).table(); }

}  // namespace tasksched::support
