# Third parties. Each is linked PRIVATE to the one target that includes it.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(CURL REQUIRED)

# SQLiteCpp's package names SQLite by this target; the engine stays a shared library, so that a
# security update of the distribution reaches us without a new build.
find_package(SQLite3 REQUIRED)

# Standalone Asio is headers only and has no package file. How it allocates would depend on whether
# a standard header was included before it, and so differ from file to file: one way for all.
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
add_library(tasksched_asio INTERFACE)
target_include_directories(tasksched_asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_compile_definitions(tasksched_asio INTERFACE
    ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_DISABLE_STD_ALIGNED_ALLOC)
target_link_libraries(tasksched_asio INTERFACE Threads::Threads)
# Optimized, GCC 12 inlines one half of the pair by which Asio allocates its coroutines' frames.
target_compile_options(tasksched_asio INTERFACE -Wno-mismatched-new-delete)
if(TASKSCHED_SANITIZE MATCHES thread)
    # The sanitizer does not know fences; the loop's mutex orders what they would order.
    target_compile_definitions(tasksched_asio INTERFACE ASIO_DISABLE_FENCED_BLOCK)
endif()

# toml++ as headers, so that the command does not load a library for a file that is mostly absent.
find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(tasksched_toml INTERFACE)
target_include_directories(tasksched_toml SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
target_compile_definitions(tasksched_toml INTERFACE TOML_HEADER_ONLY=1)

# libical's headers: the library is loaded when an .ics file is to be read. Linked, it would bring
# ICU with it at every start of the command.
find_path(LIBICAL_INCLUDE_DIR libical/ical.h REQUIRED)
add_library(tasksched_ical INTERFACE)
target_include_directories(tasksched_ical SYSTEM INTERFACE ${LIBICAL_INCLUDE_DIR})
target_link_libraries(tasksched_ical INTERFACE ${CMAKE_DL_LIBS})

# Abseil's time library reads the system's tzdata. Its archives are linked, not its shared objects,
# for the same reason as the C++ runtime: the command starts in milliseconds.
set(TASKSCHED_ABSL_TIME "")
foreach(part time time_zone civil_time strings strings_internal int128 throw_delegate base
        raw_logging_internal spinlock_wait)
    find_library(ABSL_${part}_ARCHIVE NAMES libabsl_${part}.a REQUIRED)
    list(APPEND TASKSCHED_ABSL_TIME ${ABSL_${part}_ARCHIVE})
endforeach()
