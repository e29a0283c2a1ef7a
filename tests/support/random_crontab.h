#pragma once

#include <random>
#include <string>

namespace tasksched::support {

/// A table that crontab takes, of random lines: jobs, variables, comments, odd blanks, CRLF.
std::string random_crontab(std::mt19937_64& random);

}  // namespace tasksched::support
