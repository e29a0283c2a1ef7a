#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/model/policies.h"

namespace tasksched::model {

enum class OptionKind {
    kText,
    kList,  ///< may be given several times
    kFlag,
};

/// What the command makes of a value before anything else sees it; a batch line's stay as they are.
enum class ValueSource {
    kVerbatim,
    kTextOrFile,  ///< "@FILE" stands for what FILE holds now, "-" for standard input
    kPath,        ///< a file's path, made absolute
};

/// An option of `tasksched schedule` that belongs to types. The texts are literals.
struct TypeOption {
    std::string_view name;     ///< "subject"; "--subject" on the command line, '_' for '-' in JSON
    std::string_view metavar;  ///< "TEXT"; empty for a flag
    std::string_view help;     ///< one line, without a period
    OptionKind kind = OptionKind::kText;
    ValueSource source = ValueSource::kVerbatim;
};

/// What was given of the types' options, by their names. A flag that was given has the value
/// "true"; a name that is there has at least one value.
using GivenOptions = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The text that a field must have: `--where FIELD=VALUE`.
struct FieldValue {
    std::string field;
    std::string value;

    friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

/// What is known of a type without a payload of it.
struct TypeInfo {
    std::string_view name;                       ///< "email"
    std::string_view help;                       ///< "send an email", one line, without a period
    std::span<const TypeOption> options;         ///< beside those of all tasks
    std::span<const std::string_view> operands;  ///< options that may follow the type as words
    bool runs_program = false;                   ///< takes `-- PROGRAM ARG...`, --shell, --cwd, ...
    std::span<const std::string_view> fields;    ///< for `update --all --where FIELD=VALUE`
    Policies policies;                           ///< the defaults
};

/// The values given for an option; none for none.
std::span<const std::string> values_of(const GivenOptions& given, std::string_view name);

/// The one value that was given, or null; kInvalid names the option where there are several.
base::Result<const std::string*> value_of(const GivenOptions& given, std::string_view name);

/// Sets `target` to the one value that was given, and leaves it where there is none; the error of
/// value_of().
base::Result<void> apply_text(const GivenOptions& given, std::string_view name,
                              std::string& target);

}  // namespace tasksched::model
