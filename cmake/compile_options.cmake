# What every target of the project is compiled with: warnings, hardening, sanitizers.
add_library(tasksched_options INTERFACE)
target_include_directories(tasksched_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(tasksched_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wimplicit-fallthrough
    -Wundef)
# GCC 12's flow analysis sees errors in the standard library's strings where it optimizes (GCC bugs
# 105329 and 105651): its checks hold in the debug build.
target_compile_options(tasksched_options INTERFACE
    $<$<CONFIG:Debug>:-Wnull-dereference>
    $<$<NOT:$<CONFIG:Debug>>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow>)
if(TASKSCHED_WERROR)
    target_compile_options(tasksched_options INTERFACE -Werror)
endif()
if(TASKSCHED_SANITIZE)
    # GCC's flow analysis gives false alarms on instrumented code, as it does on optimized code:
    # the debug build keeps the checks.
    target_compile_options(tasksched_options INTERFACE
        -fsanitize=${TASKSCHED_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        -Wno-null-dereference -Wno-maybe-uninitialized
        -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
    target_link_options(tasksched_options INTERFACE -fsanitize=${TASKSCHED_SANITIZE})
else()
    target_compile_options(tasksched_options INTERFACE
        -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    target_compile_definitions(tasksched_options INTERFACE
        $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
    target_link_options(tasksched_options INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

# tasksched_join_sources(NAME FILES): up to so many of a target's sources at a time.
function(tasksched_join_sources name files)
    set_target_properties(${name} PROPERTIES
        UNITY_BUILD ${TASKSCHED_JOIN_SOURCES} UNITY_BUILD_BATCH_SIZE ${files})
    # A joined source's own names seem to come from a header.
    target_compile_options(${name} PRIVATE
        $<$<BOOL:${TASKSCHED_JOIN_SOURCES}>:-Wno-subobject-linkage>)
endfunction()

# tasksched_library(NAME SOURCES... [PUBLIC LIBS...] [PRIVATE LIBS...]): one folder, one library.
# What a folder may link is what it may include, so the link step holds the arrows of DESIGN.md.
#
# With TASKSCHED_JOIN_SOURCES the sources of a folder are compiled together: most of the time to build
# goes into reading headers. SEPARATE leaves a folder out whose files use the same names for
# different things.
function(tasksched_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "SEPARATE" "" "SOURCES;PUBLIC;PRIVATE")
    add_library(${name} STATIC ${arg_SOURCES})
    tasksched_join_sources(${name} 24)
    if(arg_SEPARATE)
        set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
    endif()
    target_link_libraries(${name} PUBLIC tasksched_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()
