' SPDX-License-Identifier: MIT
' A surrogate that COM activates, and libraries in it: the front end runs over there. Arguments: fixture.dll, its
' bitness.
Option Explicit
On Error Resume Next
Dim h, f, r, a, b, deep, inside

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

Class Recursion
  Public Default Function Run(depth)
    deep = deep + 1
    Run = f.recurse(depth - 1, Me)
  End Function
End Class
Class Comparer
  Public Default Function Run(x, y)
    Run = x - y
  End Function
End Class

Set h = CreateObject("Crossbit.Host" & WScript.Arguments(1))
Check "the host's bitness", h.Bits, WScript.Arguments(1)
Set f = h.OpenLibrary(WScript.Arguments(0))
Check "the library's bitness", f.Bits, WScript.Arguments(1)
Check "both are in one process", f.ProcessId, h.ProcessId
f.Declare "int divide(int a, int b, [out] int *quotient, [out] int *remainder); int process_id(void);" & _
  "int set_errors(int last_error, int errno_value); long long next_i64(long long);" & _
  "int recurse(int depth, int (__cdecl *callback)(int depth));" & _
  "void sort_ints([in, out, size_is(count)] int *values, unsigned count, " & _
  "  int (__cdecl *compare)([in] const int *a, [in] const int *b));"
Check "declare", Err.Number, 0
r = f.process_id()
Check "it runs over there", r, h.ProcessId
r = f.divide(17, 5, a, b)
Check "out-parameters", a & " " & b, "3 2"
r = f.next_i64("9007199254740992")
Check "64-bit numbers", CStr(r), "9007199254740993"
r = f.set_errors(1234, 33)
Check "LastError", f.LastError, 1234
Check "Errno", f.Errno, 33
a = Array(3, 1, 2)
f.sort_ints a, 3, New Comparer
Check "a callback", a(0) & " " & a(1) & " " & a(2), "1 2 3"
deep = 0
r = f.recurse(4, New Recursion)
Check "nested calls inside callbacks", r, 10
f.divide 1
inside = Err.Description
Err.Clear
Check "an error has its text", InStr(inside, "takes 4 arguments") > 0, True
f.Unload
Check "Unload", Err.Number, 0
WScript.Echo "end 13"
