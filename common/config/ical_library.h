#pragma once

#include <libical/ical.h>

#include "common/base/error.h"

namespace tasksched::config {

/// The functions of libical that are used. The library is loaded for the first file, not linked: it
/// brings ICU and the shared C++ runtime with it, which would cost every command several times its
/// own start.
struct IcalLibrary {
    decltype(&::icalerror_set_errors_are_fatal) set_errors_are_fatal;
    decltype(&::icalparser_parse_string) parse_string;
    decltype(&::icalcomponent_free) free_component;
    decltype(&::icalcomponent_isa) kind;
    decltype(&::icalcomponent_get_first_component) first_component;
    decltype(&::icalcomponent_get_next_component) next_component;
    decltype(&::icalcomponent_get_first_property) first_property;
    decltype(&::icalcomponent_get_next_property) next_property;
    decltype(&::icalcomponent_get_uid) uid;
    decltype(&::icalcomponent_get_summary) summary;
    decltype(&::icalproperty_get_dtstart) dtstart;
    decltype(&::icalproperty_get_dtend) dtend;
    decltype(&::icalproperty_get_duration) duration;
    decltype(&::icalproperty_get_rrule) rrule;
    decltype(&::icalproperty_get_rdate) rdate;
    decltype(&::icalproperty_get_exdate) exdate;
    decltype(&::icalproperty_get_recurrenceid) recurrence_id;
    decltype(&::icalproperty_get_status) status;
    decltype(&::icalproperty_get_xlicerror) error;
    decltype(&::icalrecur_iterator_new) begin_rule;
    decltype(&::icalrecur_iterator_next) next_of_rule;
    decltype(&::icalrecur_iterator_free) end_rule;
};

/// The library, loaded at the first call and until the process ends. kFailed where it is not
/// installed.
const base::Result<IcalLibrary>& ical_library();

}  // namespace tasksched::config
