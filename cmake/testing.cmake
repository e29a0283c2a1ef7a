# The headers that every test reads, read once. A program, so that it is compiled as the tests are.
if(TASKSCHED_JOIN_SOURCES)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/headers.cpp "int main() {}\n")
    add_executable(tasksched_test_headers ${CMAKE_CURRENT_BINARY_DIR}/headers.cpp)
    target_link_libraries(tasksched_test_headers PRIVATE tasksched_options tasksched_base
        GTest::gmock GTest::gtest)
    target_precompile_headers(tasksched_test_headers PRIVATE
        <gmock/gmock.h> <gtest/gtest.h> <fmt/format.h> <tl/expected.hpp>
        <chrono> <functional> <map> <string> <vector>)
endif()

# tasksched_test(NAME [JOINED] LABEL unit|contract|integration|simulation|lint SOURCES ... LIBS ...
#                [TIMEOUT seconds])
# One executable a folder of tests, known to ctest by its name. The sources of one that is JOINED are
# compiled together, as those of a library are: no two may use one name for different things.
function(tasksched_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "JOINED" "LABEL;TIMEOUT" "SOURCES;LIBS")
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(TASKSCHED_SANITIZE)
        math(EXPR arg_TIMEOUT "4 * ${arg_TIMEOUT}")
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE tasksched_options ${arg_LIBS} GTest::gmock GTest::gtest_main)
    if(TASKSCHED_JOIN_SOURCES)
        target_precompile_headers(${name} REUSE_FROM tasksched_test_headers)
    endif()
    if(arg_JOINED)
        # So few at a time that the cores share a large folder.
        tasksched_join_sources(${name} 8)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    # Two for each core at once (run.sh): those that wait for the daemon's seconds take half a core.
    set(halves 2)
    if(arg_LABEL STREQUAL "integration")
        set(halves 1)
    endif()
    # Those that may take long start first, so that none is left to run alone at the end.
    set_tests_properties(${name} PROPERTIES
        LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT} PROCESSORS ${halves})
endfunction()
