/* SPDX-License-Identifier: MIT */
/*
 * Windows' own DLLs (Wine's in the tests) of the other bitness, each also called in this process: callbacks, wide text,
 * structures, handles. A 64-bit client finds the 32-bit ones in SysWOW64, a 32-bit client the 64-bit ones in SysNative.
 */
#include "runner.h"

#include <stdlib.h>
#include <string.h>

static void other_path(const wchar_t *name, wchar_t *path)
{
#if CROSSBIT_BITS == 64
    assert_int_not_equal(GetSystemWow64DirectoryW(path, MAX_PATH - 32), 0);
#else
    assert_int_not_equal(GetWindowsDirectoryW(path, MAX_PATH - 32), 0);
    wcscat(path, L"\\sysnative");
#endif
    wcscat(path, L"\\");
    wcscat(path, name);
}

/* body with the DLL name on both sides, threaded as options say (NULL: as usual). */
static void with_dll(const wchar_t *name, const struct crossbit_load_options *options, const char *api, run_body *body)
{
    wchar_t here[MAX_PATH], there[MAX_PATH];
    struct runs runs;

    assert_int_not_equal(GetSystemDirectoryW(here, MAX_PATH - 32), 0);
    wcscat(here, L"\\");
    wcscat(here, name);
    other_path(name, there);
    runs_load_with(&runs, here, there, options);
    runs_declare(&runs, api);
    run_both(&runs, body);
    runs_unload(&runs);
}
#define DLL_TEST(name, dll, api)                                                                                       \
    static void name##_body(struct run *run);                                                                          \
    static void name(void **state)                                                                                     \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        with_dll(dll, NULL, api, name##_body);                                                                         \
    }                                                                                                                  \
    static void name##_body(struct run *run)
#define POINTER(function) AT(void *, (void *)(uintptr_t)(function))

static int __cdecl compare_ints(const int *a, const int *b)
{
    return *a < *b ? -1 : *a > *b;
}
DLL_TEST(test_msvcrt_qsort_and_bsearch_same, L"msvcrt.dll",
    "void qsort([in, out, size_is(n)] int *base, size_t n, size_t size,"
    "    int (__cdecl *compare)(const int *a, const int *b));"
    "const int *bsearch(const int *key, [in, size_is(n)] const int *base, size_t n, size_t size,"
    "    int (__cdecl *compare)(const int *a, const int *b));")
{
    int values[50], *pointer = values, key, *key_pointer = &key, i;
    const int *found;

    for (i = 0; i < 50; i++)
        values[i] = i * 37 % 50 * 3;
    CALL_VOID(run, "qsort", &pointer, AT(size_t, 50), AT(size_t, sizeof(int)), POINTER(compare_ints));
    for (i = 0; i < 50; i++)
        assert_int_equal(values[i], i * 3);
    key = 99;
    found = CALL_HANDLE(run, const int *, "bsearch", &key_pointer, &pointer, AT(size_t, 50), AT(size_t, sizeof(int)),
        POINTER(compare_ints));
    /* It points into the array that was given, as it would in-process. */
    assert_ptr_equal(found, values + 33);
    key = 100;
    found = CALL_HANDLE(run, const int *, "bsearch", &key_pointer, &pointer, AT(size_t, 50), AT(size_t, sizeof(int)),
        POINTER(compare_ints));
    assert_null(found);
}

DLL_TEST(test_msvcrt_strings_point_into_the_argument, L"msvcrt.dll",
    "const char *strchr(const char *s, int c); long strtol(const char *s, [out, string] const char **end, int base);"
    "const wchar_t *wcsstr(const wchar_t *s, const wchar_t *what);")
{
    const char *text = "1234 rest", *end = NULL, **end_pointer = &end;
    const wchar_t *wide = L"the needle is here", *needle = L"needle";

    assert_ptr_equal(CALL_HANDLE(run, const char *, "strchr", &text, AT(int, 'r')), text + 5);
    assert_null(CALL_HANDLE(run, const char *, "strchr", &text, AT(int, 'x')));
    assert_int_equal(CALL_AS(run, long, "strtol", &text, &end_pointer, AT(int, 10)), 1234);
    assert_ptr_equal(end, text + 4);
    assert_ptr_equal(CALL_HANDLE(run, const wchar_t *, "wcsstr", &wide, &needle), wide + 4);
}

DLL_TEST(test_msvcrt_errno_and_floating_point_same, L"msvcrt.dll",
    "long strtol(const char *s, [out, string] const char **end, int base); double pow(double, double);"
    "double frexp(double x, [out] int *exponent); double atof(const char *s); struct div { int quot, rem; };"
    "struct div div(int a, int b); double ldexp(double, int);")
{
    const char *large = "99999999999999", *number = "-12.75e3";
    const char **null = NULL;
    int exponent = 0, *exponent_pointer = &exponent;
    struct {
        int quot, rem;
    } parts = {0};

    assert_int_equal(CALL_AS(run, long, "strtol", &large, &null, AT(int, 10)), LONG_MAX);
    assert_int_equal(run->errno_value, 34); /* ERANGE */
    assert_true(CALL_AS(run, double, "pow", AT(double, 2), AT(double, 0.5)) > 1.414);
    assert_true(CALL_AS(run, double, "frexp", AT(double, 48), &exponent_pointer) == 0.75);
    assert_int_equal(exponent, 6);
    assert_true(CALL_AS(run, double, "atof", &number) == -12750);
    assert_true(CALL_AS(run, double, "ldexp", AT(double, 0.5), AT(int, 4)) == 8);
    run_call(run, "div", NULL, &parts, (void *[]){AT(int, 17), AT(int, 5)}, 2);
    assert_true(parts.quot == 3 && parts.rem == 2);
}

DLL_TEST(test_msvcrt_sprintf_same, L"msvcrt.dll",
    "int _snwprintf([out, string, size_is(n)] wchar_t *to, size_t n, const wchar_t *format, ...);")
{
    wchar_t text[64] = L"", *pointer = text;
    const wchar_t *format = L"%ls=%08X %.3e %c";
    const wchar_t *name = L"value";
    union {
        int value;
        uint64_t room;
    } result = {0};

    run_call(run, "_snwprintf", "const wchar_t *, unsigned, double, int", &result,
        (void *[]){&pointer, AT(size_t, 64), &format, &name, AT(unsigned, 0xbeef), AT(double, 12345.678), AT(int, '!')},
        7);
    run_log(run, text, sizeof(text));
    assert_true(!wcsncmp(text, L"value=0000BEEF 1.235e+0", 23));
}

static int locales;
static BOOL CALLBACK count_locale(const wchar_t *name)
{
    locales += wcslen(name) == 8; /* eight hexadecimal digits */
    return locales < 20;
}
DLL_TEST(test_kernel32_enum_system_locales_same, L"kernel32.dll",
    "BOOL WINAPI EnumSystemLocalesW(BOOL (CALLBACK *callback)(LPCWSTR name), DWORD flags);")
{
    locales = 0;
    CALL(run, "EnumSystemLocalesW", POINTER(count_locale), AT(DWORD, 1));
    LOG(run, locales);
    assert_int_equal(locales, 20);
}

DLL_TEST(test_kernel32_structs_same, L"kernel32.dll",
    "typedef struct FILETIME { DWORD low, high; } FILETIME;"
    "typedef struct SYSTEMTIME { WORD year, month, day_of_week, day, hour, minute, second, milliseconds; } SYSTEMTIME;"
    "BOOL WINAPI FileTimeToSystemTime(const FILETIME *file, [out] SYSTEMTIME *system);"
    "BOOL WINAPI SystemTimeToFileTime(const SYSTEMTIME *system, [out] FILETIME *file);"
    "int WINAPI MulDiv(int, int, int);")
{
    SYSTEMTIME system = {2026, 11, 0, 20, 10, 30, 15, 250}, again = {0}, *system_pointer = &system,
               *again_pointer = &again;
    FILETIME file = {0}, *file_pointer = &file;

    assert_int_equal(CALL(run, "SystemTimeToFileTime", &system_pointer, &file_pointer), 1);
    LOG(run, file);
    assert_int_equal(CALL(run, "FileTimeToSystemTime", &file_pointer, &again_pointer), 1);
    assert_int_equal(again.wDayOfWeek, 5); /* a Friday */
    system.wDayOfWeek = 5;
    assert_memory_equal(&again, &system, sizeof(system));
    assert_int_equal(CALL(run, "MulDiv", AT(int, INT_MAX), AT(int, 10), AT(int, 20)), 0x40000000);
}

DLL_TEST(test_kernel32_file_by_handle_same, L"kernel32.dll",
    "HANDLE WINAPI CreateFileW(LPCWSTR name, DWORD access, DWORD share, [handle] void *security, DWORD disposition,"
    "    DWORD flags, HANDLE template_file);"
    "BOOL WINAPI GetFileSizeEx(HANDLE file, [out] LONGLONG *size);"
    "DWORD WINAPI GetFileAttributesW(LPCWSTR name);")
{
    const wchar_t *name = L"C:\\windows\\win.ini", *missing = L"C:\\windows\\no such file";
    void *null = NULL;
    LONGLONG size = -1, *size_pointer = &size;
    LARGE_INTEGER here;
    HANDLE file;

    file = CALL_HANDLE(run, HANDLE, "CreateFileW", &name, AT(DWORD, GENERIC_READ), AT(DWORD, FILE_SHARE_READ), &null,
        AT(DWORD, OPEN_EXISTING), AT(DWORD, 0), &null);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    assert_true(GetFileSizeEx(file, &here)); /* it is a handle of this process */
    assert_int_equal(CALL(run, "GetFileSizeEx", &file, &size_pointer), 1);
    assert_true(size == here.QuadPart);
    CloseHandle(file);
    file = CALL_HANDLE(run, HANDLE, "CreateFileW", &missing, AT(DWORD, GENERIC_READ), AT(DWORD, FILE_SHARE_READ), &null,
        AT(DWORD, OPEN_EXISTING), AT(DWORD, 0), &null);
    assert_ptr_equal(file, INVALID_HANDLE_VALUE);
    assert_int_equal(run->last_error, ERROR_FILE_NOT_FOUND);
}

DLL_TEST(test_version_info_same, L"version.dll",
    "DWORD WINAPI GetFileVersionInfoSizeW(LPCWSTR name, [out] DWORD *handle);"
    "BOOL WINAPI GetFileVersionInfoW(LPCWSTR name, DWORD handle, DWORD length, [out, size_is(length)] void *data);"
    "BOOL WINAPI VerQueryValueW([in, size_is(100)] const void *block, LPCWSTR sub,"
    "    [out, size_is(, *length)] const void **buffer, [out] UINT *length);")
{
    const wchar_t *name = L"C:\\windows\\syswow64\\shell32.dll", *root = L"\\";
    DWORD zero = 9, *zero_pointer = &zero, size;
    unsigned length = 0, *length_pointer = &length;
    const void *fixed = NULL, **fixed_pointer = &fixed;
    void *data;

    size = CALL_AS(run, DWORD, "GetFileVersionInfoSizeW", &name, &zero_pointer);
    assert_in_range(size, 100, 100000);
    data = calloc(1, size);
    assert_int_equal(CALL(run, "GetFileVersionInfoW", &name, AT(DWORD, 0), AT(DWORD, size), &data), 1);
    assert_int_equal(CALL(run, "VerQueryValueW", &data, &root, &fixed_pointer, &length_pointer), 1);
    assert_int_equal(length, sizeof(VS_FIXEDFILEINFO));
    assert_int_equal(((const VS_FIXEDFILEINFO *)fixed)->dwSignature, 0xfeef04bd);
    /* A pointer into the block that was given comes back as one. */
    assert_in_range((uintptr_t)fixed, (uintptr_t)data, (uintptr_t)data + 100);
    run_log(run, fixed, length);
    free(data);
}

DLL_TEST(test_shlwapi_text_same, L"shlwapi.dll",
    "BOOL WINAPI PathMatchSpecW(LPCWSTR file, LPCWSTR spec); int WINAPI StrCmpLogicalW(LPCWSTR, LPCWSTR);"
    "[string] LPWSTR WINAPI StrFormatByteSizeW(LONGLONG size, [out, string, size_is(n)] LPWSTR text, UINT n);"
    "[string] LPWSTR WINAPI PathCombineW([out, string, size_is(260)] LPWSTR to, LPCWSTR folder, LPCWSTR file);"
    "BOOL WINAPI PathCanonicalizeW([out, string, size_is(260)] LPWSTR to, LPCWSTR path);"
    "void WINAPI PathRemoveExtensionW([in, out, string] LPWSTR path);")
{
    const wchar_t *file = L"report \x4e16.TXT", *text_spec = L"*.txt", *other_spec = L"*.doc;*.c?t";
    const wchar_t *two = L"file2", *ten = L"file10", *folder = L"C:\\a\\b", *up = L"..\\c.d",
                  *messy = L"C:\\x\\.\\y\\..\\z";
    wchar_t text[MAX_PATH] = L"", *pointer = text, path[] = L"C:\\dir.ext\\name.ext", *path_pointer = path;

    assert_int_equal(CALL(run, "PathMatchSpecW", &file, &text_spec), 1);
    assert_int_equal(CALL(run, "PathMatchSpecW", &file, &other_spec), 0);
    assert_int_equal(CALL(run, "StrCmpLogicalW", &two, &ten), -1);
    assert_ptr_equal(
        CALL_HANDLE(run, void *, "StrFormatByteSizeW", AT(LONGLONG, 5LL << 30), &pointer, AT(UINT, MAX_PATH)), text);
    run_log(run, text, wcslen(text) * 2);
    assert_true(!wcsncmp(text, L"5", 1) && wcsstr(text, L"GB"));
    assert_ptr_equal(CALL_HANDLE(run, void *, "PathCombineW", &pointer, &folder, &up), text);
    assert_true(!wcscmp(text, L"C:\\a\\c.d"));
    assert_int_equal(CALL(run, "PathCanonicalizeW", &pointer, &messy), 1);
    assert_true(!wcscmp(text, L"C:\\x\\z"));
    CALL_VOID(run, "PathRemoveExtensionW", &path_pointer);
    assert_true(!wcscmp(path, L"C:\\dir.ext\\name"));
}

static int windows_seen;
static HWND wanted_window;
static BOOL CALLBACK see_window(HWND window, LPARAM lparam)
{
    windows_seen += lparam == 4711 && window == wanted_window;
    return TRUE;
}
static const char user32_api[] =
    "BOOL WINAPI EnumWindows(BOOL (CALLBACK *callback)(HWND window, LPARAM lparam), LPARAM lparam);"
    "HWND WINAPI CreateWindowExW(DWORD ex, LPCWSTR name, LPCWSTR title, DWORD style, int x, int y, int w, int h,"
    "    HWND parent, HMENU menu, HINSTANCE instance, [handle] void *param);"
    "int WINAPI GetWindowTextW(HWND window, [out, string, size_is(n)] LPWSTR text, int n);"
    "BOOL WINAPI SetWindowTextW(HWND window, LPCWSTR text); BOOL WINAPI IsWindow(HWND window);"
    "typedef struct RECT { LONG left, top, right, bottom; } RECT;"
    "BOOL WINAPI GetWindowRect(HWND window, [out] RECT *rect);"
    "BOOL WINAPI MoveWindow(HWND window, int x, int y, int w, int h, BOOL repaint); BOOL WINAPI DestroyWindow(HWND "
    "window);"
    "LRESULT WINAPI SendMessageW(HWND window, UINT message, WPARAM w, LPARAM l);"
    "int WINAPIV wsprintfW([out, string, size_is(1024)] LPWSTR text, LPCWSTR format, ...);"
    "BOOL WINAPI IntersectRect([out] RECT *to, const RECT *a, const RECT *b);"
    "struct point { LONG x, y; }; BOOL WINAPI PtInRect(const RECT *rect, struct point p);";

static void user32_window(struct run *run)
{
    const wchar_t *name = L"STATIC", *title = L"made there", *other = L"renamed \x4e16";
    wchar_t text[64] = L"", *pointer = text;
    RECT rect = {0}, *rect_pointer = &rect;
    void *null = NULL;
    HWND window;

    window = CALL_HANDLE(run, HWND, "CreateWindowExW", AT(DWORD, 0), &name, &title, AT(DWORD, WS_POPUP), AT(int, 10),
        AT(int, 20), AT(int, 110), AT(int, 120), &null, &null, &null, &null);
    assert_non_null(window);
    /* The handle means the same window here. */
    assert_true(IsWindow(window));
    assert_int_equal(SendMessageW(window, WM_GETTEXT, 64, (LPARAM)text), 10);
    assert_true(!wcscmp(text, title));
    assert_int_equal(CALL(run, "SetWindowTextW", &window, &other), 1);
    assert_int_equal(CALL(run, "GetWindowTextW", &window, &pointer, AT(int, 64)), 9);
    assert_true(!wcscmp(text, other));
    assert_int_equal(
        CALL(run, "MoveWindow", &window, AT(int, 30), AT(int, 40), AT(int, 200), AT(int, 100), AT(int, 0)), 1);
    assert_int_equal(CALL(run, "GetWindowRect", &window, &rect_pointer), 1);
    assert_true(rect.left == 30 && rect.top == 40 && rect.right == 230 && rect.bottom == 140);
    wanted_window = window;
    windows_seen = 0;
    assert_int_equal(CALL(run, "EnumWindows", POINTER(see_window), AT(LPARAM, 4711)), 1);
    assert_int_equal(windows_seen, 1);
    assert_int_equal(CALL(run, "DestroyWindow", &window), 1);
    assert_int_equal(CALL(run, "IsWindow", &window), 0);
    assert_false(IsWindow(window));
}
/* A window belongs to the thread that made it, which must pump messages: threading main. */
TEST(test_user32_window_of_the_dll)
{
    const struct crossbit_load_options options = {.size = sizeof(options), .threading = CROSSBIT_THREADING_MAIN};

    with_dll(L"user32.dll", &options, user32_api, user32_window);
}
DLL_TEST(test_user32_rectangles_and_wsprintf_same, L"user32.dll", user32_api)
{
    RECT a = {0, 0, 10, 10}, b = {5, 6, 20, 20}, to = {0}, *pa = &a, *pb = &b, *pto = &to;
    POINT inside = {6, 7}, outside = {4, 7};
    wchar_t text[1024] = L"", *pointer = text;
    const wchar_t *format = L"%s-%d-%08x", *word = L"word";
    union {
        int value;
        uint64_t room;
    } result = {0};

    assert_int_equal(CALL(run, "IntersectRect", &pto, &pa, &pb), 1);
    assert_true(to.left == 5 && to.top == 6 && to.right == 10 && to.bottom == 10);
    assert_int_equal(CALL(run, "PtInRect", &pto, &inside), 1);
    assert_int_equal(CALL(run, "PtInRect", &pto, &outside), 0);
    run_call(run, "wsprintfW", "LPCWSTR, int, unsigned", &result,
        (void *[]){&pointer, &format, &word, AT(int, -3), AT(unsigned, 255)}, 5);
    assert_true(!wcscmp(text, L"word--3-000000ff"));
}

DLL_TEST(test_gdi32_bitmap_drawn_and_measured, L"gdi32.dll",
    "HDC WINAPI CreateCompatibleDC(HDC dc); HGDIOBJ WINAPI SelectObject(HDC dc, HGDIOBJ object);"
    "HBITMAP WINAPI CreateBitmap(int w, int h, UINT planes, UINT bits, [in, size_is(w * h * 4)] const void *data);"
    "COLORREF WINAPI SetPixel(HDC dc, int x, int y, COLORREF color); COLORREF WINAPI GetPixel(HDC dc, int x, int y);"
    "LONG WINAPI GetBitmapBits(HBITMAP bitmap, LONG size, [out, size_is(size)] void *bits);"
    "BOOL WINAPI DeleteObject(HGDIOBJ object); BOOL WINAPI DeleteDC(HDC dc);"
    "BOOL WINAPI PatBlt(HDC dc, int x, int y, int w, int h, DWORD operation);")
{
    unsigned bits[16], *pointer = bits, i;
    HBITMAP bitmap;
    HGDIOBJ old;
    HDC dc;
    void *null = NULL;

    for (i = 0; i < 16; i++)
        bits[i] = 0x010203 * i;
    dc = CALL_HANDLE(run, HDC, "CreateCompatibleDC", &null);
    bitmap = CALL_HANDLE(run, HBITMAP, "CreateBitmap", AT(int, 4), AT(int, 4), AT(UINT, 1), AT(UINT, 32), &pointer);
    assert_non_null(dc);
    assert_non_null(bitmap);
    old = CALL_HANDLE(run, HGDIOBJ, "SelectObject", &dc, &bitmap);
    assert_non_null(old);
    assert_int_equal(CALL_AS(run, COLORREF, "GetPixel", &dc, AT(int, 1), AT(int, 0)), RGB(1, 2, 3));
    CALL(run, "SetPixel", &dc, AT(int, 2), AT(int, 2), AT(COLORREF, RGB(200, 100, 50)));
    CALL(run, "PatBlt", &dc, AT(int, 0), AT(int, 3), AT(int, 4), AT(int, 1), AT(DWORD, WHITENESS));
    CALL_HANDLE(run, HGDIOBJ, "SelectObject", &dc, &old);
    assert_int_equal(CALL(run, "GetBitmapBits", &bitmap, AT(LONG, 64), &pointer), 64);
    assert_int_equal(bits[2 * 4 + 2] & 0xffffff, 0xc86432);
    assert_int_equal(bits[3 * 4 + 1] & 0xffffff, 0xffffff);
    LOG(run, bits);
    assert_int_equal(CALL(run, "DeleteDC", &dc), 1);
    assert_int_equal(CALL(run, "DeleteObject", &bitmap), 1);
}

DLL_TEST(test_advapi32_md5_and_user_name_same, L"advapi32.dll",
    "struct md5 { DWORD i[2]; DWORD buf[4]; BYTE in[64]; BYTE digest[16]; };"
    "void WINAPI MD5Init([in, out] struct md5 *context); void WINAPI MD5Final([in, out] struct md5 *context);"
    "void WINAPI MD5Update([in, out] struct md5 *context, [in, size_is(length)] const void *data, UINT length);"
    "BOOL WINAPI GetUserNameW([out, string, size_is(*size)] LPWSTR name, [in, out] DWORD *size);")
{
    static const unsigned char expected[16] = {
        0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0, 0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
    struct {
        DWORD i[2], buf[4];
        BYTE in[64], digest[16];
    } context, *pointer = &context;
    const char *data = "abc";
    wchar_t name[64] = L"", *name_pointer = name;
    DWORD size = 64, *size_pointer = &size;

    memset(&context, 0, sizeof(context));
    CALL_VOID(run, "MD5Init", &pointer);
    CALL_VOID(run, "MD5Update", &pointer, &data, AT(UINT, 3));
    CALL_VOID(run, "MD5Final", &pointer);
    assert_memory_equal(context.digest, expected, 16);
    assert_int_equal(CALL(run, "GetUserNameW", &name_pointer, &size_pointer), 1);
    assert_int_equal(size, wcslen(name) + 1);
    run_log(run, name, size * sizeof(wchar_t));
    size = 1;
    assert_int_equal(CALL(run, "GetUserNameW", &name_pointer, &size_pointer), 0);
    assert_int_equal(run->last_error, ERROR_INSUFFICIENT_BUFFER);
}

DLL_TEST(test_ole32_guids_same, L"ole32.dll",
    "typedef struct GUID { DWORD a; WORD b, c; BYTE d[8]; } GUID;"
    "HRESULT WINAPI CLSIDFromString(LPCWSTR text, [out] GUID *guid);"
    "int WINAPI StringFromGUID2(const GUID *guid, [out, string, size_is(n)] LPWSTR text, int n);")
{
    const wchar_t *text = L"{A0249734-EA3D-46B9-AF0D-4BD7AB6EA256}", *bad = L"{nonsense}";
    wchar_t again[64] = L"", *again_pointer = again;
    GUID guid = {0}, *pointer = &guid;

    assert_int_equal(CALL(run, "CLSIDFromString", &text, &pointer), S_OK);
    LOG(run, guid);
    assert_int_equal(CALL(run, "StringFromGUID2", &pointer, &again_pointer, AT(int, 64)), 39);
    assert_true(!wcscmp(text, again));
    assert_int_equal(CALL(run, "CLSIDFromString", &bad, &pointer), CO_E_CLASSSTRING);
}

DLL_TEST(test_crypt32_base64_same, L"crypt32.dll",
    "BOOL WINAPI CryptBinaryToStringA([in, size_is(length)] const BYTE *data, DWORD length, DWORD flags,"
    "    [out, string, size_is(*size)] char *text, [in, out] DWORD *size);"
    "BOOL WINAPI CryptStringToBinaryA(const char *text, DWORD length, DWORD flags,"
    "    [out, size_is(*size)] BYTE *data, [in, out] DWORD *size, [out] DWORD *skip, [out] DWORD *used);")
{
    unsigned char bytes[] = {0, 1, 2, 253, 254, 255, 65}, back[16] = {0}, *bytes_pointer = bytes, *back_pointer = back;
    char text[64] = "", *pointer = text;
    DWORD size = sizeof(text), *size_pointer = &size, *null = NULL;

    assert_int_equal(
        CALL(run, "CryptBinaryToStringA", &bytes_pointer, AT(DWORD, 7), AT(DWORD, 0x40000001), &pointer, &size_pointer),
        1);
    assert_string_equal(text, "AAEC/f7/QQ==");
    size = sizeof(back);
    assert_int_equal(CALL(run, "CryptStringToBinaryA", &pointer, AT(DWORD, 0), AT(DWORD, 1), &back_pointer,
                         &size_pointer, &null, &null),
        1);
    assert_int_equal(size, 7);
    assert_memory_equal(back, bytes, 7);
}

DLL_TEST(test_ntdll_crc_same, L"ntdll.dll",
    "DWORD WINAPI RtlComputeCrc32(DWORD initial, [in, size_is(length)] const BYTE *data, int length);")
{
    const unsigned char *data = (const unsigned char *)"123456789";

    assert_int_equal(CALL_AS(run, DWORD, "RtlComputeCrc32", AT(DWORD, 0), &data, AT(int, 9)), 0xcbf43926);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_msvcrt_qsort_and_bsearch_same),
        cmocka_unit_test(test_msvcrt_strings_point_into_the_argument),
        cmocka_unit_test(test_msvcrt_errno_and_floating_point_same),
        cmocka_unit_test(test_msvcrt_sprintf_same),
        cmocka_unit_test(test_kernel32_enum_system_locales_same),
        cmocka_unit_test(test_kernel32_structs_same),
        cmocka_unit_test(test_kernel32_file_by_handle_same),
        cmocka_unit_test(test_version_info_same),
        cmocka_unit_test(test_shlwapi_text_same),
        cmocka_unit_test(test_user32_window_of_the_dll),
        cmocka_unit_test(test_user32_rectangles_and_wsprintf_same),
        cmocka_unit_test(test_gdi32_bitmap_drawn_and_measured),
        cmocka_unit_test(test_advapi32_md5_and_user_name_same),
        cmocka_unit_test(test_ole32_guids_same),
        cmocka_unit_test(test_crypt32_base64_same),
        cmocka_unit_test(test_ntdll_crc_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
