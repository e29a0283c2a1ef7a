#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "common/base/error.h"

namespace tasksched::model {

/// "@secret:NAME" in a text: what stands for a secret until the text is sent. NAME has letters,
/// digits, '-' and '_', and ends at the first other character.
struct SecretReference {
    std::size_t at = 0;     ///< where it begins in the text
    std::size_t size = 0;   ///< of all of it
    std::string_view name;  ///< a part of the text
};

/// All references in the text, in order; such as have no name are not among them.
std::vector<SecretReference> secret_references(std::string_view text);

/// kInvalid where "@secret:" stands in the text without a name of 1 to 64 characters behind it.
base::Result<void> check_secret_references(std::string_view text);

}  // namespace tasksched::model
