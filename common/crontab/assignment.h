#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tasksched::crontab {

struct Assignment {
    std::string name;  ///< as cron takes it: any text, even an empty one
    std::string value;

    friend bool operator==(const Assignment&, const Assignment&) = default;
};

/// Reads `NAME = value` as crontab(5) does: blanks around the sign, either side between quotes of
/// one kind, nothing expanded. None where the line is none, such as one of a job.
std::optional<Assignment> read_assignment(std::string_view line);

/// The variables that hold for a line, in the order in which they were set first.
class Variables {
  public:
    using List = std::vector<std::pair<std::string, std::string>>;

    /// Sets a variable for the lines that follow.
    void set(Assignment assignment);

    /// Those of now. Lines between two assignments share them.
    std::shared_ptr<const List> current();

  private:
    std::shared_ptr<List> list_ = std::make_shared<List>();
    bool is_shared_ = false;
};

/// The value of `name`; none where it is not set.
std::optional<std::string_view> value_of(const Variables::List& variables, std::string_view name);

}  // namespace tasksched::crontab
