#include "tests/support/exec_texts.h"

#include <fmt/format.h>

#include <utility>

namespace tasksched::support {
namespace {

std::vector<std::string> assignments(const Environment& environment) {
    std::vector<std::string> texts;
    texts.reserve(environment.size());
    for (const auto& [name, value] : environment) {
        texts.push_back(fmt::format("{}={}", name, value));
    }
    return texts;
}

}  // namespace

ExecTexts::ExecTexts(std::vector<std::string> texts) : texts_(std::move(texts)) {
    pointers_.reserve(texts_.size() + 1);
    for (std::string& text : texts_) {
        pointers_.push_back(text.data());
    }
    pointers_.push_back(nullptr);
}

ExecTexts::ExecTexts(const Environment& environment) : ExecTexts(assignments(environment)) {}

}  // namespace tasksched::support
