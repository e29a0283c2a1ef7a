#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/output/message.h"

int main(int argc, char** argv) {
    try {
        std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
        // Called as a program that it stands in for, it is that one.
        if (argc > 0 && std::filesystem::path(argv[0]).filename() == "crontab") {
            arguments.insert(arguments.begin(), "crontab");
        }
        return tasksched::cli::run_app(arguments);
    } catch (const std::exception& error) {
        tasksched::cli::print_message(std::string("unexpected failure: ") + error.what());
        return 1;
    }
}
