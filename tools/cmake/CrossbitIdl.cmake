# SPDX-License-Identifier: MIT
# crossbit_compile_idl(TARGET IDL file... PROXY_CLSID name [TYPELIB] [DEPENDS file...])
#
# Runs this bitness's widl and makes two libraries:
#   TARGET        static: the GUIDs (`_i.c`) and the include folder of the header NAME_com.h
#   TARGET_proxy  object: the proxies and stubs (`_p.c`, dlldata.c), for one proxy DLL;
#                 its factory is ProxyDllGetClassObject, ProxyDllCanUnloadNow, with the class PROXY_CLSID
#   TARGET_typelib  target: NAME.tlb (TYPELIB)
#
# Each IDL goes through tools/idl-lint first, which refuses what widl compiles into wrong code (docs/idl.md).
# widl runs once for each bitness, because the proxies differ, with -Oicf, because its default needs headers that only
# Wine has. `DEPENDS` lists imported files: widl writes no dependency file.
find_program(CROSSBIT_WIDL NAMES ${CROSSBIT_TRIPLET}-widl widl REQUIRED)
# Debian's MinGW ships no system .idl files; Wine's development package does. MSYS2's headers hold them.
find_path(CROSSBIT_SYSTEM_IDL oaidl.idl PATHS /usr/include/wine/wine/windows NO_CMAKE_FIND_ROOT_PATH REQUIRED)
# importlib("stdole2.tlb"): a type library of the system, read by widl -t.
find_path(CROSSBIT_SYSTEM_TLB stdole2.tlb PATHS /usr/lib/x86_64-linux-gnu/wine/x86_64-windows $ENV{SystemRoot}/System32
  NO_CMAKE_FIND_ROOT_PATH REQUIRED)
# The lint is a host program: of the host tree, or on Windows of this tree.
if(CMAKE_CROSSCOMPILING AND NOT CROSSBIT_IDL_LINT)
  set(CROSSBIT_IDL_LINT "${CROSSBIT_HOST_TOOLS}/idl-lint")
elseif(NOT CROSSBIT_IDL_LINT)
  set(CROSSBIT_IDL_LINT idl-lint)
endif()

# Included before widl's proxies; the package names its own copy.
if(NOT CROSSBIT_PROXY_PRELUDE)
  set(CROSSBIT_PROXY_PRELUDE "${CMAKE_CURRENT_LIST_DIR}/../../proxystub/iunknown_proxy.h")
endif()

function(crossbit_compile_idl target)
  cmake_parse_arguments(ARG "TYPELIB" "PROXY_CLSID" "IDL;DEPENDS" ${ARGN})
  set(out "${CMAKE_CURRENT_BINARY_DIR}")
  set(widl ${CROSSBIT_WIDL} -Oicf -I "${CROSSBIT_SYSTEM_IDL}" -I "${CMAKE_CURRENT_SOURCE_DIR}")
  set(headers "")
  set(guids "")
  set(proxies "")
  foreach(idl IN LISTS ARG_IDL)
    get_filename_component(name "${idl}" NAME_WE)
    get_filename_component(source "${idl}" ABSOLUTE)
    add_custom_command(OUTPUT "${out}/${name}.linted" DEPENDS "${source}" ${CROSSBIT_IDL_LINT}
      COMMAND ${CROSSBIT_IDL_LINT} "${source}"
      COMMAND ${CMAKE_COMMAND} -E touch "${out}/${name}.linted" VERBATIM)
    set(depends "${source}" "${out}/${name}.linted" ${ARG_DEPENDS})
    add_custom_command(OUTPUT "${out}/${name}_com.h" DEPENDS ${depends}
      COMMAND ${widl} -h -o "${out}/${name}_com.h" "${source}" VERBATIM)
    add_custom_command(OUTPUT "${out}/${name}_i.c" DEPENDS ${depends}
      COMMAND ${widl} -u -o "${out}/${name}_i.c" "${source}" VERBATIM)
    add_custom_command(OUTPUT "${out}/${name}_p.c" DEPENDS ${depends} "${out}/${name}_com.h"
      COMMAND ${widl} -p -H "${name}_com.h" -o "${out}/${name}_p.c" "${source}" VERBATIM)
    if(ARG_TYPELIB)
      add_custom_command(OUTPUT "${out}/${name}.tlb" DEPENDS ${depends}
        COMMAND ${widl} -t -L "${CROSSBIT_SYSTEM_TLB}" -o "${out}/${name}.tlb" "${source}" VERBATIM)
      add_custom_target(${target}_typelib DEPENDS "${out}/${name}.tlb")
    endif()
    list(APPEND headers "${out}/${name}_com.h")
    list(APPEND guids "${out}/${name}_i.c")
    list(APPEND proxies "${out}/${name}_p.c")
    list(APPEND names "${source}")
  endforeach()
  # dlldata.c lists the proxy files; widl adds to a file that exists, so it starts from none.
  add_custom_command(OUTPUT "${out}/dlldata.c" DEPENDS ${ARG_IDL}
    COMMAND ${CMAKE_COMMAND} -E rm -f "${out}/dlldata.c"
    COMMAND ${widl} --dlldata-only -o "${out}/dlldata.c" ${names} VERBATIM)

  add_custom_target(${target}_header DEPENDS ${headers})
  add_library(${target} STATIC ${guids})
  if(TARGET crossbit_base)
    target_link_libraries(${target} PUBLIC crossbit_base)
  else()
    target_compile_definitions(${target} PUBLIC COBJMACROS UNICODE _WIN32_WINNT=0x0601)
    target_link_options(${target} PUBLIC -static-libgcc)
  endif()
  target_include_directories(${target} PUBLIC "${out}")
  add_dependencies(${target} ${target}_header)

  add_library(${target}_proxy OBJECT ${proxies} "${out}/dlldata.c")
  target_link_libraries(${target}_proxy PUBLIC ${target})
  # PROXY_DELEGATION: stubs of interfaces that inherit from IDispatch hand its methods to IDispatch's own stub.
  target_compile_definitions(${target}_proxy PRIVATE
    ENTRY_PREFIX=Proxy PROXY_CLSID=${ARG_PROXY_CLSID} PROXY_DELEGATION)
  target_compile_options(${target}_proxy PRIVATE
    -w -include "${CROSSBIT_PROXY_PRELUDE}")
endfunction()
