/* SPDX-License-Identifier: MIT */
/*
 * A plain COM client of a registered Crossbit: CoCreateInstance and CLSIDFromProgID, with nothing of client/ linked.
 * Runs in both bitnesses; arguments are the 32-bit and the 64-bit zlib1.dll.
 */
#include "tests/test.h"

#include <stdio.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "crossbit_com.h"
#include "crossbitps.h"
#include "installed.h"

#define HOME L"C:\\Crossbit test\\Gr\x00f6\x00dfe \x0416 1"

static wchar_t zlib_path[2][MAX_PATH];

static const CLSID *host_class(LONG bits)
{
    return bits == 32 ? &CLSID_CrossbitHost32 : &CLSID_CrossbitHost64;
}

static void check_hr(HRESULT hr, const char *what)
{
    IErrorInfo *info = NULL;
    BSTR text = NULL;

    if (SUCCEEDED(hr))
        return;
    if (GetErrorInfo(0, &info) == S_OK) {
        IErrorInfo_GetDescription(info, &text);
        IErrorInfo_Release(info);
    }
    fail_msg("%s: 0x%08lx %ls", what, hr, text ? text : L"");
}

/* crc32("hello") of a DLL through a library object that has loaded it. */
static void check_crc32(ICrossbitLibrary *library)
{
    BSTR declaration =
        SysAllocString(L"unsigned long __cdecl crc32(unsigned long, [in, size_is(n)] const void *, unsigned n);");
    BSTR name = SysAllocString(L"crc32");
    SAFEARRAY *args = SafeArrayCreateVector(VT_VARIANT, 0, 3), *bytes = SafeArrayCreateVector(VT_UI1, 0, 5);
    VARIANT all, result, *values;
    void *data;

    check_hr(ICrossbitLibrary_Declare(library, declaration), "Declare");
    SafeArrayAccessData(bytes, &data);
    memcpy(data, "hello", 5);
    SafeArrayUnaccessData(bytes);
    SafeArrayAccessData(args, (void **)&values);
    V_VT(&values[0]) = VT_I4;
    V_I4(&values[0]) = 0;
    V_VT(&values[1]) = VT_ARRAY | VT_UI1;
    V_ARRAY(&values[1]) = bytes;
    V_VT(&values[2]) = VT_I4;
    V_I4(&values[2]) = 5;
    SafeArrayUnaccessData(args);
    V_VT(&all) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(&all) = args;
    VariantInit(&result);
    check_hr(ICrossbitLibrary_Call(library, name, all, &result), "Call");
    assert_int_equal(V_VT(&result), VT_I4);
    assert_int_equal((uint32_t)V_I4(&result), 0x3610a686);
    SafeArrayDestroy(args);
    SysFreeString(declaration);
    SysFreeString(name);
}

static void check_host(LONG bits, DWORD context)
{
    BSTR path = SysAllocString(zlib_path[bits == 64]), version = NULL;
    ICrossbitLibrary *library = NULL;
    ICrossbitHost *host = NULL;
    LONG actual = 0, id = 0;
    HANDLE process;

    check_hr(CoCreateInstance(host_class(bits), NULL, context, &IID_ICrossbitHost, (void **)&host), "CoCreateInstance");
    check_hr(ICrossbitHost_get_Bits(host, &actual), "Bits");
    assert_int_equal(actual, bits);
    check_hr(ICrossbitHost_get_ProcessId(host, &id), "ProcessId");
    assert_int_not_equal(id, GetCurrentProcessId());
    process = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)id);
    assert_non_null(process);
    assert_int_equal(WaitForSingleObject(process, 0), WAIT_TIMEOUT);
    CloseHandle(process);
    check_hr(ICrossbitHost_get_Version(host, &version), "Version");
    assert_true(SysStringLen(version) >= 5);
    check_hr(ICrossbitHost_OpenLibrary(host, path, &library), "OpenLibrary");
    check_crc32(library);
    ICrossbitLibrary_Release(library);
    ICrossbitHost_Release(host);
    SysFreeString(version);
    SysFreeString(path);
}

TEST(test_host_of_either_bitness_is_activated_and_calls_a_real_dll)
{
    check_host(32, CLSCTX_LOCAL_SERVER);
    check_host(64, CLSCTX_LOCAL_SERVER);
}

/* crossbitps.dll, which COM has loaded for the proxies. */
static struct crossbit_channel_counters channel_counters(void)
{
    struct crossbit_channel_counters counters = {.size = sizeof(counters)};
    HMODULE proxies = GetModuleHandleW(L"crossbitps.dll");
    HRESULT(__cdecl * get)
    (struct crossbit_channel_counters *) = (void *)GetProcAddress(proxies, "CrossbitGetChannelCounters");

    assert_non_null(get);
    assert_int_equal(get(&counters), S_OK);
    return counters;
}

/* Each call of a client that knows nothing of the channel travels on it. */
TEST(test_plain_client_gets_the_channel)
{
    struct crossbit_channel_counters before, after;
    ICrossbitSurrogate *surrogate;
    LONG bits, number;
    int i;

    for (bits = 32; bits <= 64; bits += 32) {
        ICrossbitHost *host = NULL;

        check_hr(CoCreateInstance(host_class(bits), NULL, CLSCTX_LOCAL_SERVER, &IID_ICrossbitHost, (void **)&host),
            "CoCreateInstance");
        before = channel_counters();
        for (i = 0; i < 1000; i++) {
            check_hr(ICrossbitHost_get_Bits(host, &number), "Bits");
            assert_int_equal(number, bits);
        }
        check_hr(ICrossbitHost_QueryInterface(host, &IID_ICrossbitSurrogate, (void **)&surrogate), "QueryInterface");
        check_hr(ICrossbitSurrogate_SetIdleGrace(surrogate, 0), "SetIdleGrace");
        after = channel_counters();
        assert_true(after.connections_alive >= 1);
        assert_int_equal(after.fallbacks, before.fallbacks);
        assert_true(after.calls_out - before.calls_out >= 1001);
        ICrossbitSurrogate_Release(surrogate);
        ICrossbitHost_Release(host);
    }
}

TEST(test_host_with_the_bitness_asked_for_is_activated)
{
    check_host(32, CLSCTX_LOCAL_SERVER | CLSCTX_ACTIVATE_32_BIT_SERVER);
    check_host(64, CLSCTX_LOCAL_SERVER | CLSCTX_ACTIVATE_64_BIT_SERVER);
}

TEST(test_library_in_process_loads_dlls_of_both_bitnesses)
{
    CLSID clsid;
    int i;

    check_hr(CLSIDFromProgID(L"Crossbit.Library", &clsid), "CLSIDFromProgID");
    for (i = 0; i < 2; i++) {
        BSTR path = SysAllocString(zlib_path[i]);
        ICrossbitLibrary *library = NULL;
        LONG bits = 0, id = 0;

        check_hr(CoCreateInstance(&clsid, NULL, CLSCTX_INPROC_SERVER, &IID_ICrossbitLibrary, (void **)&library),
            "CoCreateInstance");
        check_hr(ICrossbitLibrary_Load(library, path), "Load");
        check_hr(ICrossbitLibrary_get_Bits(library, &bits), "Bits");
        assert_int_equal(bits, i ? 64 : 32);
        check_hr(ICrossbitLibrary_get_ProcessId(library, &id), "ProcessId");
        assert_int_not_equal(id, GetCurrentProcessId());
        check_crc32(library);
        check_hr(ICrossbitLibrary_Unload(library), "Unload");
        ICrossbitLibrary_Release(library);
        SysFreeString(path);
    }
}

/* ---- activation when the surrogate before is about to end ---- */

/*
 * One thread for each class. With several threads on one class an activation failed with E_NOINTERFACE under Wine, in
 * both bitnesses. Guessed, not proven: Wine lets an activation take the single-use server that was started for another
 * one, and starts no further one.
 */
#define ROUNDS 20

struct hammer {
    LONG bits;
    unsigned int seed;
    int round;        /* rounds that went well */
    const char *what; /* failed in that round */
    HRESULT hr;
};

/* The object of one activation: does it work? It leaves a grace behind that runs out at about the time of the next. */
static HRESULT use_host(struct hammer *hammer, LONG bits, ULONG grace)
{
    ICrossbitSurrogate *surrogate = NULL;
    ICrossbitHost *host = NULL;
    LONG actual = 0, id = 0;
    BSTR version = NULL;

    hammer->what = "CoCreateInstance";
    hammer->hr = CoCreateInstance(host_class(bits), NULL, CLSCTX_LOCAL_SERVER, &IID_ICrossbitHost, (void **)&host);
    if (FAILED(hammer->hr))
        return hammer->hr;
    hammer->what = "a method";
    if (SUCCEEDED(hammer->hr = ICrossbitHost_get_ProcessId(host, &id)) &&
        SUCCEEDED(hammer->hr = ICrossbitHost_get_Version(host, &version)) &&
        SUCCEEDED(hammer->hr = ICrossbitHost_get_Bits(host, &actual)) && (actual != bits || !id))
        hammer->hr = E_UNEXPECTED;
    if (SUCCEEDED(hammer->hr))
        hammer->hr = ICrossbitHost_QueryInterface(host, &IID_ICrossbitSurrogate, (void **)&surrogate);
    if (SUCCEEDED(hammer->hr))
        hammer->hr = ICrossbitSurrogate_SetIdleGrace(surrogate, grace);
    if (surrogate)
        ICrossbitSurrogate_Release(surrogate);
    ICrossbitHost_Release(host);
    SysFreeString(version);
    return hammer->hr;
}

static DWORD WINAPI hammer_main(void *context)
{
    struct hammer *hammer = context;
    ULONG grace;

    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    for (hammer->round = 0; hammer->round < ROUNDS; hammer->round++) {
        grace = (hammer->seed = hammer->seed * 1103515245 + 12345) >> 16 & 63;
        if (FAILED(use_host(hammer, hammer->bits, grace)))
            break;
        Sleep(grace / 2 + (hammer->seed >> 8) % (grace + 1));
    }
    CoUninitialize();
    return 0;
}

TEST(test_activation_while_the_last_surrogate_ends_works)
{
    struct hammer hammers[] = {{.bits = 32}, {.bits = 64}};
    HANDLE threads[ARRAYSIZE(hammers)];
    unsigned int i;

    for (i = 0; i < ARRAYSIZE(hammers); i++) {
        hammers[i].seed = GetTickCount() + i * 7919;
        print_message("thread %u: seed %u\n", i, hammers[i].seed);
        threads[i] = CreateThread(NULL, 0, hammer_main, &hammers[i], 0, NULL);
        assert_non_null(threads[i]);
    }
    assert_int_equal(WaitForMultipleObjects(ARRAYSIZE(hammers), threads, TRUE, 150000), WAIT_OBJECT_0);
    for (i = 0; i < ARRAYSIZE(hammers); i++) {
        if (hammers[i].round < ROUNDS)
            fail_msg("thread %u, round %d: %s gave 0x%08lx", i, hammers[i].round, hammers[i].what, hammers[i].hr);
        CloseHandle(threads[i]);
    }
}

/* The last one: it takes a bitness away. */
TEST(test_bitness_that_stays_registered_still_works)
{
    unsigned int other = CROSSBIT_BITS == 32 ? 64 : 32;
    ICrossbitHost *host = NULL;

    assert_int_equal(installed_regsvr32(other, L"/u", HOME, NULL, 0), 0);
    check_host(CROSSBIT_BITS, CLSCTX_LOCAL_SERVER);
    assert_int_equal(
        CoCreateInstance(host_class((LONG)other), NULL, CLSCTX_LOCAL_SERVER, &IID_ICrossbitHost, (void **)&host),
        REGDB_E_CLASSNOTREG);
    assert_int_equal(installed_regsvr32(other, L"", HOME, NULL, 0), 0);
    check_host((LONG)other, CLSCTX_LOCAL_SERVER);
}

TEST_SETUP(set_up)
{
    CreateDirectoryW(L"C:\\Crossbit test", NULL);
    installed_copy(HOME);
    installed_register(HOME);
    return FAILED(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED));
}

TEST_SETUP(tear_down)
{
    CoUninitialize();
    installed_unregister(HOME);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host_of_either_bitness_is_activated_and_calls_a_real_dll),
        cmocka_unit_test(test_plain_client_gets_the_channel),
        cmocka_unit_test(test_host_with_the_bitness_asked_for_is_activated),
        cmocka_unit_test(test_library_in_process_loads_dlls_of_both_bitnesses),
        cmocka_unit_test(test_activation_while_the_last_surrogate_ends_works),
        cmocka_unit_test(test_bitness_that_stays_registered_still_works),
    };
    int i;

    if (argc != 3) {
        fprintf(stderr, "usage: test_activation 32-BIT-ZLIB1.DLL 64-BIT-ZLIB1.DLL\n");
        return 2;
    }
    for (i = 0; i < 2; i++) {
        wchar_t given[MAX_PATH];

        MultiByteToWideChar(CP_ACP, 0, argv[1 + i], -1, given, ARRAYSIZE(given));
        GetFullPathNameW(given, ARRAYSIZE(zlib_path[i]), zlib_path[i], NULL);
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
