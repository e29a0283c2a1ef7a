#include "common/config/ical_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

namespace tasksched::config {

namespace {

/// Looks functions up in an open library, and remembers the first that is missing.
class Symbols {
  public:
    explicit Symbols(void* handle) : handle_(handle) {}

    template <typename Function>
    void find(const char* name, Function& function) {
        void* const symbol = ::dlsym(handle_, name);
        missing_ = symbol == nullptr && missing_ == nullptr ? name : missing_;
        // POSIX: what dlsym returns for a function is its address.
        function = reinterpret_cast<Function>(symbol);
    }

    [[nodiscard]] const char* missing() const { return missing_; }

  private:
    void* handle_;
    const char* missing_ = nullptr;
};

const char* find_all(void* handle, IcalLibrary& library) {
    Symbols symbols(handle);
    symbols.find("icalerror_set_errors_are_fatal", library.set_errors_are_fatal);
    symbols.find("icalparser_parse_string", library.parse_string);
    symbols.find("icalcomponent_free", library.free_component);
    symbols.find("icalcomponent_isa", library.kind);
    symbols.find("icalcomponent_get_first_component", library.first_component);
    symbols.find("icalcomponent_get_next_component", library.next_component);
    symbols.find("icalcomponent_get_first_property", library.first_property);
    symbols.find("icalcomponent_get_next_property", library.next_property);
    symbols.find("icalcomponent_get_uid", library.uid);
    symbols.find("icalcomponent_get_summary", library.summary);
    symbols.find("icalproperty_get_dtstart", library.dtstart);
    symbols.find("icalproperty_get_dtend", library.dtend);
    symbols.find("icalproperty_get_duration", library.duration);
    symbols.find("icalproperty_get_rrule", library.rrule);
    symbols.find("icalproperty_get_rdate", library.rdate);
    symbols.find("icalproperty_get_exdate", library.exdate);
    symbols.find("icalproperty_get_recurrenceid", library.recurrence_id);
    symbols.find("icalproperty_get_status", library.status);
    symbols.find("icalproperty_get_xlicerror", library.error);
    symbols.find("icalrecur_iterator_new", library.begin_rule);
    symbols.find("icalrecur_iterator_next", library.next_of_rule);
    symbols.find("icalrecur_iterator_free", library.end_rule);
    return symbols.missing();
}

base::Result<IcalLibrary> load_library() {
    const std::string name = fmt::format("libical.so.{}", ICAL_MAJOR_VERSION);
    void* const handle = ::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        return base::fail(base::ErrorCode::kFailed,
                          "{} is needed to read it and cannot be loaded; install libical", name);
    }
    IcalLibrary library{};
    if (const char* missing = find_all(handle, library)) {
        return base::fail(base::ErrorCode::kFailed, "{} has no function {}", name, missing);
    }
    library.set_errors_are_fatal(0);
    return library;
}

}  // namespace

const base::Result<IcalLibrary>& ical_library() {
    static const base::Result<IcalLibrary> kLibrary = load_library();
    return kLibrary;
}

}  // namespace tasksched::config
