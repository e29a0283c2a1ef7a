#include "daemon/plugins/report/plain_text.h"

#include "common/base/text.h"

namespace tasksched::daemon {

std::string plain_text(std::string_view text) {
    std::string plain;
    std::string_view line_end;
    for (std::string_view line : base::split(text, '\n')) {
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        plain += line_end;
        std::string_view separator;
        for (const std::string_view part : base::split(line, '\t')) {
            plain += separator;
            plain += base::escape_control(part);
            separator = "\t";
        }
        line_end = "\n";
    }
    return plain;
}

}  // namespace tasksched::daemon
