# SPDX-License-Identifier: MIT
# Puts Crossbit's own files beside a drop-in: FROM (with x86/ and x64/), TO, OWN and OTHER bitness, BITS of the other.
foreach(file crossbit.dll crossbitps.dll)
  if(EXISTS "${FROM}/${OWN}/${file}")
    file(COPY_FILE "${FROM}/${OWN}/${file}" "${TO}/${file}" ONLY_IF_DIFFERENT)
  endif()
endforeach()
foreach(file crossbit${BITS}.exe crossbitps.dll)
  if(EXISTS "${FROM}/${OTHER}/${file}")
    file(COPY_FILE "${FROM}/${OTHER}/${file}" "${TO}/${OTHER}/${file}" ONLY_IF_DIFFERENT)
  endif()
endforeach()
