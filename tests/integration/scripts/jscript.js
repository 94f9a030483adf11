// The same object from JScript. Arguments: fixture.dll, its bitness.
var f, r, caught, out, depth = 0;

function check(name, got, wanted) {
  WScript.Echo((got === wanted ? "ok " : "FAILED ") + name + (got === wanted ? "" : ": " + got + ", not " + wanted));
}

try {
  f = new ActiveXObject("Crossbit.Library");
  f.Load(WScript.Arguments(0));
  check("load", String(f.Bits), String(WScript.Arguments(1)));
  f.Declare("int divide(int a, int b, [out] int *quotient, [out] int *remainder);" +
    "long long ints_sum([in, size_is(count)] const int *values, unsigned count);" +
    "void shorts_negate([in, out, size_is(count)] short *values, unsigned count);" +
    "int recurse(int depth, int (__cdecl *callback)(int depth));" +
    "void sort_ints([in, out, size_is(count)] int *values, unsigned count, " +
    "  int (__cdecl *compare)([in] const int *a, [in] const int *b));" +
    "double next_double(double); const char *static_text(void);" +
    "void bytes_fill([out, size_is(size)] void *data, unsigned size, int start);" +
    "void text_upper([in, out, string, size_is(64)] char *text);");
  check("double", f.next_double(0.5), 1.5);
  check("text", f.static_text(), "made by the fixture");
  var quotient = [], remainder = [];
  f.divide(17, 5, quotient, remainder);
  check("an array takes an output", quotient[0] + " " + remainder[0], "3 2");
  check("an array of numbers", f.ints_sum([1, 2, 3], 3), 6);
  var numbers = [1, -2, 3];
  f.shorts_negate(numbers, 3);
  check("an array in and out", numbers.join(), "-1,2,-3");
  numbers = [5, 3, 9];
  f.sort_ints(numbers, 3, function (a, b) { return b - a; });
  check("a function as a callback", numbers.join(), "9,5,3");
  check("nested calls", f.recurse(3, function g(n) { depth++; return f.recurse(n - 1, g); }), 6);
  check("each level ran", depth, 3);
  var text = ["shout"];
  f.text_upper(text);
  check("text in and out", text[0], "SHOUT");
  f.bytes_fill(out = [], 3, 65);
  check("bytes out", out.join(), "65,66,67");
  try {
    f.divide(1, "x", quotient, remainder);
  } catch (error) {
    caught = error.message;
  }
  check("an error has its text", /parameter 2 'b'/.test(caught), true);
} catch (error) {
  WScript.Echo("FAILED: " + error.message);
}
WScript.Echo("end 12");
