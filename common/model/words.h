#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/text.h"

namespace tasksched::model {

/// A value of an enumeration and the word that stands for it in options, JSON and the store.
template <typename Enum>
struct Word {
    Enum value;
    std::string_view text;
};

/// The word of `value`; the first one where a table has several.
template <typename Enum, std::size_t N>
constexpr std::string_view word_of(const std::array<Word<Enum>, N>& table, Enum value) {
    for (const Word<Enum>& word : table) {
        if (word.value == value) {
            return word.text;
        }
    }
    return "?";
}

/// The value that `text` stands for. kInvalid lists the first `listed` words of the table; those
/// after them are read too, as aliases.
template <typename Enum, std::size_t N>
base::Result<Enum> value_of(const std::array<Word<Enum>, N>& table, std::string_view text,
                            std::size_t listed = N) {
    for (const Word<Enum>& word : table) {
        if (word.text == text) {
            return word.value;
        }
    }
    std::string allowed;
    for (std::size_t i = 0; i < listed; ++i) {
        allowed += (i == 0 ? "" : ", ");
        allowed += table[i].text;
    }
    return base::fail(base::ErrorCode::kInvalid, "{} is not one of {}", base::quoted(text),
                      allowed);
}

}  // namespace tasksched::model
