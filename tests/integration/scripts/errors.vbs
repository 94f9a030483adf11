' SPDX-License-Identifier: MIT
' Errors as a script sees them. Arguments: fixture.dll, its bitness.
Option Explicit
On Error Resume Next
Dim f, r, old

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
' The last error has this number and this in its text, and is Crossbit's.
Sub CheckError(name, number, part)
  If Err.Number = number And InStr(Err.Description, part) > 0 And Err.Source = "Crossbit" Then
    WScript.Echo "ok " & name
  Else
    WScript.Echo "FAILED " & name & ": " & Hex(Err.Number) & " " & Err.Source & ": " & Err.Description
  End If
  Err.Clear
End Sub

Set f = CreateObject("Crossbit.Library")
f.Declare "int f(void);"
CheckError "Declare before Load", &H80040C0A, "Load"
f.Threading = "sideways"
CheckError "a wrong mode", &H80040C12, "serial, free or main"
f.Load "C:\no such folder\no such.dll"
CheckError "a file that is not there", &H80040C01, "no such.dll"
f.Load WScript.Arguments(0)
If Err.Number <> 0 Then WScript.Echo "FAILED load: " & Hex(Err.Number) & " " & Err.Description
Err.Clear
Check "load", f.Bits, WScript.Arguments(1)
f.Threading = "free"
CheckError "a mode that comes too late", &H80040C12, "before Load"
f.Load WScript.Arguments(0)
CheckError "a second Load", &H80040C12, "Unload"
f.Declare "int set_errors(int last_error, int errno_value); strange x;"
CheckError "a wrong declaration", &H80040C10, "strange"
f.Declare "int set_errors_please(int last_error, int errno_value);"
CheckError "a missing export", &H80040C07, "set_errors"
f.Declare "int set_errors(int last_error, int errno_value); int crash_read(int address); int process_id(void);" & _
  "int text_length(const char *text);"
Check "declare", Err.Number, 0
r = f.set_errors(1234, 33)
Check "LastError", f.LastError, 1234
Check "Errno", f.Errno, 33
f.set_errors 1
CheckError "too few arguments", &H80040C12, "takes 2 arguments, but 1 was given"
f.set_errors 1, "two"
CheckError "a text for a number", &H80040C12, "parameter 2 'errno_value': the text ""two"""
f.set_errors 1, 2147483648
CheckError "a number out of range", &H80040C13, "2147483648"
f.text_length 5
CheckError "a number for a text", &H80040C12, "CStr"
f.Call "set_error", 1, 2
CheckError "a function that is not declared", &H80040C11, "set_error"
Check "an error leaves the last values", f.LastError, 1234
old = f.process_id()
f.crash_read 16
CheckError "a crash in the DLL", &H80040C22, "crash_read"
r = f.process_id()
Check "the next call has a new surrogate", r <> old And r > 0, True
f.Unload
f.Unload
Check "Unload twice", Err.Number, 0
f.process_id
r = Err.Number
Err.Clear
Check "a method of an unloaded library", r <> 0, True
WScript.Echo "end 21"
