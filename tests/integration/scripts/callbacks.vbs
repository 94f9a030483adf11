' SPDX-License-Identifier: MIT
' Functions of a script that a DLL calls. Arguments: fixture.dll, its bitness, msvcrt.dll of that bitness.
Option Explicit
On Error Resume Next
Dim f, c, r, a, kept, inside, ref, deep

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

Class Comparer
  Public Default Function Run(x, y)
    Run = x - y
  End Function
End Class
Class Recursion
  Public Default Function Run(depth)
    deep = deep + 1
    Run = f.recurse(depth - 1, Me)
  End Function
End Class
Class Keeper
  Public Default Function Run(value)
    Run = value * 2
  End Function
End Class
Class Failing
  Public Default Function Run(value)
    Err.Raise 1000, "the script", "no such luck"
  End Function
End Class
Class Mover
  Public Default Function Run(point, by)
    Run = Array(point(0) + by, point(1) - by)
  End Function
End Class
Class Writer
  Public Default Function Run(text, size, number)
    text = "script" & size
    number = number + 1
    Run = 7
  End Function
End Class
Class Reader
  Public Default Function Run(text, number, user)
    inside = inside & text & number & user & " "
    Run = 1
  End Function
End Class
Class Adder
  Public Default Function Run(point)
    Run = point(0) + point(1)
  End Function
End Class
Class Square
  Public Default Function Run(x)
    Run = x * x
  End Function
End Class
Function Compare(x, y)
  Compare = y - x
End Function

Set c = CreateObject("Crossbit.Library")
c.Load WScript.Arguments(2)
c.Declare "void qsort([in, out, size_is(n)] int *base, size_t n, size_t size, " & _
  "int (__cdecl *compare)([in] const int *a, [in] const int *b));"
a = Array(5, -3, 70000, 4, 1)
c.qsort a, 5, 4, New Comparer
Check "qsort of msvcrt", a(0) & " " & a(1) & " " & a(2) & " " & a(3) & " " & a(4), "-3 1 4 5 70000"

' GetRef is not there in every VBScript (Wine 8 has none): an object with a default method is the same to Crossbit.
Set ref = GetRef("Compare")
If Err.Number = 0 Then
  c.qsort a, 5, 4, ref
  r = a(0)
Else
  Err.Clear
  r = 70000
  WScript.Echo "no GetRef here"
End If
Check "qsort with GetRef", r, 70000

Set f = CreateObject("Crossbit.Library")
f.Load WScript.Arguments(0)
f.Declare "typedef struct point { int x, y; } point;" & _
  "int recurse(int depth, int (__cdecl *callback)(int depth));" & _
  "void keep_callback([keep] int (__stdcall *callback)(int value)); int fire_kept(int value);" & _
  "int fire_from_thread(int value);" & _
  "int call_from_thread(int (__stdcall *callback)(int value), int value);" & _
  "int errors_around_callback(int (__cdecl *callback)(int value));" & _
  "point map_point(point (__cdecl *f)(point p, int by), point p, int by);"
Check "declare", Err.Number, 0
deep = 0
r = f.recurse(4, New Recursion)
Check "nested calls inside callbacks", r, 10
Check "each level ran", deep, 4
Set kept = New Keeper
f.keep_callback kept
r = f.fire_kept(21)
Check "a callback that the DLL keeps", r, 42
r = f.fire_from_thread(22)
Check "the same from a thread of the DLL", r, 44
r = f.call_from_thread(New Keeper, 23)
Check "a callback from a thread of the DLL", r, 46
r = f.map_point(New Mover, Array(10, 20), 1)
Check "structs in a callback", r(0) & " " & r(1), "13 17"
f.Declare "int ask_buffer(int (__cdecl *f)([out, string, size_is(size)] char *buffer, unsigned size, " & _
  "[in, out] int *number));" & _
  "int walk_texts(int (__cdecl *callback)(const char *text, int number, LPARAM user), LPARAM user);" & _
  "int visit_records(int (__cdecl *f)(const point *p), int count);" & _
  "double integrate(double (__cdecl *f)(double x), double from, double to, int steps);"
Check "more declarations", Err.Number, 0
r = f.ask_buffer(New Writer)
Check "outputs of a callback", r, 7 + 800 + 60000 + 115000000
inside = ""
r = f.walk_texts(New Reader, 5)
Check "texts in a callback", inside, "alpha05 beta15 gamma25 delta35 "
r = f.visit_records(New Adder, 3)
Check "pointers to structs in a callback", r, 33
r = f.integrate(New Square, 0, 3, 20)
Check "doubles in a callback", Abs(r - 9) < 0.01, True
f.recurse 1, New Failing
inside = Err.Description
Err.Clear
' Wine's VBScript gives the number of the error, not its text.
Check "an error in a callback is told", InStr(inside, "no such luck") + InStr(inside, "800A03E8") > 0, True
f.recurse 1, New Comparer
inside = Err.Description
Err.Clear
Check "a callback with the wrong parameters", inside <> "", True
f.recurse 1, "Recursion"
inside = Err.Description
Err.Clear
Check "a text in place of a function", InStr(inside, "GetRef") > 0, True
WScript.Echo "end 17"
