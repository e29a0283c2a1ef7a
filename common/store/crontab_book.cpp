#include "common/store/crontab_book.h"

namespace tasksched::store {

std::string_view to_string(CrontabOperation operation) {
    switch (operation) {
        case CrontabOperation::kInstall:
            return "install";
        case CrontabOperation::kRemove:
            return "remove";
        case CrontabOperation::kUndo:
            return "undo";
    }
    return "";
}

}  // namespace tasksched::store
