#include "cli/args/crontab.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/commands/crontab_access.h"
#include "cli/commands/crontab_edit.h"
#include "cli/commands/crontab_file.h"
#include "cli/commands/crontab_history.h"
#include "cli/input/answer.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

int tell_no_crontab(Session& session) {
    fmt::print(stderr, "no crontab for {}\n", crontab_user(session));
    return 1;
}

/// The crontab; none, which standard error tells, where there is none or no store yet.
Result<std::optional<store::Crontab>> stored_crontab(Session& session) {
    const auto service = session.service(store::OpenMode::kRead);
    const bool no_store = !service && service.error().code == base::ErrorCode::kNotFound;
    if (!service && !no_store) {
        return tl::unexpected(service.error());
    }
    auto crontab =
        no_store ? Result<std::optional<store::Crontab>>(std::nullopt) : (*service)->crontab();
    if (crontab && !*crontab) {
        tell_no_crontab(session);
    }
    return crontab;
}

Result<int> list_crontab(Session& session) {
    const auto crontab = stored_crontab(session);
    if (!crontab) {
        return tell_failure(crontab.error());
    }
    if (!*crontab) {
        return 1;
    }
    session.out().write((*crontab)->content);
    return 0;
}

/// What is asked where nobody answers is not agreed to.
Result<bool> is_agreed(Session& session) {
    session.out().write(
        fmt::format("crontab: really delete {}'s crontab? (y/n) ", crontab_user(session)));
    if (auto asked = session.out().flush(); !asked) {
        return tl::unexpected(asked.error());
    }
    for (;;) {
        const auto answer = read_answer();
        if (!answer || *answer == 'y' || *answer == 'n') {
            return answer == 'y';
        }
        fmt::print(stderr, "Please enter Y or N: ");
    }
}

Result<int> remove_crontab(Session& session, bool ask) {
    if (ask) {
        const auto crontab = stored_crontab(session);
        if (!crontab || !*crontab) {
            return crontab ? 1 : tell_failure(crontab.error());
        }
        const auto agreed = is_agreed(session);
        if (!agreed || !*agreed) {
            return agreed.map([](bool) { return 0; });
        }
        // The store was opened for a look; what follows is another matter.
        auto writing = Session::open(session.globals());
        return writing ? remove_crontab(**writing, false) : tl::unexpected(writing.error());
    }
    const auto service = session.service(store::OpenMode::kWrite);
    if (!service && service.error().code == base::ErrorCode::kNotFound) {
        return tell_no_crontab(session);
    }
    const auto removed = service ? (*service)->remove_crontab() : tl::unexpected(service.error());
    if (!removed) {
        return tell_failure(removed.error());
    }
    announce_crontab(session);
    return 0;
}

Result<int> replace_crontab(Session& session, const CrontabOptions& options) {
    const auto content = read_table_file(*options.file);
    if (!content) {
        return 1;
    }
    if (options.test || options.dry_run) {
        const bool good = check_table(
            *content, *options.file,
            options.test ? "Invalid crontab file. Syntax issues were found." : kCannotInstall);
        if (good) {
            fmt::print(stderr, "The syntax of the crontab file was successfully checked.\n");
        }
        return good ? 0 : 1;
    }
    return install_table(session, *content, *options.file) == Installed::kYes ? 0 : 1;
}

}  // namespace

Result<int> crontab(Session& session, const CrontabOptions& options) {
    if (!may_use_crontab(session)) {
        return 1;
    }
    if (options.list) {
        return list_crontab(session);
    }
    if (options.remove) {
        return remove_crontab(session, options.ask);
    }
    if (options.edit) {
        return edit_crontab(session);
    }
    if (options.history) {
        return print_crontab_history(session);
    }
    return options.undo ? undo_crontab(session) : replace_crontab(session, options);
}

}  // namespace tasksched::cli::commands
