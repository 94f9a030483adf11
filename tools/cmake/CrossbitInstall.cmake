# SPDX-License-Identifier: MIT
# What `cmake --install build --prefix FOLDER` lays down; it works from wherever the folder is moved to.
#
#   bin/x86, bin/x64   surrogate, crossbit.dll, crossbitps.dll, crossbit.exe, and FILE.debug of each
#   (docs/installing.md) lib/x86, lib/x64   import libraries and the static library
#   include            crossbit.h and what it includes
#   lib/cmake/Crossbit find_package(Crossbit)
#   libexec/crossbit   host tools: idl-lint, crossbit-gen
#   share/crossbit     the IDL, and the sources that generated code is compiled with
#   share/doc/crossbit the documentation, and in reference/ the reference of the headers
include(CMakePackageConfigHelpers)

if(WIN32)
  install(TARGETS surrogate crossbit crossbitps crossbit-tool
    RUNTIME DESTINATION bin/${CROSSBIT_ARCH} LIBRARY DESTINATION bin/${CROSSBIT_ARCH} ARCHIVE DESTINATION
      lib/${CROSSBIT_ARCH})
  foreach(target surrogate crossbit crossbitps crossbit-tool)
    install(FILES "$<TARGET_FILE:${target}>.debug" DESTINATION bin/${CROSSBIT_ARCH})
  endforeach()
  install(TARGETS crossbit_static ARCHIVE DESTINATION lib/${CROSSBIT_ARCH})
endif()

# What does not depend on the bitness comes from the tree that builds the host tools.
if(NOT CMAKE_CROSSCOMPILING)
  foreach(tool idl-lint crossbit-gen)
    if(TARGET ${tool})
      install(TARGETS ${tool} RUNTIME DESTINATION libexec/crossbit)
    endif()
  endforeach()
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION include FILES_MATCHING PATTERN "*.h")
  install(FILES "${PROJECT_SOURCE_DIR}/client/crossbit.def" "${PROJECT_SOURCE_DIR}/proxystub/crossbitps.def"
    DESTINATION lib)
  install(FILES "${PROJECT_SOURCE_DIR}/idl/crossbit.idl" "${PROJECT_SOURCE_DIR}/proxystub/iunknown_proxy.h"
    DESTINATION share/crossbit)
  foreach(folder runtime program binding)
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/dropin/${folder}/" DESTINATION share/crossbit/dropin/${folder}
      FILES_MATCHING PATTERN "*.c" PATTERN "*.h" PATTERN "*.def")
  endforeach()
  foreach(module log spare)
    install(FILES "${PROJECT_SOURCE_DIR}/core/base/${module}.c" "${PROJECT_SOURCE_DIR}/core/base/${module}.h"
      DESTINATION share/crossbit/core/base)
  endforeach()
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION share/doc/crossbit FILES_MATCHING PATTERN "*.md"
    PATTERN "*.svg")

  set(CROSSBIT_STATIC_LIBRARIES oleaut32 ole32 uuid)
  configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/CrossbitConfig.cmake.in"
    "${CMAKE_BINARY_DIR}/package/CrossbitConfig.cmake" INSTALL_DESTINATION lib/cmake/Crossbit
    NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  # ARCH_INDEPENDENT: one package serves projects of both bitnesses.
  write_basic_package_version_file("${CMAKE_BINARY_DIR}/package/CrossbitConfigVersion.cmake"
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
  install(FILES "${CMAKE_BINARY_DIR}/package/CrossbitConfig.cmake"
    "${CMAKE_BINARY_DIR}/package/CrossbitConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/CrossbitIdl.cmake" DESTINATION lib/cmake/Crossbit)
  foreach(file CrossbitLibrary.cmake stage_dropin.cmake)
    if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/${file}")
      install(FILES "${CMAKE_CURRENT_LIST_DIR}/${file}" DESTINATION lib/cmake/Crossbit)
    endif()
  endforeach()
endif()

# The host tree installs the product trees that it has built.
if(NOT WIN32)
  foreach(arch x86 x64)
    install(CODE "
      execute_process(COMMAND \"${CMAKE_COMMAND}\" --install \"${CMAKE_BINARY_DIR}/${arch}\" --prefix
        \"\${CMAKE_INSTALL_PREFIX}\"
        RESULT_VARIABLE failed)
      if(failed)
        message(FATAL_ERROR \"cannot install the ${arch} tree: is it built? (cmake --build ${CMAKE_BINARY_DIR})\")
      endif()")
  endforeach()
endif()
