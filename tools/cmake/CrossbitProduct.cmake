# SPDX-License-Identifier: MIT
# A product tree: everything that runs on Windows, for the bitness of this tree's compiler.
enable_language(RC)
enable_language(ASM) # the call engine
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(CROSSBIT_ARCH x64)
  set(CROSSBIT_BITS 64)
  set(CROSSBIT_TRIPLET x86_64-w64-mingw32)
else()
  set(CROSSBIT_ARCH x86)
  set(CROSSBIT_BITS 32)
  set(CROSSBIT_TRIPLET i686-w64-mingw32)
endif()
set(CROSSBIT_STAGE "${CMAKE_BINARY_DIR}/../stage" CACHE PATH "Where the programs of both bitnesses are staged")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CROSSBIT_STAGE}/${CROSSBIT_ARCH}")
set(CMAKE_SHARED_LIBRARY_PREFIX "")

if(CMAKE_CROSSCOMPILING)
  # Tests and other programs of this tree run under Wine.
  set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_SOURCE_DIR}/tools/run")
endif()

# Debug information lies beside each program, in PROGRAM.debug, where gdb finds it by the link that the program holds.
macro(crossbit_split_debug language)
  foreach(rule CMAKE_${language}_LINK_EXECUTABLE CMAKE_${language}_CREATE_SHARED_LIBRARY)
    list(APPEND ${rule} "\"${CMAKE_OBJCOPY}\" --only-keep-debug <TARGET> <TARGET>.debug"
      "\"${CMAKE_OBJCOPY}\" --strip-all --add-gnu-debuglink=<TARGET>.debug <TARGET>")
  endforeach()
endmacro()
crossbit_split_debug(C)

# What all of our own code is compiled with. Generated code takes crossbit_base only; sources that include no header of
# ours and want none of our options take crossbit_lean.
# one word: CMake takes a second "-include" for the first
set(CROSSBIT_LEAN_OPTIONS "-include${CMAKE_SOURCE_DIR}/tools/cmake/lean.h")
add_library(crossbit_lean INTERFACE)
target_compile_options(crossbit_lean INTERFACE "$<$<COMPILE_LANGUAGE:C>:${CROSSBIT_LEAN_OPTIONS}>")
add_library(crossbit_base INTERFACE)
target_link_libraries(crossbit_base INTERFACE crossbit_lean)
target_compile_definitions(crossbit_base INTERFACE
  UNICODE _UNICODE COBJMACROS _WIN32_WINNT=0x0601 WINVER=0x0601 CROSSBIT_BITS=${CROSSBIT_BITS})
target_link_options(crossbit_base INTERFACE -static-libgcc)
# Headers of other folders are included by their path from the root: "core/base/message.h". Public ones as users include
# them.
add_library(crossbit_headers INTERFACE)
target_compile_options(crossbit_headers INTERFACE "-iquote${PROJECT_SOURCE_DIR}")
target_include_directories(crossbit_headers INTERFACE "${PROJECT_SOURCE_DIR}/include")
add_library(crossbit_flags INTERFACE)
target_compile_options(crossbit_flags INTERFACE -Wall -Wextra -Werror)
target_link_libraries(crossbit_flags INTERFACE crossbit_base crossbit_headers)

configure_file("${CMAKE_SOURCE_DIR}/tools/cmake/version.h.in" "${CMAKE_BINARY_DIR}/generated/crossbit_version.h")
target_include_directories(crossbit_base INTERFACE "${CMAKE_BINARY_DIR}/generated")

include(CrossbitVersion)
include(CrossbitIdl)
# Drop-ins of our own tests and examples are made as a user makes them.
if(CMAKE_CROSSCOMPILING)
  set(CROSSBIT_GEN "${CROSSBIT_HOST_TOOLS}/crossbit-gen")
else()
  set(CROSSBIT_GEN crossbit-gen)
endif()
set(CROSSBIT_BIN "${CROSSBIT_STAGE}")
set(CROSSBIT_RUNTIME_INCLUDE "${PROJECT_SOURCE_DIR}/include")
set(CROSSBIT_RUNTIME_SOURCE "${PROJECT_SOURCE_DIR}")
set(CROSSBIT_STAGE_SCRIPT "${PROJECT_SOURCE_DIR}/tools/cmake/stage_dropin.cmake")
set(CROSSBIT_RUNTIME_WARNINGS -Wall -Wextra -Werror)
include(CrossbitLibrary)
target_compile_options(crossbit_flags INTERFACE ${CROSSBIT_CLEAR_OPTION})
add_subdirectory(idl)
add_subdirectory(core)
add_subdirectory(client)
add_subdirectory(proxystub)
add_subdirectory(surrogate)
add_subdirectory(tools)
add_subdirectory(examples)
if(CROSSBIT_TESTS)
  add_subdirectory(tests)
endif()

include(CrossbitInstall)
