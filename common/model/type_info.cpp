#include "common/model/type_info.h"

#include "common/model/option.h"

namespace tasksched::model {

std::span<const std::string> values_of(const GivenOptions& given, std::string_view name) {
    const auto found = given.find(name);
    return found == given.end() ? std::span<const std::string>() : found->second;
}

base::Result<const std::string*> value_of(const GivenOptions& given, std::string_view name) {
    const std::span<const std::string> values = values_of(given, name);
    if (values.size() > 1) {
        return invalid_option(fmt::format("--{}", name), "given twice, as {} and {}; once is right",
                              base::quoted(values[0]), base::quoted(values[1]));
    }
    return values.empty() ? nullptr : &values.front();
}

base::Result<void> apply_text(const GivenOptions& given, std::string_view name,
                              std::string& target) {
    return value_of(given, name).map([&](const std::string* text) {
        if (text != nullptr) {
            target = *text;
        }
    });
}

}  // namespace tasksched::model
