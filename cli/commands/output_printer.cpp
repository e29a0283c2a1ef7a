#include "cli/commands/output_printer.h"

namespace tasksched::cli::commands {

void OutputPrinter::print(std::int64_t at, std::string_view bytes) {
    const std::int64_t end = at + static_cast<std::int64_t>(bytes.size());
    if (end <= position_) {
        return;
    }
    if (at > position_) {
        tell_left_out(at - position_);
    } else {
        bytes.remove_prefix(static_cast<std::size_t>(position_ - at));
    }
    if (session_.style().terminal) {
        session_.out().write(text_.next(bytes));
    } else {
        session_.out().write(bytes);
    }
    position_ = end;
}

void OutputPrinter::print(const model::Output& output) {
    print(0, output.head);
    print(output.total_bytes - static_cast<std::int64_t>(output.tail.size()), output.tail);
}

void OutputPrinter::end() {
    session_.out().write(text_.rest());
    position_ = 0;
}

void OutputPrinter::tell_left_out(std::int64_t count) {
    const std::string note =
        fmt::format("{} bytes were left out after the first {}", count, position_);
    if (session_.style().terminal) {
        session_.out().write(fmt::format("{}\n[{}]\n", text_.rest(), note));
    } else {
        session_.remark(fmt::format("run {}: {}", run_.value, note));
    }
}

}  // namespace tasksched::cli::commands
