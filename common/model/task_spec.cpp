#include "common/model/task_spec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "common/base/text.h"
#include "common/model/json_writer.h"
#include "common/model/payload.h"

namespace tasksched::model {

namespace {

/// A key of a batch line and the member that it fills: a text, a list of texts, or a truth value.
struct Key {
    std::string_view name;
    std::optional<std::string> TaskSpec::*text = nullptr;
    std::vector<std::string> TaskSpec::*list = nullptr;
    bool TaskSpec::*truth = nullptr;
};

constexpr Key text_key(std::string_view name, std::optional<std::string> TaskSpec::*member) {
    return Key{name, member, nullptr, nullptr};
}

constexpr std::size_t kKeyCount = 36;

constexpr std::array<Key, kKeyCount> kKeys{{
    text_key("at", &TaskSpec::at),
    text_key("in", &TaskSpec::in),
    text_key("every", &TaskSpec::every),
    {"after_finish", nullptr, nullptr, &TaskSpec::after_finish},
    text_key("cron", &TaskSpec::cron),
    text_key("tz", &TaskSpec::tz),
    text_key("start", &TaskSpec::start),
    text_key("until", &TaskSpec::until),
    text_key("count", &TaskSpec::count),
    text_key("jitter", &TaskSpec::jitter),
    {"only", nullptr, &TaskSpec::only, nullptr},
    {"except", nullptr, &TaskSpec::except, nullptr},
    text_key("if_excluded", &TaskSpec::if_excluded),
    text_key("name", &TaskSpec::name),
    text_key("catch_up", &TaskSpec::catch_up),
    text_key("deadline", &TaskSpec::deadline),
    text_key("overlap", &TaskSpec::overlap),
    text_key("timeout", &TaskSpec::timeout),
    text_key("retries", &TaskSpec::retries),
    text_key("backoff", &TaskSpec::backoff),
    text_key("on_crash", &TaskSpec::on_crash),
    text_key("notify", &TaskSpec::notify),
    text_key("priority", &TaskSpec::priority),
    text_key("type", &TaskSpec::type),
    {"words", nullptr, &TaskSpec::words, nullptr},
    text_key("shell", &TaskSpec::shell),
    text_key("cwd", &TaskSpec::cwd),
    {"env", nullptr, &TaskSpec::env, nullptr},
    text_key("stdin", &TaskSpec::standard_input),
    text_key("retry_on", &TaskSpec::retry_on),
    text_key("give_up_on", &TaskSpec::give_up_on),
    text_key("memory", &TaskSpec::memory),
    text_key("cpu_time", &TaskSpec::cpu_time),
    text_key("open_files", &TaskSpec::open_files),
    text_key("nice", &TaskSpec::nice),
    text_key("umask", &TaskSpec::umask),
}};

/// The key of a type's option, and the option of a key.
std::string key_of(std::string_view option) {
    std::string key(option);
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

std::string option_of(std::string_view key) {
    std::string option(key);
    std::replace(option.begin(), option.end(), '_', '-');
    return option;
}

std::optional<std::string> nearest_key(std::string_view name) {
    std::vector<std::string> keys;
    keys.reserve(std::size(kKeys));
    for (const Key& key : kKeys) {
        keys.emplace_back(key.name);
    }
    for (const TypeInfo* type : option_types()) {
        for (const TypeOption& option : type->options) {
            keys.push_back(key_of(option.name));
        }
    }
    const std::vector<std::string_view> names(keys.begin(), keys.end());
    const auto near = base::nearest(name, names);
    return near ? std::optional<std::string>(*near) : std::nullopt;
}

/// Fills a TaskSpec from the events of nlohmann's parser, without a tree of values between. The
/// names of the event functions are the library's. Each returns whether to go on; where it does
/// not, `problem` says why.
class SpecBuilder {
  public:
    explicit SpecBuilder(TaskSpec& spec) : spec_(spec) {}

    [[nodiscard]] const std::string& problem() const { return problem_; }

    bool key(std::string& name) {
        for (std::size_t i = 0; i < kKeyCount; ++i) {
            if (kKeys[i].name == name) {
                return begin_key(i);
            }
        }
        if (const TypeOption* option = find_type_option(option_of(name))) {
            return begin_option(*option);
        }
        const auto near = nearest_key(name);
        return refuse(
            near ? fmt::format("unknown key {}; did you mean '{}'?", base::quoted(name), *near)
                 : fmt::format("unknown key {}; the keys are the long options of "
                               "'tasksched schedule' with _ for -, 'type' and 'words'",
                               base::quoted(name)));
    }

    bool string(std::string& value) { return take(std::move(value)); }
    bool number_integer(std::int64_t value) { return take(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) { return take(std::to_string(value)); }
    bool number_float(double /*value*/, const std::string& text) { return take(text); }

    bool boolean(bool value) {
        if (!expect_key()) {
            return false;
        }
        if (option_ != nullptr && option_->kind == OptionKind::kFlag) {
            return !value || take_for_option("true");
        }
        if (current_ == nullptr || current_->truth == nullptr) {
            return refuse_value("true or false is not allowed");
        }
        spec_.*(current_->truth) = value;
        return true;
    }

    bool null() { return expect_key() && refuse_value("null is not allowed; leave the key out"); }

    bool start_object(std::size_t /*size*/) {
        if (in_object_) {
            return refuse_value("an object is not allowed");
        }
        in_object_ = true;
        return true;
    }
    bool end_object() { return true; }

    bool start_array(std::size_t /*size*/) {
        if (!expect_key()) {
            return false;
        }
        const bool takes_list =
            option_ != nullptr ? option_->kind == OptionKind::kList : current_->list != nullptr;
        if (!takes_list || in_list_) {
            return refuse_value("a list is not allowed");
        }
        in_list_ = true;
        return true;
    }
    bool end_array() {
        in_list_ = false;
        return true;
    }

    bool binary(std::vector<std::uint8_t>& /*value*/) { return refuse("binary data"); }

    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::json::exception& /*error*/) {
        return refuse(
            fmt::format("not valid JSON at byte {}; one object on one line is expected", position));
    }

  private:
    bool begin_key(std::size_t index) {
        const std::uint64_t bit = std::uint64_t{1} << index;
        current_ = &kKeys[index];
        option_ = nullptr;
        if ((seen_ & bit) != 0) {
            return refuse_value("given twice");
        }
        seen_ |= bit;
        return true;
    }

    bool begin_option(const TypeOption& option) {
        current_ = nullptr;
        option_ = &option;
        return !spec_.type_options.contains(option.name) || refuse_value("given twice");
    }

    bool take_for_option(std::string value) {
        spec_.type_options[std::string(option_->name)].push_back(std::move(value));
        return true;
    }

    bool take(std::string value) {
        if (!expect_key()) {
            return false;
        }
        if (option_ != nullptr) {
            return option_->kind == OptionKind::kFlag ? refuse_value("true or false is expected")
                                                      : take_for_option(std::move(value));
        }
        if (current_->text != nullptr) {
            spec_.*(current_->text) = std::move(value);
            return true;
        }
        if (current_->list == nullptr) {
            return refuse_value("true or false is expected");
        }
        // A single value stands for a list of one, except for words: a line of words that is not
        // split would pass for the name of a program.
        if (!in_list_ && current_->list == &TaskSpec::words) {
            return refuse_value(R"(a list is expected, such as ["/bin/echo", "hello"])");
        }
        (spec_.*(current_->list)).push_back(std::move(value));
        return true;
    }

    bool expect_key() {
        return current_ != nullptr || option_ != nullptr || refuse("one JSON object is expected");
    }

    bool refuse_value(std::string_view why) {
        if (option_ != nullptr) {
            return refuse(fmt::format("{}: {}", key_of(option_->name), why));
        }
        return refuse(current_ == nullptr ? std::string(why)
                                          : fmt::format("{}: {}", current_->name, why));
    }

    bool refuse(std::string why) {
        problem_ = std::move(why);
        return false;
    }

    TaskSpec& spec_;
    const Key* current_ = nullptr;
    const TypeOption* option_ = nullptr;  ///< in place of current_, where the key is a type's
    std::uint64_t seen_ = 0;
    bool in_object_ = false;
    bool in_list_ = false;
    std::string problem_;
};

static_assert(kKeyCount <= 64, "SpecBuilder counts the keys in 64 bits");

}  // namespace

base::Result<TaskSpec> parse_task_spec(std::string_view json) {
    TaskSpec spec;
    SpecBuilder builder(spec);
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &builder)) {
        return base::fail(base::ErrorCode::kInvalid, "{}", builder.problem());
    }
    return spec;
}

std::string format_task_spec(const TaskSpec& spec) {
    JsonObject object;
    for (const Key& key : kKeys) {
        if (key.text != nullptr) {
            if (const std::optional<std::string>& value = spec.*(key.text)) {
                object.text(key.name, *value);
            }
        } else if (key.list != nullptr) {
            if (const std::vector<std::string>& values = spec.*(key.list); !values.empty()) {
                object.json(key.name, json_list(values));
            }
        } else if (spec.*(key.truth)) {
            object.truth(key.name, true);
        }
    }
    for (const auto& [name, values] : spec.type_options) {
        const TypeOption* option = find_type_option(name);
        if (option != nullptr && option->kind == OptionKind::kFlag) {
            object.truth(key_of(name), true);
        } else if (option != nullptr && option->kind == OptionKind::kText && values.size() == 1) {
            object.text(key_of(name), values.front());
        } else {
            object.json(key_of(name), json_list(values));
        }
    }
    return object.str();
}

}  // namespace tasksched::model
