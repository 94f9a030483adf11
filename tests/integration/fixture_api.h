/* SPDX-License-Identifier: MIT */
/* The fixture's exports as a user declares them to Crossbit. */
#ifndef CROSSBIT_FIXTURE_API_H
#define CROSSBIT_FIXTURE_API_H

static const char *const fixture_api[] = {
    /* scalars.c */
    "char next_char(char); signed char next_i8(signed char); unsigned char next_u8(unsigned char);"
    "short next_i16(short); unsigned short next_u16(unsigned short); int next_i32(int); unsigned next_u32(unsigned);"
    "long next_long(long); unsigned long next_ulong(unsigned long); long long next_i64(long long);"
    "unsigned __int64 next_u64(unsigned __int64); wchar_t next_wchar(wchar_t); size_t next_size(size_t);"
    "intptr_t next_intptr(intptr_t); float next_float(float); double next_double(double); bool not_bool(bool);"
    "enum color { RED, GREEN = 5, BLUE = -7 }; enum color next_color(enum color);"
    "size_t largest_size(void); intptr_t minus_one_intptr(void); void store(int); int load(void);"
    "long long __cdecl digits_cdecl(int a, char b, short c, long long d, float e, double f, unsigned char g, int h,"
    "    bool i, long long j);"
    "long long __stdcall digits_stdcall(int a, char b, short c, long long d, float e, double f, unsigned char g, int h,"
    "    bool i, long long j);"
    "long long __fastcall digits_fastcall(int a, char b, short c, long long d, float e, double f, unsigned char g,"
    "    int h, bool i, long long j);"
    "long long __thiscall digits_thiscall([in] const int *self, char b, short c, long long d, float e, double f);"
    "int add_cdecl(int, int); int __stdcall add_stdcall(int, int); int __fastcall add_fastcall(int, int);"
    "double mean(double, float, double, float, double, float);"
    "int sum12(int, int, int, int, int, int, int, int, int, int, int, int);"
    "int format([out, string, size_is(size)] char *text, unsigned size, const char *format, ...);"
    "double sum_variable(const char *kinds, ...);",
    "[entry(500)] int by_ordinal(int); DWORD __stdcall forwarded_process_id(void);",

    /* structs.c */
    "struct one_byte { char c; }; struct one_short { short s; }; struct three_bytes { char b[3]; };"
    "struct point { int x, y; }; struct triple { int a, b, c; }; struct two_doubles { double re, im; };"
    "struct five_ints { int v[5]; }; struct one_float { float f; }; struct large { int v[512]; };"
    "struct mixed { char c; double d; short s; int64_t q; size_t z; };"
    "#pragma pack(push, 1)\n"
    "struct packed { char tag; int value; double number; short tail; };"
    "\n#pragma pack(pop)\n"
    "struct nested { struct point corner; struct triple triples[2]; char name[6]; wchar_t wide[4];"
    "    struct packed packed; };"
    "union number { int i; float f; unsigned char bytes[8]; };"
    "struct one_byte turn_one_byte(struct one_byte); struct one_short turn_one_short(struct one_short);"
    "struct three_bytes turn_three_bytes(struct three_bytes); struct point turn_point(struct point);"
    "struct triple turn_triple(struct triple); struct two_doubles turn_two_doubles(struct two_doubles);"
    "struct five_ints turn_five_ints(struct five_ints); struct one_float turn_one_float(struct one_float);"
    "struct mixed turn_mixed(struct mixed); struct packed turn_packed(struct packed);"
    "union number turn_number(union number); struct large turn_large(struct large, int by);"
    "struct point __stdcall turn_point_stdcall(int, struct point, int);"
    "struct triple __stdcall turn_triple_stdcall(int, struct triple, int);"
    "int __fastcall struct_in_fastcall(struct one_short, int, struct triple, int);"
    "int point_sum(const struct point *point); void point_make(int x, int y, [out] struct point *point);"
    "void point_swap([in, out] struct point *point); void mixed_double([in, out] struct mixed *mixed);"
    "void packed_double([in, out] struct packed *packed); void nested_change([in, out] struct nested *nested);"
    "int points_sum([in, size_is(count)] const struct point *points, unsigned count);"
    "void points_reverse([in, out, size_is(count)] struct point *points, unsigned count);"
    "void mixed_fill([out, size_is(count)] struct mixed *mixed, unsigned count);"
    "struct record { const char *name; const wchar_t *title; unsigned count; [size_is(count)] const int *values; };"
    "long long record_measure([in] const struct record *record);",

    /* text.c */
    "int text_length(const char *text); int wide_length(const wchar_t *text); unsigned text_hash(const char *text);"
    "unsigned wide_hash(const wchar_t *text);"
    "int text_copy(const char *from, [out, string, size_is(size)] char *to, unsigned size);"
    "int wide_copy(const wchar_t *from, [out, string, size_is(size)] wchar_t *to, unsigned size);"
    "int __stdcall wide_concat(LPCWSTR a, LPCWSTR b, [out, string, size_is(size)] LPWSTR to, unsigned size);"
    "void text_upper([in, out, string] char *text); void wide_reverse([in, out, string] wchar_t *text);"
    "int text_double([in, out, string, size_is(size)] char *text, unsigned size);"
    "int utf8_units([in, utf8] const char *text);"
    "int utf8_greeting([out, string, utf8, size_is(size)] char *text, unsigned size);"
    "const char *static_text(void); const wchar_t *static_wide(void); const char *null_text(void);"
    "const char *numbered_text(int number);"
    "int text_name(int number, [out, string] const char **name);",

    /* memory.c */
    "unsigned bytes_sum([in, size_is(size)] const void *data, unsigned size);"
    "void bytes_fill([out, size_is(size)] void *data, unsigned size, int start);"
    "int bytes_meet([in, out, size_is(size)] unsigned char *data, unsigned size, int milliseconds);"
    "void bytes_keep([in, out, keep, size_is(size)] unsigned char *data, unsigned size); void bytes_kept_fill(int "
    "value);"
    "void bytes_reverse([in, out, size_is(size)] unsigned char *data, size_t size);"
    "int bytes_read([out, size_is(capacity), length_is(*got)] unsigned char *data, unsigned capacity,"
    "    [out] unsigned *got);"
    "int bytes_double([out, size_is(*size)] unsigned char *to, [in, out] unsigned long *size,"
    "    [in, size_is(length)] const unsigned char *from, unsigned long length);"
    "long long ints_sum([in, size_is(count)] const int *values, unsigned count);"
    "void shorts_negate([in, out, size_is(count)] short *values, unsigned count);"
    "void longs_make([out, size_is(count)] long *values, unsigned count);"
    "size_t sizes_sum([in, size_is(count)] const size_t *values, unsigned count);"
    "void sizes_make([out, size_is(count)] size_t *values, unsigned count);"
    "double doubles_scale([in, out, size_is(count)] double *values, unsigned count, double by);"
    "void wide_bools([in, out, size_is(count)] bool *values, unsigned count);"
    "void increase([in, out] signed char *a, [in, out] short *b, [in, out] int *c, [in, out] long long *d,"
    "    [in, out] float *e, [in, out] double *f, [in, out] size_t *g);"
    "int divide(int a, int b, [out] int *quotient, [out] int *remainder);"
    "[size_is(16)] const int *squares(void);"
    "int primes([out, size_is(, *count)] const int **table, [out] unsigned *count);"
    "int texts_length([in, size_is(count)] const char *const *texts, unsigned count);"
    "struct cursor { [size_is(in_left)] const unsigned char *in; unsigned in_left;"
    "    [out, size_is(out_left)] unsigned char *out; unsigned out_left; struct cursor_state *state; };"
    "int cursor_begin([in, out, keep] struct cursor *cursor, unsigned char key);"
    "int cursor_run([in, out, keep] struct cursor *cursor); int cursor_end([in, out, keep] struct cursor *cursor);",

    /* callbacks.c */
    "int each_cdecl(int count, int (__cdecl *callback)(int index, long long value));"
    "int each_stdcall(int count, int (__stdcall *callback)(int index, long long value));"
    "int each_fastcall(int count, int (__fastcall *callback)(int index, long long value));"
    "int each_thiscall(int count, int (__thiscall *callback)(intptr_t self, int index, long long value), intptr_t "
    "self);"
    "int walk_texts(int (__cdecl *callback)(const char *text, int number, intptr_t user), intptr_t user);"
    "double integrate(double (__cdecl *f)(double x), double from, double to, int steps);"
    "float apply_float(float (__stdcall *f)(float a, double b), float a, double b);"
    "struct point map_point(struct point (__cdecl *f)(struct point point, int by), struct point point, int by);"
    "struct triple map_triple(struct triple (__stdcall *f)(struct triple triple), struct triple triple);"
    "int visit_records(int (__cdecl *f)(const struct point *point), int count);"
    "int ask_buffer(int (__cdecl *f)([in, out, string, size_is(size)] char *buffer, unsigned size,"
    "    [in, out] int *number));"
    "void sort_ints([in, out, size_is(count)] int *values, unsigned count,"
    "    int (__cdecl *compare)(const int *a, const int *b));"
    "int recurse(int depth, int (__cdecl *callback)(int depth));"
    "void keep_callback([keep] int (__stdcall *callback)(int value)); int fire_kept(int value);"
    "int fire_from_thread(int value); int call_from_thread(int (__stdcall *callback)(int value), int value);"
    "int fire_later(int value); int errors_around_callback(int (__cdecl *callback)(int value));",

    /* handles.c */
    "struct counter; struct other; struct counter *counter_create(int start);"
    "int counter_open(int start, [out] struct counter **counter); int counter_next(struct counter *counter);"
    "int counter_same(const struct counter *a, const struct counter *b);"
    "struct counter *counter_self(struct counter *counter); void counter_destroy([release] struct counter *counter);"
    "struct other *other_create(void); [entry(\"counter_next\")] int other_next(struct other *other);"
    "int file_read(HANDLE file, [out, size_is(size), length_is(*got)] void *data, unsigned size, [out] unsigned *got);"
    "int file_write(HANDLE file, [in, size_is(size)] const void *data, unsigned size);"
    "HANDLE file_open(const wchar_t *path); int event_signal(HANDLE event); int event_is_set(HANDLE event);"
    "HANDLE event_make(int set); int mutex_take(HANDLE mutex); int mutex_try_elsewhere(HANDLE mutex);"
    "int mutex_release(HANDLE mutex); int section_change(HANDLE section, unsigned size);"
    "DWORD process_id_of(HANDLE process); int is_invalid(HANDLE handle); HANDLE same_handle(HANDLE handle);"
    "int window_send(HWND window, unsigned message, int value);"
    "int window_text(HWND window, [out, string, size_is(size)] wchar_t *text, unsigned size);"
    "int window_set_text(HWND window, const wchar_t *text); HWND window_make(const wchar_t *title);"
    "int window_destroy(HWND window); DWORD window_thread(HWND window);"
    "unsigned handle_bits(HWND window); HWND handle_from_bits(unsigned bits);"
    "HBITMAP bitmap_make(int width, int height);"
    "int bitmap_fill(HBITMAP bitmap, int left, int top, int right, int bottom, COLORREF color);"
    "COLORREF bitmap_pixel(HBITMAP bitmap, int x, int y); int bitmap_free(HBITMAP bitmap);",

    /* nasty.c, exceptions.c */
    "int set_errors(int last_error, int errno_value); int get_last_error(void); int get_errno(void);"
    "int change_control_word(void); int change_mxcsr(void); int set_direction(void); int leave_mmx(void);"
    "int change_directory(const wchar_t *path);"
    "int get_directory([out, string, size_is(size)] wchar_t *path, unsigned size);"
    "int get_variable(const wchar_t *name, [out, string, size_is(size)] wchar_t *value, unsigned size);"
    "int overwrite_arguments(int a); int crash_read(int address); int crash_write(int address);"
    "int crash_execute(void); int crash_divide(int by); int crash_stack(int depth); int crash_abort(void);"
    "int crash_exit(int code); int crash_raise(int code); int crash_terminate(int code); int crash_in_thread(void);"
    "int crash_exit_thread(int code); int crash_terminate_thread(int code);"
    "int hang(int milliseconds); int handle_own_exception(void); int thread_number(void);"
    "int affine_begin(int value); int affine_get(void); int overlap(int milliseconds); int overlap_reset(void);"
    "int pump_once(void); int process_bits(void); int process_id(void);"
    "[entry(\"add_stdcall\")] int __cdecl wrong_convention(int, int);"
    "[entry(\"add_stdcall\")] int __stdcall wrong_count(int);",
};

/* Names that only one bitness has. */
static const char fixture_api_x86[] =
    "[entry(\"_decorated_stdcall@8\")] int __stdcall exact_stdcall(int, int); int __stdcall decorated_stdcall(int, "
    "int);"
    "int __fastcall decorated_fastcall(int, int);"
    "[entry(\"?scale@calculator@@QAEHH@Z\")] int __thiscall scale([in] const int *self, int factor);";
static const char fixture_api_x64[] =
    "int __stdcall decorated_stdcall(int, int); int __fastcall decorated_fastcall(int, int);"
    "[entry(\"?scale@calculator@@QEAAHH@Z\")] int __thiscall scale([in] const int *self, int factor);";

#endif
