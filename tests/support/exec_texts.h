#pragma once

#include <string>
#include <vector>

#include "tests/support/process.h"

namespace tasksched::support {

/// Arguments, or an environment, as exec(3) takes them: pointers to texts, the last one null.
class ExecTexts {
  public:
    explicit ExecTexts(std::vector<std::string> texts);
    explicit ExecTexts(const Environment& environment);
    ExecTexts(const ExecTexts&) = delete;
    ExecTexts& operator=(const ExecTexts&) = delete;

    [[nodiscard]] char* const* data() const { return pointers_.data(); }

  private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

}  // namespace tasksched::support
