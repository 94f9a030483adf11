' SPDX-License-Identifier: MIT
' CRC-32 of a text, by zlib1.dll of either bitness: cscript //nologo crc32.vbs C:\folder\zlib1.dll 123456789
Option Explicit
Dim zlib, text, crc
Set zlib = CreateObject("Crossbit.Library")
zlib.Load WScript.Arguments(0)
zlib.Declare "unsigned long crc32(unsigned long crc, [in, size_is(size)] const void *data, unsigned size)"
text = WScript.Arguments(1)
crc = zlib.crc32(0, zlib.Bytes(text), Len(text))
WScript.Echo "crc32 = " & crc & " (" & zlib.Bits & "-bit zlib1.dll in process " & zlib.ProcessId & ")"
