' SPDX-License-Identifier: MIT
' The real zlib1.dll from VBScript. Arguments: zlib1.dll, its bitness.
Option Explicit
On Error Resume Next
Dim z, r, text, data, packed, size, unpacked, wanted

Sub Check(name, got, wanted)
  If Err.Number <> 0 Then
    WScript.Echo "FAILED " & name & ": " & Err.Description
  ElseIf CStr(got) = CStr(wanted) Then
    WScript.Echo "ok " & name
  Else
    WScript.Echo "FAILED " & name & ": " & CStr(got) & ", not " & CStr(wanted)
  End If
  Err.Clear
End Sub

Set z = CreateObject("Crossbit.Library")
z.Load WScript.Arguments(0)
Check "load", z.Bits, WScript.Arguments(1)
z.Declare "typedef unsigned long uLong; typedef unsigned char Bytef;" & vbLf & _
  "const char *zlibVersion(void);" & vbLf & _
  "uLong crc32(uLong crc, [in, size_is(len)] const Bytef *buf, unsigned len);" & vbLf & _
  "uLong adler32(uLong adler, [in, size_is(len)] const Bytef *buf, unsigned len);" & vbLf & _
  "uLong compressBound(uLong length);" & vbLf & _
  "int compress2([out, size_is(*destLen), length_is(*destLen)] Bytef *dest, [in, out] uLong *destLen, " & _
  "  [in, size_is(sourceLen)] const Bytef *source, uLong sourceLen, int level);" & vbLf & _
  "int uncompress([out, size_is(*destLen), length_is(*destLen)] Bytef *dest, [in, out] uLong *destLen, " & _
  "  [in, size_is(sourceLen)] const Bytef *source, uLong sourceLen);"
Check "declare", Err.Number, 0
r = z.zlibVersion()
Check "zlibVersion", Left(r, 2), "1."
r = z.crc32(0, z.Bytes("123456789"), 9)
Check "crc32", r, 3421780262
r = z.adler32(1, z.Bytes("123456789"), 9)
Check "adler32", r, 152961502
text = String(5000, "x") & "the end"
data = z.Bytes(text)
size = z.compressBound(Len(text))
r = z.compress2(packed, size, data, Len(text), 9)
Check "compress2", r, 0
Check "it got smaller", size < 100, True
wanted = Len(text)
r = z.uncompress(unpacked, wanted, packed, size)
Check "uncompress", r, 0
Check "the length is back", wanted, Len(text)
Check "the text is back", z.Text(unpacked) = text, True
wanted = 10
r = z.uncompress(unpacked, wanted, packed, size)
Check "a buffer that is too small is zlib's error", r, -5
WScript.Echo "end 11"
