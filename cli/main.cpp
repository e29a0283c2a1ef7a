#include <exception>
#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/output/message.h"

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
        return tasksched::cli::run_app(arguments);
    } catch (const std::exception& error) {
        tasksched::cli::print_message(std::string("unexpected failure: ") + error.what());
        return 1;
    }
}
