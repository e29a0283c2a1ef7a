#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/model/type_info.h"

namespace tasksched::cli {

/// Whether an operand or a value may be left out.
enum class Need { kRequired, kOptional };

/// Whether a value may be the empty text.
enum class Empty { kRefused, kAllowed };

/// One option or operand of a verb, bound to the field that takes what the user gave. The texts
/// are literals; the fields outlive the set.
struct Option {
    using Field = std::variant<bool*, std::string*, std::optional<std::string>*,
                               std::vector<std::string>*, model::GivenOptions*>;

    std::string_view name;     ///< "--at"; empty for an operand
    std::string_view metavar;  ///< "TIME"; empty for a flag
    std::string_view help;     ///< one line, without a period
    std::string_view group;    ///< the heading that it stands under in the help
    Field field;
    Need need = Need::kOptional;
    Empty empty = Empty::kRefused;
    char letter = '\0';  ///< a short form: 'h' for -h
    model::OptionKind kind = model::OptionKind::kText;
    bool is_known = false;  ///< another type has an option of that name: this one is for the help

    [[nodiscard]] bool is_operand() const { return name.empty(); }
    [[nodiscard]] bool is_flag() const { return kind == model::OptionKind::kFlag; }
    [[nodiscard]] bool is_list() const { return kind == model::OptionKind::kList; }
};

/// What a verb takes, declared once: it is parsed by (parse.h), and the help and the reference in
/// the man page are held to it.
class OptionSet {
  public:
    /// The heading of the options that follow: "Policies".
    void group(std::string_view heading) { group_ = heading; }

    /// `--all`, with a short form where a letter is given.
    void flag(std::string_view name, bool& field, std::string_view help, char letter = '\0');

    /// `-h, --help`: where it is given, nothing that is missing is complained of.
    void help_flag(bool& field);

    /// `--at TIME`, at most once.
    void value(std::string_view name, std::string_view metavar, std::optional<std::string>& field,
               std::string_view help, Empty empty = Empty::kRefused);

    /// `--env K=V`, any number of times.
    void list(std::string_view name, std::string_view metavar, std::vector<std::string>& field,
              std::string_view help);

    /// An option of a type; `name` is "--" and the option's own. Of several types' options of one
    /// name the first is parsed by: as a list where it is a list of any of them.
    void typed(std::string_view name, const model::TypeOption& option, model::GivenOptions& given);

    /// A required operand, an optional one, or all those that are left (only as the last).
    void operand(std::string_view metavar, std::string& field, std::string_view help);
    void operand(std::string_view metavar, std::optional<std::string>& field,
                 std::string_view help);
    void operands(std::string_view metavar, Need need, std::vector<std::string>& field,
                  std::string_view help);

    /// What follows `--`, verbatim.
    void words(std::string_view metavar, std::vector<std::string>& field, std::string_view help);

    [[nodiscard]] const std::vector<Option>& options() const { return options_; }
    [[nodiscard]] const Option* help() const;
    [[nodiscard]] const std::optional<Option>& words() const { return words_; }

  private:
    std::vector<Option> options_;
    std::optional<Option> words_;
    std::string_view group_ = "Options";
    std::optional<std::size_t> help_;
};

}  // namespace tasksched::cli
