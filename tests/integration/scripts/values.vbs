' SPDX-License-Identifier: MIT
' Values of every kind through Crossbit.Library, in VBScript. Arguments: fixture.dll, its bitness.
Option Explicit
On Error Resume Next
Dim f, r, a, b, c, d, e, g, h, q, s

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

Set f = CreateObject("Crossbit.Library")
Check "threading before load", f.Threading, "serial"
f.Threading = "serial"
f.Load WScript.Arguments(0)
Check "load", f.Bits, WScript.Arguments(1)
f.Declare "typedef struct point { int x, y; } point; struct counter; " & _
  "signed char next_i8(signed char); unsigned char next_u8(unsigned char); short next_i16(short);" & _
  "unsigned next_u32(unsigned); long long next_i64(long long); unsigned long long next_u64(unsigned long long);" & _
  "float next_float(float); double next_double(double); _Bool not_bool(_Bool);" & _
  "int divide(int a, int b, [out] int *quotient, [out] int *remainder);" & _
  "void increase([in,out] signed char *a, [in,out] short *b, [in,out] int *c, [in,out] long long *d, " & _
  "  [in,out] float *e, [in,out] double *f, [in,out] size_t *g);" & _
  "[size_is(16)] const int *squares(void);" & _
  "int primes([out, size_is(,*count)] const int **table, [out] unsigned *count);"
Check "declare", Err.Number, 0

r = f.next_i8(-6)
Check "signed char", r, -5
r = f.next_u8(254)
Check "unsigned char", r, 255
r = f.next_i16(-32768)
Check "short", r, -32767
r = f.next_u32(4294967294)
Check "unsigned, as a double", r, 4294967295
r = f.next_u32(&HFFFFFFFE)
Check "unsigned, as a hexadecimal number", r, 4294967295
r = f.next_i64("9007199254740992")
Check "long long beyond a double", CStr(r), "9007199254740993"
r = f.next_i64(r)
Check "long long that came from a call", CStr(r), "9007199254740994"
r = f.next_u64("18446744073709551614")
Check "unsigned long long", CStr(r), "18446744073709551615"
r = f.next_float(1.5)
Check "float", r, 2.5
r = f.next_double(0.25)
Check "double", r, 1.25
r = f.not_bool(False)
Check "bool", r, True
r = f.NEXT_I16(7)
Check "a name of another case", r, 8
r = f.Call("next_i16", 8)
Check "Call", r, 9

r = f.divide(17, 5, a, b)
Check "out-parameters, quotient", a, 3
Check "out-parameters, remainder", b, 2
r = f.divide(17, 5, a, Null)
Check "an output that is not wanted", a, 3
a = 1
b = 2
c = 3
d = "9007199254740992"
e = 0.5
g = 0.25
h = 6
f.increase a, b, c, d, e, g, h
Check "in and out, char", a, 2
Check "in and out, int", c, 4
Check "in and out, long long", CStr(d), "9007199254740993"
Check "in and out, float", e, 1.5
Check "in and out, size_t", h, 7
r = f.squares()
Check "a result with size_is", r(15), 225
f.primes q, c
Check "a table that the DLL gives out", q(7), 19
Check "its count", c, 8

f.Declare "long long ints_sum([in, size_is(count)] const int *values, unsigned count);" & _
  "void shorts_negate([in, out, size_is(count)] short *values, unsigned count);" & _
  "point turn_point(point s); void points_reverse([in, out, size_is(count)] point *points, unsigned count);" & _
  "void point_swap([in, out] point *p);" & _
  "unsigned bytes_sum([in, size_is(size)] const void *data, unsigned size);" & _
  "void bytes_fill([out, size_is(size)] void *data, unsigned size, int start);" & _
  "void bytes_reverse([in, out, size_is(size)] unsigned char *data, size_t size);" & _
  "int texts_length([in, size_is(count), string] const char *const *texts, unsigned count);"
Check "more declarations", Err.Number, 0
r = f.ints_sum(Array(2147483647, 2147483647, "2"), 3)
Check "array of numbers", r, 4294967296
a = Array(1, -2, 3)
f.shorts_negate a, 3
Check "array in and out", a(0) & " " & a(1) & " " & a(2), "-1 2 -3"
a = Array(Array(1, 2), Array(3, 4))
f.points_reverse a, 2
Check "array of structs", a(0)(0) & " " & a(1)(1), "3 2"
a = Array(5, 6)
f.point_swap a
Check "struct in and out", a(0) & " " & a(1), "6 5"
r = f.turn_point(Array(5, 6))
Check "struct by value", r(0) & " " & r(1), "6 -5"
f.bytes_fill b, 26, 65
Check "bytes out", f.Text(b), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
f.bytes_reverse b, 26
Check "bytes in and out", f.Text(b), "ZYXWVUTSRQPONMLKJIHGFEDCBA"
a = Array(90, 65)
f.bytes_reverse a, 2
Check "bytes from numbers", f.Text(a), "AZ"
r = f.texts_length(Array("one", "three"), 2)
Check "array of texts", r, 8

f.Declare "const char *static_text(void); void text_upper([in, out, string, size_is(64)] char *text);" & _
  "void wide_reverse([in, out, string, size_is(64)] wchar_t *text); const char *null_text(void);" & _
  "unsigned text_length(const char *text); unsigned wide_length(const wchar_t *text);"
Check "declarations with text", Err.Number, 0
r = f.static_text()
Check "a text as the result", r, "made by the fixture"
s = "shout"
f.text_upper s
Check "text in and out", s, "SHOUT"
g = f.Text(Array(169, 3), "utf-16")
s = "abc" & g
f.wide_reverse s
Check "wide text in and out", s, g & "cba"
r = f.null_text()
Check "a NULL text", IsNull(r), True
r = f.Text(f.Bytes("bytes", "utf-16"), "utf-16")
Check "Bytes and Text", r, "bytes"

f.Declare "struct counter *counter_create(int start); int counter_next(struct counter *c);" & _
  "void counter_destroy([release] struct counter *c);"
q = f.counter_create(41)
r = f.counter_next(q)
r = f.counter_next(q)
Check "an opaque handle", r > 41, True
f.counter_destroy q
f.counter_next q
r = Err.Number
Err.Clear
Check "a stale handle", r, &H80040C14
f.Unload
f.Load WScript.Arguments(0)
Check "Unload and Load again", f.Bits, WScript.Arguments(1)
WScript.Echo "end 46"
