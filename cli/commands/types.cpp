#include "cli/args/no_options.h"
#include "cli/commands/commands.h"
#include "cli/output/json.h"
#include "common/model/payload.h"

namespace tasksched::cli::commands {
namespace {

template <std::size_t... kIndices>
std::vector<std::string_view> names(std::index_sequence<kIndices...> /*all*/) {
    return {model::type_name(model::Payload(std::in_place_index<kIndices>))...};
}

}  // namespace

base::Result<int> types(Session& session, const NoOptions& /*options*/) {
    constexpr std::size_t kTypes = std::variant_size_v<model::Payload>;
    for (const std::string_view name : names(std::make_index_sequence<kTypes>())) {
        session.out().line(session.json() ? JsonObject().add("type", name).text()
                                          : std::string(name));
    }
    return 0;
}

}  // namespace tasksched::cli::commands
