#include "cli/args/crontab.h"

#include <fmt/format.h>
#include <getopt.h>

#include <array>
#include <string_view>
#include <vector>

namespace tasksched::cli {
namespace {

/// Those without a letter.
enum LongOption : int { kConfig = 256, kStore, kColor, kJson, kHelp, kHistory, kUndo };

constexpr char kLetters[] = "u:hnlerTi";

const std::array<::option, 15> kLongOptions{{{"config", required_argument, nullptr, kConfig},
                                             {"store", required_argument, nullptr, kStore},
                                             {"user", required_argument, nullptr, 'u'},
                                             {"color", required_argument, nullptr, kColor},
                                             {"json", no_argument, nullptr, kJson},
                                             {"help", no_argument, nullptr, kHelp},
                                             {"list", no_argument, nullptr, 'l'},
                                             {"edit", no_argument, nullptr, 'e'},
                                             {"remove", no_argument, nullptr, 'r'},
                                             {"ask", no_argument, nullptr, 'i'},
                                             {"test", no_argument, nullptr, 'T'},
                                             {"dry-run", no_argument, nullptr, 'n'},
                                             {"history", no_argument, nullptr, kHistory},
                                             {"undo", no_argument, nullptr, kUndo},
                                             {nullptr, 0, nullptr, 0}}};

constexpr std::string_view kUsage =
    "usage:\tcrontab [-u user] [-n] file\n"
    "\tcrontab [ -u user ] [ -i ] { -e | -l | -r | --history | --undo }\n"
    "\tcrontab -T file\n\n"
    "\t-h\t(displays this help message)\n\n"
    "\tfile\t(default operation is replace, per 1003.2)\n"
    "\t-n, -T\t(checks the syntax of the file, and installs nothing)\n"
    "\t-u user\t(choose the user whose crontab is touched)\n\n"
    "\t-e\t(edit user's crontab)\n"
    "\t-l\t(list user's crontab)\n"
    "\t-r\t(delete user's crontab)\n"
    "\t-i\t(prompt before deleting user's crontab)\n\n"
    "\t--history\t(list what the crontab was before)\n"
    "\t--undo\t(put back what it was before the last change)\n";

bool wrong_usage(std::string_view message) {
    if (!message.empty()) {
        fmt::print(stderr, "crontab: usage error: {}\n", message);
    }
    fmt::print(stderr, "{}", kUsage);
    return false;
}

/// One of the operations, none of which goes with another.
bool* operation_of(int letter, CrontabOptions& options) {
    switch (letter) {
        case 'l':
            return &options.list;
        case 'e':
            return &options.edit;
        case 'r':
            return &options.remove;
        case kHistory:
            return &options.history;
        case kUndo:
            return &options.undo;
        default:
            return nullptr;
    }
}

/// What goes with an operation, or with all.
bool set_other(int letter, CrontabOptions& options, Globals& globals) {
    switch (letter) {
        case 'u':
            globals.user = ::optarg;
            return true;
        case 'n':
            return options.dry_run = true;
        case 'T':
            return options.test = true;
        case 'i':
            return options.ask = true;
        case kConfig:
            globals.config = ::optarg;
            return true;
        case kStore:
            globals.store = ::optarg;
            return true;
        case kColor:
            globals.color = ::optarg;
            return true;
        case kJson:
            return globals.json = true;
        case kHelp:
            return globals.help = true;
        default:
            return false;
    }
}

bool take_operand(char* const* operands, bool has_operation, CrontabOptions& options) {
    if (has_operation) {
        return *operands == nullptr || wrong_usage("no arguments permitted after this option");
    }
    if (*operands == nullptr) {
        return wrong_usage("file name must be specified for replace");
    }
    options.file = *operands;
    return true;
}

}  // namespace

void declare(OptionSet& set, CrontabOptions& options) {
    set.operand("FILE", options.file, "the table to install; - is standard input");
    set.flag("--list", options.list, "print the crontab", 'l');
    set.flag("--edit", options.edit, "edit the crontab with VISUAL, EDITOR or sensible-editor",
             'e');
    set.flag("--remove", options.remove, "remove the crontab", 'r');
    set.flag("--ask", options.ask, "with -r: ask before", 'i');
    set.flag("--test", options.test, "check FILE and install nothing", 'T');
    set.flag("--dry-run", options.dry_run, "the same, by the name that Debian's cron has", 'n');
    set.flag("--history", options.history, "list what the crontab was before");
    set.flag("--undo", options.undo, "put back what it was before the last change");
}

bool parse_crontab(std::span<const std::string> arguments, CrontabOptions& options,
                   Globals& globals) {
    std::vector<std::string> copies{"crontab"};
    copies.insert(copies.end(), arguments.begin(), arguments.end());
    if (arguments.empty()) {
        copies.emplace_back("-");
    }
    std::vector<char*> pointers;
    pointers.reserve(copies.size() + 1);
    for (std::string& copy : copies) {
        pointers.push_back(copy.data());
    }
    pointers.push_back(nullptr);
    bool has_operation = false;
    ::optind = 0;
    for (;;) {
        const int letter = ::getopt_long(static_cast<int>(copies.size()), pointers.data(), kLetters,
                                         kLongOptions.data(), nullptr);
        if (letter == -1) {
            break;
        }
        if (letter == 'h') {
            return wrong_usage("");
        }
        if (bool* const operation = operation_of(letter, options); operation != nullptr) {
            if (has_operation) {
                return wrong_usage("only one operation permitted");
            }
            has_operation = *operation = true;
        } else if (!set_other(letter, options, globals)) {
            return wrong_usage("unrecognized option");
        }
    }
    return globals.help || take_operand(pointers.data() + ::optind, has_operation, options);
}

}  // namespace tasksched::cli
