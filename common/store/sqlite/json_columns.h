#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/store/sqlite/query.h"

namespace tasksched::store::sqlite {

/// Appends `text`, which is UTF-8, as a JSON string. Tasks are stored by the hundred thousand, and
/// most words need nothing but quotes.
void append_json(std::string& json, std::string_view text);

/// ["word", "word"], or none for none.
std::optional<std::string> words_as_json(const std::vector<std::string>& words);

/// The words of a column that words_as_json wrote; none where it is NULL. kFailed where it holds
/// anything else.
base::Result<std::vector<std::string>> words_at(const Query& row, int column);

}  // namespace tasksched::store::sqlite
