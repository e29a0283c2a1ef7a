#include "common/crontab/characters.h"

namespace tasksched::crontab {

int Characters::get() {
    if (at_ >= text_.size()) {
        return kEnd;
    }
    const int character = static_cast<unsigned char>(text_[at_++]);
    line_ += character == '\n' ? 1 : 0;
    return character;
}

void Characters::unget() {
    --at_;
    line_ -= text_[at_] == '\n' ? 1 : 0;
}

std::string_view Characters::take_until(std::string_view terminators, int& terminator) {
    const std::size_t begin = at_;
    for (;;) {
        terminator = get();
        if (terminator == kEnd) {
            return text_.substr(begin);
        }
        // A NUL ends a text of C, and each of its searches for a character.
        const char character = text_[at_ - 1];
        if (character == '\0' || terminators.find(character) != std::string_view::npos) {
            return text_.substr(begin, at_ - 1 - begin);
        }
    }
}

std::string_view Characters::line_from(std::size_t position) const {
    const std::string_view rest = text_.substr(position);
    return rest.substr(0, rest.find('\n'));
}

}  // namespace tasksched::crontab
