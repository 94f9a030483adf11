# SPDX-License-Identifier: MIT
# The host tree: host tools first, then one product tree per bitness, configured and built as external projects.
include(ExternalProject)

add_subdirectory(tools)
if(CROSSBIT_TESTS)
  add_subdirectory(tests)
endif()

# The reference of the headers, from the comments in them; without python3 there is none.
find_program(CROSSBIT_PYTHON python3)
if(CROSSBIT_PYTHON)
  file(GLOB headers CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/include/*.h" "${CMAKE_SOURCE_DIR}/include/crossbit/*.h")
  add_custom_command(OUTPUT "${CMAKE_BINARY_DIR}/reference/index.md"
    COMMAND "${CROSSBIT_PYTHON}" "${CMAKE_SOURCE_DIR}/tools/reference" "${CMAKE_BINARY_DIR}/reference"
    DEPENDS "${CMAKE_SOURCE_DIR}/tools/reference" ${headers} VERBATIM)
  add_custom_target(reference ALL DEPENDS "${CMAKE_BINARY_DIR}/reference/index.md")
  install(DIRECTORY "${CMAKE_BINARY_DIR}/reference/" DESTINATION share/doc/crossbit/reference)
endif()

# With ccache on the machine, a build after a change of branch compiles only what is new.
find_program(CROSSBIT_CCACHE ccache)
set(launcher "")
if(CROSSBIT_CCACHE)
  set(launcher -DCMAKE_C_COMPILER_LAUNCHER=${CROSSBIT_CCACHE})
endif()

function(crossbit_add_product_tree arch triplet)
  ExternalProject_Add(product-${arch}
    SOURCE_DIR "${CMAKE_SOURCE_DIR}"
    BINARY_DIR "${CMAKE_BINARY_DIR}/${arch}"
    STAMP_DIR "${CMAKE_BINARY_DIR}/${arch}/stamps"
    TMP_DIR "${CMAKE_BINARY_DIR}/${arch}/tmp"
    CMAKE_ARGS
      -DCMAKE_TOOLCHAIN_FILE=${CMAKE_SOURCE_DIR}/tools/cmake/${triplet}.cmake
      -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
      -DCROSSBIT_HOST_TOOLS=${CMAKE_BINARY_DIR}/host
      -DCROSSBIT_STAGE=${CMAKE_BINARY_DIR}/stage
      -DCROSSBIT_DEPS=${CROSSBIT_DEPS}
      -DCROSSBIT_TESTS=${CROSSBIT_TESTS}
      ${launcher}
    BUILD_ALWAYS ON
    INSTALL_COMMAND ""
    USES_TERMINAL_BUILD ON
    STEP_TARGETS configure)
  # To configure needs no host tool, so that what needs only some of them does not wait for all.
  ExternalProject_Add_StepDependencies(product-${arch} build ${CROSSBIT_HOST_TOOL_TARGETS})
endfunction()
get_property(CROSSBIT_HOST_TOOL_TARGETS GLOBAL PROPERTY CROSSBIT_HOST_TOOL_TARGETS)
crossbit_add_product_tree(x86 i686-w64-mingw32)
crossbit_add_product_tree(x64 x86_64-w64-mingw32)

# What tools/demo runs, and nothing else: the program and its client library for x64, the surrogate for x86.
add_custom_target(demo-x86 USES_TERMINAL COMMENT "What the demo needs of product-x86"
  COMMAND ${CMAKE_COMMAND} --build "${CMAKE_BINARY_DIR}/x86" --target surrogate crossbitps)
add_custom_target(demo-x64 USES_TERMINAL COMMENT "What the demo needs of product-x64"
  COMMAND ${CMAKE_COMMAND} --build "${CMAKE_BINARY_DIR}/x64" --target zlib-demo crossbit crossbitps)
add_dependencies(demo-x86 idl-lint product-x86-configure)
add_dependencies(demo-x64 idl-lint product-x64-configure)
add_custom_target(demo DEPENDS demo-x86 demo-x64)

# The product trees' tests are entries of the host tree's ctest.
file(WRITE "${CMAKE_BINARY_DIR}/product_tests.cmake" "subdirs(x86 x64)\n")
set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY TEST_INCLUDE_FILES
  "${CMAKE_BINARY_DIR}/product_tests.cmake")

include(CrossbitInstall)
