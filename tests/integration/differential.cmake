# SPDX-License-Identifier: MIT
# DLLs in this process and in a surrogate of the other bitness. The other tree's surrogate and fixture must be staged
# too:
# the tests run when both trees are built.

# crossbit_add_differential(NAME SOURCES file... [ARGS a...])
function(crossbit_add_differential name)
  cmake_parse_arguments(ARG "" "" "SOURCES;ARGS" ${ARGN})
  crossbit_add_test(integration ${name} SOURCES test_${name}.c runner.c ${ARG_SOURCES}
    LIBRARIES crossbit crossbit_core crossbit_engine ARGS ${ARG_ARGS} DEPENDS fixture crossbitps surrogate
    OWN_PREFIX TIMEOUT 180)
endfunction()

crossbit_add_differential(differential SOURCES diff_callbacks.c diff_handles.c diff_memory.c diff_scalars.c
  diff_state.c diff_structs.c diff_text.c)
crossbit_add_differential(zlib ARGS ${CROSSBIT_ZLIB_X86} ${CROSSBIT_ZLIB_X64})
crossbit_add_differential(system)
crossbit_add_differential(faults)
