#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/config/toml_reader.h"
#include "common/config/value.h"

namespace tasksched::config {

// How values of the kinds that several settings have are read and shown. Each sets the value and
// leaves its origin; kInvalid says what is expected, without key and line.

base::Result<void> read_number(const Entry& entry, std::int64_t least, std::int64_t most,
                               Value<std::int64_t>& target);
base::Result<void> read_duration(const Entry& entry, Value<std::chrono::seconds>& target);

/// A duration from 1s to `most`.
base::Result<void> read_timeout(const Entry& entry, std::chrono::seconds most,
                                Value<std::chrono::seconds>& target);

/// A text without control characters.
base::Result<std::string> read_line(const Entry& entry);

/// One of the words; `expected` names them.
base::Result<void> read_word(const Entry& entry, std::initializer_list<std::string_view> words,
                             std::string_view expected, Value<std::string>& target);

/// An email address, or "none".
base::Result<void> read_address(const Entry& entry, std::string& target);

/// A program by its absolute path, and its arguments; or nothing.
base::Result<void> read_program(const Entry& entry, Value<std::vector<std::string>>& target);

std::string show_duration(const Value<std::chrono::seconds>& value);

}  // namespace tasksched::config
