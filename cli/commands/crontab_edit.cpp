#include "cli/commands/crontab_edit.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands/crontab_access.h"
#include "cli/commands/crontab_file.h"
#include "cli/input/answer.h"
#include "cli/input/edited_file.h"

namespace tasksched::cli::commands {
namespace {

using base::Result;

constexpr std::string_view kDefaultEditor = "/usr/bin/sensible-editor";

/// What who has no crontab begins with.
constexpr std::string_view kFirst =
    "# The commands that run at certain times: a line each, first when (minute, hour, day of\n"
    "# month, month, day of week; * for any), then what. Minute 0 of hour 5 on each Monday:\n"
    "#\n"
    "# 0 5 * * 1 tar -zcf /var/backups/home.tgz /home/\n"
    "#\n"
    "# What a command prints is mailed to you, or to MAILTO. A comment above a line may say more:\n"
    "#\n"
    "# (without the first sign)  # tasksched: name=backup retries=3 timeout=1h\n"
    "#\n"
    "# tasksched-crontab(1) tells all of it.\n"
    "#\n"
    "# m h  dom mon dow   command\n";

/// The crontab, or what one begins with.
Result<std::string> text_to_edit(Session& session) {
    const auto service = session.service(store::OpenMode::kRead);
    if (!service && service.error().code != base::ErrorCode::kNotFound) {
        return tl::unexpected(service.error());
    }
    const auto crontab =
        service ? (*service)->crontab() : Result<std::optional<store::Crontab>>(std::nullopt);
    if (!crontab) {
        return tl::unexpected(crontab.error());
    }
    if (*crontab) {
        return (*crontab)->content;
    }
    fmt::print(stderr, "no crontab for {} - using an empty one\n", crontab_user(session));
    return std::string(kFirst);
}

std::string editor_of(const config::Environment& environment) {
    for (const char* const name : {"VISUAL", "EDITOR"}) {
        const auto value = environment(name);
        if (value && !value->empty()) {
            return *value;
        }
    }
    return std::string(kDefaultEditor);
}

/// Whether to edit on. Where nobody answers, not.
Result<bool> is_to_be_retried(Session& session) {
    for (;;) {
        session.out().write("Do you want to retry the same edit? (y/n) ");
        if (auto asked = session.out().flush(); !asked) {
            return tl::unexpected(asked.error());
        }
        const auto answer = read_answer();
        if (!answer || *answer == 'y' || *answer == 'n') {
            return answer == 'y';
        }
        fmt::print(stderr, "Enter Y or N\n");
    }
}

/// The session that looked at the store does not write to it.
Installed install_by_new_session(Session& session, const std::string& content,
                                 const std::string& name) {
    const auto writing = Session::open(session.globals());
    if (!writing) {
        complain(writing.error().message);
        return Installed::kFailed;
    }
    return install_table(**writing, content, name);
}

/// Edits until the table is installed, or nobody wants to any more.
Result<int> edit_until_good(Session& session, EditedFile& file, const std::string& before) {
    const std::string editor = editor_of(session.environment());
    for (;;) {
        if (auto edited = file.edit(editor); !edited) {
            file.remove();
            complain(edited.error().message);
            return 1;
        }
        const auto content = file.read();
        if (!content) {
            fmt::print(stderr, "{}\nError while editing crontab\n", content.error().message);
            return 1;
        }
        if (*content == before) {
            fmt::print(stderr, "No modification made\n");
            file.remove();
            return 0;
        }
        fmt::print(stderr, "crontab: installing new crontab\n");
        const Installed installed = install_by_new_session(session, *content, file.path());
        if (installed == Installed::kYes) {
            file.remove();
            return 0;
        }
        const auto retry =
            installed == Installed::kWrong ? is_to_be_retried(session) : Result<bool>(false);
        if (!retry || !*retry) {
            complain(fmt::format("edits left in {}", file.path()));
            return retry ? Result<int>(installed == Installed::kWrong ? 0 : 1)
                         : tl::unexpected(retry.error());
        }
    }
}

}  // namespace

Result<int> edit_crontab(Session& session) {
    const auto before = text_to_edit(session);
    if (!before) {
        return tell_failure(before.error());
    }
    auto file = EditedFile::make("crontab", *before, session.environment()("TMPDIR"));
    if (!file) {
        complain(file.error().message);
        return 1;
    }
    return edit_until_good(session, *file, *before);
}

}  // namespace tasksched::cli::commands
