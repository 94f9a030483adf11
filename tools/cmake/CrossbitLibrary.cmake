# SPDX-License-Identifier: MIT
# crossbit_add_library(TARGET
#   DLL file                  the DLL of the other bitness
#   [HEADER file...]          its C headers, as the compiler finds them (not needed with ANNOTATIONS)
#   [ANNOTATIONS file]        the annotation header (docs/annotations.md)
#   [INCLUDES folder...]      where the headers are
#   [DEFINITIONS name...]     preprocessor definitions, NAME or NAME=VALUE
#   [SKIP function...]        functions to leave out
#   [CLIENT_SOURCES file...]  hand-written code of the drop-in's side (CROSSBIT_CLIENT_CODE)
#   [BINDING_SOURCES file...] hand-written code of the binding's side (CROSSBIT_SURROGATE_CODE)
#   [OUTPUT folder])          where everything goes; default: CMAKE_RUNTIME_OUTPUT_DIRECTORY or the current binary
#   folder
#
# Makes TARGET, a DLL of this project's bitness with the exports of the DLL, and beside it all that it needs to run:
# crossbit.dll and crossbitps.dll, and in the folder of the other bitness (x86 or x64) the surrogate, the DLL, its
# binding.
#
# Needs crossbit-gen, widl and gcc of both bitnesses. Set by the package, or by Crossbit's own build:
#   CROSSBIT_GEN       the generator
#   CROSSBIT_RUNTIME_INCLUDE  folder of the public headers
#   CROSSBIT_RUNTIME_SOURCE   folder of the sources that generated code is compiled with: core/base and dropin below it
#   CROSSBIT_BIN       folder with x86/ and x64/: Crossbit's programs and DLLs
#   CROSSBIT_STAGE_SCRIPT  stage_dropin.cmake
#   CROSSBIT_SYSTEM_IDL  folder with unknwn.idl
#   CROSSBIT_LEAN_OPTIONS  further options for all that is compiled; Crossbit's own build keeps large headers out
#   CROSSBIT_RUNTIME_WARNINGS  options for those sources; default: -w, they are none of the user's business
# No include_guard: each folder with a find_package of its own needs the variables.
set(crossbit_runtime_sources core/base/spare.c dropin/runtime/callee.c dropin/runtime/pack.c dropin/runtime/reason.c
  dropin/runtime/region.c dropin/runtime/table.c)
set(CROSSBIT_DROPIN_SOURCES ${crossbit_runtime_sources} core/base/log.c dropin/program/dropin.c
  dropin/program/program_handles.c
  dropin/program/report.c)
set(CROSSBIT_BINDING_SOURCES ${crossbit_runtime_sources} dropin/binding/binding.c dropin/binding/binding_handles.c
  dropin/binding/callback_pool.c dropin/binding/mirror.c)
# GCC would clear a structure with `rep stos`, which is slow to begin, and every call clears a few.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
  set(CROSSBIT_CLEAR_OPTION -mmemset-strategy=unrolled_loop:256:noalign,libcall:-1:noalign)
endif()
if(NOT DEFINED CROSSBIT_RUNTIME_WARNINGS)
  set(CROSSBIT_RUNTIME_WARNINGS -w)
endif()
set(CROSSBIT_GENERATED_OPTIONS -std=gnu11 -O2 -fno-strict-aliasing ${CROSSBIT_CLEAR_OPTION} -DCOBJMACROS -DUNICODE
  -D_WIN32_WINNT=0x0601)

# What all drop-ins and bindings of a project share, compiled once: the objects of crossbit_dropin_runtime, and the
# files of CROSSBIT_BINDING_OBJECTS, which crossbit_binding_runtime makes with the other bitness's compiler.
function(crossbit_add_runtime other)
  if(TARGET crossbit_dropin_runtime)
    return()
  endif()
  list(TRANSFORM CROSSBIT_DROPIN_SOURCES PREPEND "${CROSSBIT_RUNTIME_SOURCE}/")
  add_library(crossbit_dropin_runtime OBJECT EXCLUDE_FROM_ALL ${CROSSBIT_DROPIN_SOURCES})
  target_include_directories(crossbit_dropin_runtime PRIVATE "${CROSSBIT_RUNTIME_INCLUDE}" "${CROSSBIT_RUNTIME_SOURCE}")
  target_compile_options(crossbit_dropin_runtime PRIVATE ${CROSSBIT_GENERATED_OPTIONS} ${CROSSBIT_LEAN_OPTIONS}
    ${CROSSBIT_RUNTIME_WARNINGS})

  list(TRANSFORM CROSSBIT_BINDING_SOURCES PREPEND "${CROSSBIT_RUNTIME_SOURCE}/")
  file(GLOB headers "${CROSSBIT_RUNTIME_INCLUDE}/crossbit/*.h" "${CROSSBIT_RUNTIME_SOURCE}/core/base/*.h"
    "${CROSSBIT_RUNTIME_SOURCE}/dropin/*/*.h")
  set(folder "${CMAKE_BINARY_DIR}/crossbit_runtime/${other}")
  file(MAKE_DIRECTORY "${folder}")
  set(objects "")
  foreach(source IN LISTS CROSSBIT_BINDING_SOURCES)
    get_filename_component(part "${source}" DIRECTORY)
    get_filename_component(part "${part}" NAME)
    get_filename_component(name "${source}" NAME_WE)
    set(object "${folder}/${part}_${name}.o")
    add_custom_command(OUTPUT "${object}" DEPENDS "${source}" ${headers}
      COMMAND ${CMAKE_C_COMPILER_LAUNCHER} "${CROSSBIT_${other}_GCC}" ${CROSSBIT_GENERATED_OPTIONS}
        ${CROSSBIT_LEAN_OPTIONS}
        ${CROSSBIT_RUNTIME_WARNINGS}
        "-I${CROSSBIT_RUNTIME_INCLUDE}" "-I${CROSSBIT_RUNTIME_SOURCE}" -c "${source}" -o "${object}"
      COMMENT "${part}/${name}.c (${other})" VERBATIM)
    list(APPEND objects "${object}")
  endforeach()
  add_custom_target(crossbit_binding_runtime DEPENDS ${objects})
  set_property(GLOBAL PROPERTY CROSSBIT_BINDING_OBJECTS "${objects}")
endfunction()

# The DLL, if it is there already, has to be of the bitness that a drop-in is for.
function(crossbit_check_bitness target dll bits)
  if(NOT EXISTS "${dll}" OR IS_DIRECTORY "${dll}")
    return()
  endif()
  file(READ "${dll}" header LIMIT 4096 HEX)
  string(LENGTH "${header}" length)
  if(length LESS 128 OR NOT header MATCHES "^4d5a")
    message(FATAL_ERROR "crossbit_add_library(${target}): ${dll} is no DLL")
  endif()
  string(SUBSTRING "${header}" 120 2 low) # e_lfanew, little endian; it lies in the first 4 KB
  string(SUBSTRING "${header}" 122 2 high)
  math(EXPR machine "2 * (0x${high}${low} + 4)")
  math(EXPR end "${machine} + 4")
  if(end GREATER length)
    return()
  endif()
  string(SUBSTRING "${header}" ${machine} 4 machine)
  if(machine STREQUAL "4c01")
    set(found 32)
  elseif(machine STREQUAL "6486")
    set(found 64)
  else()
    message(FATAL_ERROR "crossbit_add_library(${target}): ${dll} is for another processor than x86 and x64")
  endif()
  if(NOT found EQUAL bits)
    message(FATAL_ERROR "crossbit_add_library(${target}): ${dll} is a ${found}-bit DLL, which ${found}-bit programs "
      "load as it is; a drop-in in this build is for a ${bits}-bit DLL")
  endif()
endfunction()

function(crossbit_add_library target)
  cmake_parse_arguments(ARG "" "DLL;ANNOTATIONS;OUTPUT"
    "HEADER;INCLUDES;DEFINITIONS;SKIP;CLIENT_SOURCES;BINDING_SOURCES" ${ARGN})
  if(NOT ARG_DLL)
    message(FATAL_ERROR "crossbit_add_library(${target}): DLL is missing: name the DLL of the other bitness")
  endif()
  if(NOT ARG_ANNOTATIONS AND NOT ARG_HEADER)
    message(FATAL_ERROR "crossbit_add_library(${target}): give HEADER or ANNOTATIONS")
  endif()
  if(CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(own x64)
    set(other x86)
    set(own_triplet x86_64-w64-mingw32)
    set(other_triplet i686-w64-mingw32)
    set(other_bits 32)
  else()
    set(own x86)
    set(other x64)
    set(own_triplet i686-w64-mingw32)
    set(other_triplet x86_64-w64-mingw32)
    set(other_bits 64)
  endif()
  get_filename_component(dll "${ARG_DLL}" ABSOLUTE)
  get_filename_component(dll_name "${dll}" NAME)
  get_filename_component(stem "${dll_name}" NAME_WLE) # meter.2.0.dll is meter.2.0
  crossbit_check_bitness(${target} "${dll}" ${other_bits})
  string(MAKE_C_IDENTIFIER "${stem}" id)
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  endif()
  if(NOT ARG_OUTPUT)
    set(ARG_OUTPUT "${CMAKE_CURRENT_BINARY_DIR}")
  endif()
  find_program(CROSSBIT_${own}_WIDL NAMES ${own_triplet}-widl REQUIRED)
  find_program(CROSSBIT_${other}_WIDL NAMES ${other_triplet}-widl REQUIRED)
  find_program(CROSSBIT_${other}_GCC NAMES ${other_triplet}-gcc REQUIRED)
  set(work "${CMAKE_CURRENT_BINARY_DIR}/${target}.crossbit")
  set(source "${work}/generated")
  file(MAKE_DIRECTORY "${work}/${own}" "${work}/${other}")
  crossbit_add_runtime(${other})

  # The generator writes all files or none; its report is the one that is always there.
  set(command "${CROSSBIT_GEN}" --library "${dll}" -o "${source}" --depfile-target "${work}/generated.stamp")
  set(depends "${dll}" "${CROSSBIT_GEN}")
  # annotate.h of this Crossbit: the generator may have been built elsewhere.
  set(includes "-I${CROSSBIT_RUNTIME_INCLUDE}")
  foreach(folder IN LISTS ARG_INCLUDES)
    get_filename_component(folder "${folder}" ABSOLUTE)
    list(APPEND includes "-I${folder}")
  endforeach()
  foreach(definition IN LISTS ARG_DEFINITIONS)
    list(APPEND includes "-D${definition}")
  endforeach()
  foreach(header IN LISTS ARG_HEADER)
    list(APPEND command --header "${header}")
  endforeach()
  if(ARG_ANNOTATIONS)
    get_filename_component(annotations "${ARG_ANNOTATIONS}" ABSOLUTE)
    list(APPEND command --annotations "${annotations}")
    list(APPEND depends "${annotations}")
    get_filename_component(folder "${annotations}" DIRECTORY)
    list(APPEND includes "-I${folder}")
  endif()
  foreach(name IN LISTS ARG_SKIP)
    list(APPEND command --skip "${name}")
  endforeach()
  foreach(header IN LISTS ARG_HEADER)
    foreach(folder IN LISTS ARG_INCLUDES ITEMS "${CMAKE_CURRENT_SOURCE_DIR}")
      if(EXISTS "${folder}/${header}")
        list(APPEND depends "${folder}/${header}")
      endif()
    endforeach()
  endforeach()
  set(generated "${source}/${id}.idl" "${source}/${id}_dropin.c" "${source}/${id}_binding.c" "${source}/${id}_proxy.c"
    "${source}/${id}_wire.h" "${source}/${id}_import.def" "${source}/${id}_dropin.def" "${source}/${id}_dropin.rc"
    "${source}/${id}_binding.rc" "${source}/${id}.report.txt")
  set(lint "")
  if(CROSSBIT_IDL_LINT)
    set(lint COMMAND ${CROSSBIT_IDL_LINT} "${source}/${id}.idl")
  endif()
  # The depfile names every header that was read: what a changed one makes wrong is made again, the binding too.
  add_custom_command(OUTPUT "${work}/generated.stamp" BYPRODUCTS ${generated} DEPENDS ${depends}
    DEPFILE "${source}/${id}.d"
    COMMAND ${command} ${includes} ${lint} COMMAND ${CMAKE_COMMAND} -E touch "${work}/generated.stamp"
    COMMENT "crossbit-gen ${dll_name}" VERBATIM)

  foreach(arch ${own} ${other})
    set(widl "${CROSSBIT_${arch}_WIDL}" -Oicf -I "${CROSSBIT_SYSTEM_IDL}")
    add_custom_command(OUTPUT "${work}/${arch}/${id}_com.h" "${work}/${arch}/${id}_i.c" "${work}/${arch}/${id}_p.c"
      DEPENDS "${work}/generated.stamp"
      COMMAND ${widl} -h -o "${work}/${arch}/${id}_com.h" "${source}/${id}.idl"
      COMMAND ${widl} -u -o "${work}/${arch}/${id}_i.c" "${source}/${id}.idl"
      COMMAND ${widl} -p -H ${id}_com.h -o "${work}/${arch}/${id}_p.c" "${source}/${id}.idl" VERBATIM)
  endforeach()

  # The drop-in: a target like any other, so that programs link to it by name.
  add_library(${target} SHARED "${source}/${id}_dropin.c" "${source}/${id}_proxy.c" "${source}/${id}_dropin.def"
    $<TARGET_OBJECTS:crossbit_dropin_runtime> "${source}/${id}_dropin.rc" ${ARG_CLIENT_SOURCES})
  add_custom_target(${target}_sources DEPENDS "${work}/${own}/${id}_com.h" "${work}/generated.stamp")
  add_dependencies(${target} ${target}_sources)
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME "${stem}" RUNTIME_OUTPUT_DIRECTORY "${ARG_OUTPUT}"
    ARCHIVE_OUTPUT_DIRECTORY "${work}")
  target_include_directories(${target} PRIVATE "${source}" "${work}/${own}" "${CROSSBIT_RUNTIME_INCLUDE}")
  set_source_files_properties("${source}/${id}_proxy.c" PROPERTIES COMPILE_OPTIONS -w)
  target_compile_options(${target} PRIVATE
    "$<$<COMPILE_LANGUAGE:C>:${CROSSBIT_GENERATED_OPTIONS};${CROSSBIT_LEAN_OPTIONS};${includes}>")
  target_link_options(${target} PRIVATE -static-libgcc)
  target_link_libraries(${target} PRIVATE rpcrt4 oleaut32 ole32 uuid)

  # A 32-bit program calls a stdcall function by its decorated name; the DLL exports it plain.
  if(own STREQUAL x86)
    find_program(CROSSBIT_DLLTOOL NAMES ${own_triplet}-dlltool dlltool REQUIRED)
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND "${CROSSBIT_DLLTOOL}" -k -m i386 -d "${source}/${id}_import.def" -l $<TARGET_LINKER_FILE:${target}>
        VERBATIM)
  endif()

  # The binding, with the other bitness's compiler.
  get_property(runtime GLOBAL PROPERTY CROSSBIT_BINDING_OBJECTS)
  set(hand_written "")
  foreach(file IN LISTS ARG_BINDING_SOURCES)
    get_filename_component(file "${file}" ABSOLUTE)
    list(APPEND hand_written "${file}")
  endforeach()
  set(compile "")
  set(objects "")
  foreach(file IN LISTS hand_written ITEMS "${source}/${id}_binding.c" "${source}/${id}_proxy.c")
    list(LENGTH objects number) # two sources may have one name
    set(object "${work}/${other}/${number}.o")
    list(APPEND compile COMMAND ${CMAKE_C_COMPILER_LAUNCHER} "${CROSSBIT_${other}_GCC}" ${CROSSBIT_GENERATED_OPTIONS}
      ${CROSSBIT_LEAN_OPTIONS} -w ${includes}
      "-I${source}" "-I${work}/${other}" "-I${CROSSBIT_RUNTIME_INCLUDE}" -c "${file}" -o "${object}")
    list(APPEND objects "${object}")
  endforeach()
  set(folder "${ARG_OUTPUT}/${other}")
  set(binding "${folder}/${id}.crossbit.dll")
  add_custom_command(OUTPUT "${binding}"
    DEPENDS "${work}/${other}/${id}_com.h" "${work}/generated.stamp" ${hand_written} ${runtime} crossbit_binding_runtime
      "${CROSSBIT_RUNTIME_SOURCE}/dropin/binding/binding.def"
    COMMAND ${CMAKE_COMMAND} -E make_directory "${folder}"
    ${compile}
    COMMAND "${CROSSBIT_${other}_GCC}" -shared -s -o "${binding}" ${objects} ${runtime}
      "${CROSSBIT_RUNTIME_SOURCE}/dropin/binding/binding.def"
      -Wl,--enable-stdcall-fixup -static-libgcc -lrpcrt4 -loleaut32 -lole32 -luuid
    COMMENT "binding of ${dll_name} (${other})" VERBATIM)
  add_custom_command(OUTPUT "${folder}/${dll_name}" DEPENDS "${dll}"
    COMMAND ${CMAKE_COMMAND} -E make_directory "${folder}"
    COMMAND ${CMAKE_COMMAND} -E copy "${dll}" "${folder}/${dll_name}" VERBATIM)
  # Crossbit itself, when it is there already: in Crossbit's own build the other tree stages it.
  add_custom_target(${target}_runtime ALL DEPENDS "${binding}" "${folder}/${dll_name}"
    COMMAND ${CMAKE_COMMAND} "-DFROM=${CROSSBIT_BIN}" "-DTO=${ARG_OUTPUT}" -DOWN=${own} -DOTHER=${other}
      -DBITS=${other_bits}
      -P "${CROSSBIT_STAGE_SCRIPT}" VERBATIM)
  add_dependencies(${target}_runtime ${target}_sources) # `make -j` would run the generator for both
  add_dependencies(${target} ${target}_runtime)
endfunction()
