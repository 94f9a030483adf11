/* SPDX-License-Identifier: MIT */
/*
 * The front end of Crossbit.Library as its callers see it: through IDispatch as script engines, PowerShell, Python and
 * VBA call it, through the vtable, and from several apartments at once. crossbit.dll is loaded from the stage, nothing
 * is registered; the DLL is fixture.dll of the other bitness.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <objbase.h>
#include <oleauto.h>

#include "crossbit/error.h"
#include "crossbit_com.h"

static wchar_t fixture[MAX_PATH];
static BSTR description; /* of the last exception */

static ICrossbitLibrary *create_library(void)
{
    HRESULT(WINAPI * get_class_object)(REFCLSID clsid, REFIID iid, void **object);
    HMODULE module = LoadLibraryW(L"crossbit.dll");
    IClassFactory *factory;
    ICrossbitLibrary *library;

    assert_non_null(module);
    get_class_object = (void *)GetProcAddress(module, "DllGetClassObject");
    assert_non_null(get_class_object);
    assert_int_equal(get_class_object(&CLSID_CrossbitLibrary, &IID_IClassFactory, (void **)&factory), S_OK);
    assert_int_equal(IClassFactory_CreateInstance(factory, NULL, &IID_ICrossbitLibrary, (void **)&library), S_OK);
    IClassFactory_Release(factory);
    return library;
}

static const wchar_t declarations[] =
    L"typedef struct point { int x, y; } point; struct counter;"
    L"short next_i16(short); unsigned next_u32(unsigned); int process_id(void); int thread_number(void);"
    L"int set_errors(int last_error, int errno_value); int divide(int a, int b, [out] int *quotient, [out] int "
    L"*remainder);"
    L"long long ints_sum([in, size_is(count)] const int *values, unsigned count);"
    L"int recurse(int depth, int (__cdecl *callback)(int depth)); int hang(int milliseconds);"
    L"void keep_callback([keep] int (__stdcall *callback)(int value)); int fire_kept(int value);"
    L"int affine_begin(int value); int affine_get(void);"
    L"int format([out, string, size_is(size)] char *to, unsigned size, const char *format, ...);"

    L"struct counter *counter_create(int start); int counter_next(struct counter *c);";

#define assert_hr_failed(call) assert_true(FAILED(call))

static ICrossbitLibrary *load_library(void)
{
    ICrossbitLibrary *library = create_library();
    BSTR path = SysAllocString(fixture), text = SysAllocString(declarations);
    HRESULT hr = ICrossbitLibrary_Load(library, path);
    IErrorInfo *info;

    if (SUCCEEDED(hr))
        hr = ICrossbitLibrary_Declare(library, text);
    if (FAILED(hr) && GetErrorInfo(0, &info) == S_OK) {
        BSTR what = NULL;

        IErrorInfo_GetDescription(info, &what);
        print_error("%ls\n", what);
    }
    assert_int_equal(hr, S_OK);
    SysFreeString(path);
    SysFreeString(text);
    return library;
}

static VARIANT v_i4(LONG value)
{
    return (VARIANT){.vt = VT_I4, .lVal = value};
}

static VARIANT v_ref(VARIANT *variable)
{
    return (VARIANT){.vt = VT_BYREF | VT_VARIANT, .pvarVal = variable};
}

static VARIANT v_array(const VARIANT *elements, ULONG count)
{
    VARIANT value = {.vt = VT_ARRAY | VT_VARIANT, .parray = SafeArrayCreateVector(VT_VARIANT, 0, count)};

    memcpy(value.parray->pvData, elements, count * sizeof(*elements));
    return value;
}

static DISPID find(ICrossbitLibrary *library, const wchar_t *name)
{
    LPOLESTR names[] = {(LPOLESTR)name};
    DISPID id = DISPID_UNKNOWN;

    ICrossbitLibrary_GetIDsOfNames(library, &IID_NULL, names, 1, 0, &id);
    return id;
}

/* Arguments in order; not cleared. The exception's scode is returned, its text is in description. */
static HRESULT invoke_id(
    ICrossbitLibrary *library, DISPID id, WORD flags, VARIANT *result, UINT count, const VARIANT *args)
{
    VARIANT reversed[8];
    DISPID put = DISPID_PROPERTYPUT;
    DISPPARAMS params = {reversed, flags == DISPATCH_PROPERTYPUT ? &put : NULL, count, flags == DISPATCH_PROPERTYPUT};
    EXCEPINFO exception;
    HRESULT hr;
    UINT i;

    for (i = 0; i < count; i++)
        reversed[count - 1 - i] = args[i];
    SysFreeString(description);
    description = NULL;
    hr = ICrossbitLibrary_Invoke(library, id, &IID_NULL, 0, flags, &params, result, &exception, NULL);
    if (hr != DISP_E_EXCEPTION)
        return hr;
    assert_int_equal(wcscmp(exception.bstrSource, L"Crossbit"), 0);
    description = exception.bstrDescription;
    SysFreeString(exception.bstrSource);
    assert_non_null(description);
    return exception.scode;
}

static HRESULT call(ICrossbitLibrary *library, const wchar_t *name, VARIANT *result, UINT count, ...)
{
    VARIANT args[8];
    va_list list;
    UINT i;

    va_start(list, count);
    for (i = 0; i < count; i++)
        args[i] = va_arg(list, VARIANT);
    va_end(list);
    return invoke_id(library, find(library, name), DISPATCH_METHOD | DISPATCH_PROPERTYGET, result, count, args);
}

static LONG call_long(ICrossbitLibrary *library, const wchar_t *name)
{
    VARIANT result;

    assert_int_equal(call(library, name, &result, 0), S_OK);
    assert_int_equal(V_VT(&result), VT_I4);
    return V_I4(&result);
}

static void assert_described(const wchar_t *part)
{
    if (!description || !wcsstr(description, part))
        print_error("\"%ls\" is not in \"%ls\"\n", part, description ? description : L"(nothing)");
    assert_true(description && wcsstr(description, part));
}

/* ---- names and calls ---- */

TEST(test_names_fixed_members_then_functions)
{
    ICrossbitLibrary *library = load_library();
    LPOLESTR named[] = {(LPOLESTR)L"divide", (LPOLESTR)L"a"};
    DISPID ids[2], before = find(library, L"process_id");
    BSTR path = SysAllocString(fixture), text = SysAllocString(L"int process_id(void);");

    assert_int_equal(find(library, L"Load"), 1);
    assert_int_equal(find(library, L"lasterror"), 5);
    assert_int_not_equal(before, DISPID_UNKNOWN);
    assert_int_equal(find(library, L"PROCESS_ID"), before);
    assert_int_equal(find(library, L"nothing_such"), DISPID_UNKNOWN);
    assert_int_equal(ICrossbitLibrary_GetIDsOfNames(library, &IID_NULL, named, 2, 0, ids), DISP_E_UNKNOWNNAME);
    assert_int_not_equal(ids[0], DISPID_UNKNOWN);
    assert_int_equal(ids[1], DISPID_UNKNOWN);
    /* A number that a caller has kept never means another function later. */
    assert_int_equal(ICrossbitLibrary_Unload(library), S_OK);
    assert_int_equal(find(library, L"process_id"), DISPID_UNKNOWN);
    assert_int_equal(ICrossbitLibrary_Load(library, path), S_OK);
    assert_int_equal(ICrossbitLibrary_Declare(library, text), S_OK);
    assert_int_equal(invoke_id(library, before, DISPATCH_METHOD, NULL, 0, NULL), DISP_E_MEMBERNOTFOUND);
    assert_described(L"unloaded");
    assert_true(call_long(library, L"process_id") > 0);
    SysFreeString(path);
    SysFreeString(text);
    ICrossbitLibrary_Release(library);
}

TEST(test_call_takes_arguments_apart_or_in_one_array)
{
    ICrossbitLibrary *library = load_library();
    VARIANT name = {.vt = VT_BSTR, .bstrVal = SysAllocString(L"divide")}, quotient, remainder, result, packed, args[4];
    const int32_t ints[] = {1, 2, 3};
    VARIANT numbers = {.vt = VT_ARRAY | VT_I4, .parray = SafeArrayCreateVector(VT_I4, 0, 3)};

    memcpy(numbers.parray->pvData, ints, sizeof(ints));
    VariantInit(&quotient);
    VariantInit(&remainder);
    assert_int_equal(
        call(library, L"Call", &result, 5, name, v_i4(17), v_i4(5), v_ref(&quotient), v_ref(&remainder)), S_OK);
    assert_int_equal(V_I4(&quotient), 3);
    /* The default member is Call. */
    args[0] = name;
    args[1] = v_i4(1);
    assert_int_equal(invoke_id(library, DISPID_VALUE, DISPATCH_METHOD, NULL, 2, args), CROSSBIT_E_ARGUMENT);
    assert_described(L"takes 4 arguments");
    /* PowerShell's binder makes one array of what follows the name; so do C callers. */
    args[0] = v_i4(19);
    args[1] = (VARIANT){.vt = VT_UI4, .ulVal = 5};
    args[2] = v_ref(&quotient);
    args[3] = v_ref(&remainder);
    packed = v_array(args, 4);
    assert_int_equal(call(library, L"Call", &result, 2, name, packed), S_OK);
    assert_int_equal(V_I4(&remainder), 4);
    args[0] = v_i4(29);
    memcpy(V_ARRAY(&packed)->pvData, args, sizeof(args));
    assert_int_equal(ICrossbitLibrary_Call(library, V_BSTR(&name), packed, &result), S_OK);
    assert_int_equal(V_I4(&quotient), 5);
    /* A typed array, as Python's array.array and .NET's int[] arrive. */
    assert_int_equal(call(library, L"ints_sum", &result, 2, numbers, (VARIANT){.vt = VT_I8, .llVal = 3}), S_OK);
    assert_int_equal(V_I4(&result), 6);
    VariantClear(&numbers);
    VariantClear(&name);
    ICrossbitLibrary_Release(library);
}

TEST(test_typed_variables_take_outputs)
{
    ICrossbitLibrary *library = load_library();
    LONG quotient = 0;
    double remainder = 0;

    assert_int_equal(
        call(library, L"divide", NULL, 4, v_i4(17), v_i4(5), (VARIANT){.vt = VT_BYREF | VT_I4, .plVal = &quotient},
            (VARIANT){.vt = VT_BYREF | VT_R8, .pdblVal = &remainder}),
        S_OK);
    assert_int_equal(quotient, 3);
    assert_true(remainder == 2.0);
    ICrossbitLibrary_Release(library);
}

TEST(test_variable_arguments_have_the_types_of_their_values)
{
    ICrossbitLibrary *library = load_library();
    VARIANT text, form = {.vt = VT_BSTR, .bstrVal = SysAllocString(L"%d %s %.2f %I64d")};
    VARIANT word = {.vt = VT_BSTR, .bstrVal = SysAllocString(L"word")};

    VariantInit(&text);
    assert_int_equal(call(library, L"format", NULL, 7, v_ref(&text), v_i4(64), form, v_i4(-7), word,
                         (VARIANT){.vt = VT_R8, .dblVal = 2.5}, (VARIANT){.vt = VT_I8, .llVal = 5000000000ll}),
        S_OK);
    assert_int_equal(wcscmp(V_BSTR(&text), L"-7 word 2.50 5000000000"), 0);
    assert_int_equal(
        call(library, L"format", NULL, 7, v_ref(&text), v_i4(64), form, (VARIANT){.vt = VT_UI2, .uiVal = 65535}, word,
            (VARIANT){.vt = VT_R8, .dblVal = 2.5}, (VARIANT){.vt = VT_I8, .llVal = 1}),
        S_OK);
    assert_int_equal(wcscmp(V_BSTR(&text), L"65535 word 2.50 1"), 0);
    assert_int_equal(
        call(library, L"format", NULL, 4, v_ref(&text), v_i4(64), form, (VARIANT){.vt = VT_NULL}), CROSSBIT_E_ARGUMENT);
    assert_described(L"argument 4");
    VariantClear(&text);
    VariantClear(&form);
    VariantClear(&word);
    ICrossbitLibrary_Release(library);
}

TEST(test_named_arguments_are_refused)
{
    ICrossbitLibrary *library = load_library();
    VARIANT value = v_i4(1);
    DISPID name = 7;
    DISPPARAMS params = {&value, &name, 1, 1};
    EXCEPINFO exception;

    assert_int_equal(ICrossbitLibrary_Invoke(library, find(library, L"next_i16"), &IID_NULL, 0, DISPATCH_METHOD,
                         &params, NULL, &exception, NULL),
        DISP_E_EXCEPTION);
    assert_int_equal(exception.scode, DISP_E_NONAMEDARGS);
    assert_non_null(wcsstr(exception.bstrDescription, L"position"));
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrDescription);
    ICrossbitLibrary_Release(library);
}

TEST(test_properties_are_set_before_load_only)
{
    ICrossbitLibrary *library = create_library();
    VARIANT mode = {.vt = VT_BSTR, .bstrVal = SysAllocString(L"Free")}, result;
    BSTR path = SysAllocString(fixture);

    assert_int_equal(invoke_id(library, find(library, L"Threading"), DISPATCH_PROPERTYPUT, NULL, 1, &mode), S_OK);
    assert_int_equal(call(library, L"Threading", &result, 0), S_OK);
    assert_int_equal(wcscmp(V_BSTR(&result), L"free"), 0);
    VariantClear(&result);
    assert_int_equal(invoke_id(library, find(library, L"SearchFolders"), DISPATCH_PROPERTYPUT, NULL, 1, &mode), S_OK);
    assert_int_equal(
        invoke_id(library, find(library, L"Bits"), DISPATCH_PROPERTYPUT, NULL, 1, &mode), DISP_E_MEMBERNOTFOUND);
    mode.bstrVal[0] = L'T';
    assert_int_equal(
        invoke_id(library, find(library, L"Threading"), DISPATCH_PROPERTYPUT, NULL, 1, &mode), CROSSBIT_E_ARGUMENT);
    assert_int_equal(call(library, L"Bits", &result, 0), CROSSBIT_E_NOT_LOADED);
    ICrossbitLibrary_Release(library);
    library = load_library();
    assert_int_equal(
        invoke_id(library, find(library, L"SearchFolders"), DISPATCH_PROPERTYPUT, NULL, 1, &mode), CROSSBIT_E_ARGUMENT);
    assert_described(L"before Load");
    VariantClear(&mode);
    SysFreeString(path);
    ICrossbitLibrary_Release(library);
}

/* Fails if the last failure of a vtable member did not say that. */
static void assert_told(const wchar_t *words)
{
    IErrorInfo *info;
    BSTR text;

    assert_int_equal(GetErrorInfo(0, &info), S_OK);
    assert_int_equal(IErrorInfo_GetDescription(info, &text), S_OK);
    if (!wcsstr(text, words))
        fail_msg("\"%ls\" without \"%ls\"", text, words);
    SysFreeString(text);
    assert_int_equal(IErrorInfo_GetSource(info, &text), S_OK);
    assert_int_equal(wcscmp(text, L"Crossbit"), 0);
    SysFreeString(text);
    IErrorInfo_Release(info);
}

TEST(test_vtable_failures_have_error_info)
{
    ICrossbitLibrary *library = create_library();
    ISupportErrorInfo *support;
    BSTR name = SysAllocString(L"no_such_function"), path = SysAllocString(fixture);
    VARIANT result, number = {.vt = VT_I4, .lVal = 1};
    BSTR text;

    assert_int_equal(ICrossbitLibrary_QueryInterface(library, &IID_ISupportErrorInfo, (void **)&support), S_OK);
    assert_int_equal(ISupportErrorInfo_InterfaceSupportsErrorInfo(support, &IID_ICrossbitLibrary), S_OK);
    ISupportErrorInfo_Release(support);
    assert_hr_failed(ICrossbitLibrary_Load(library, name));
    assert_told(L"no_such_function");
    assert_hr_failed(ICrossbitLibrary_put_Threading(library, name));
    assert_told(L"no_such_function");
    assert_hr_failed(ICrossbitLibrary_Declare(library, name));
    assert_told(L"no library is loaded");
    assert_hr_failed(ICrossbitLibrary_Bytes(library, name, name, &result));
    assert_told(L"no_such_function\" is no encoding");
    assert_hr_failed(ICrossbitLibrary_Text(library, number, name, &text));
    assert_told(L"no_such_function\" is no encoding");
    assert_int_equal(ICrossbitLibrary_Load(library, path), S_OK);
    assert_hr_failed(ICrossbitLibrary_put_SearchFolders(library, path));
    assert_told(L"SearchFolders is to be set before Load");
    assert_hr_failed(ICrossbitLibrary_Declare(library, name));
    assert_told(L"no_such_function");
    assert_int_equal(ICrossbitLibrary_Call(library, name, (VARIANT){.vt = VT_EMPTY}, &result), CROSSBIT_E_UNDECLARED);
    assert_told(L"no_such_function");
    SysFreeString(path);
    SysFreeString(name);
    ICrossbitLibrary_Release(library);
}

TEST(test_type_info_names_the_fixed_members)
{
    ICrossbitLibrary *library = create_library();
    ITypeInfo *info = NULL;
    UINT count;
    MEMBERID id;
    LPOLESTR name = (LPOLESTR)L"Declare";
    HRESULT hr = ICrossbitLibrary_GetTypeInfo(library, 0, 0, &info);

    assert_int_equal(ICrossbitLibrary_GetTypeInfoCount(library, &count), S_OK);
    assert_int_equal(count, SUCCEEDED(hr));
    if (hr != E_NOTIMPL) {
        assert_int_equal(hr, S_OK);
        assert_int_equal(ITypeInfo_GetIDsOfNames(info, &name, 1, &id), S_OK);
        assert_int_equal(id, 2);
        ITypeInfo_Release(info);
    }
    ICrossbitLibrary_Release(library);
}

/* ---- threads and apartments ---- */

/* A script's function in C: belongs to the apartment that made it. */
struct function {
    IDispatch IDispatch_iface;
    LONG references;
    LONG (*run)(struct function *function, LONG value);
    ICrossbitLibrary *library;
    DWORD thread_id; /* of the last call */
    LONG calls;
    LONG seen[4];
};

static struct function *impl_from_IDispatch(IDispatch *iface)
{
    return CONTAINING_RECORD(iface, struct function, IDispatch_iface);
}

static HRESULT STDMETHODCALLTYPE function_QueryInterface(IDispatch *iface, REFIID iid, void **object)
{
    *object = IsEqualIID(iid, &IID_IUnknown) || IsEqualIID(iid, &IID_IDispatch) ? iface : NULL;
    if (*object)
        IDispatch_AddRef(iface);
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE function_AddRef(IDispatch *iface)
{
    return (ULONG)InterlockedIncrement(&impl_from_IDispatch(iface)->references);
}

static ULONG STDMETHODCALLTYPE function_Release(IDispatch *iface)
{
    return (ULONG)InterlockedDecrement(&impl_from_IDispatch(iface)->references);
}

static HRESULT STDMETHODCALLTYPE function_GetTypeInfoCount(IDispatch *iface, UINT *count)
{
    (void)iface;
    *count = 0;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE function_GetTypeInfo(IDispatch *iface, UINT index, LCID lcid, ITypeInfo **info)
{
    (void)iface;
    (void)index;
    (void)lcid;
    *info = NULL;
    return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE function_GetIDsOfNames(
    IDispatch *iface, REFIID iid, LPOLESTR *names, UINT count, LCID lcid, DISPID *ids)
{
    (void)iface;
    (void)iid;
    (void)names;
    (void)count;
    (void)lcid;
    *ids = DISPID_UNKNOWN;
    return DISP_E_UNKNOWNNAME;
}

static HRESULT STDMETHODCALLTYPE function_Invoke(IDispatch *iface, DISPID id, REFIID iid, LCID lcid, WORD flags,
    DISPPARAMS *params, VARIANT *result, EXCEPINFO *exception, UINT *bad)
{
    struct function *function = impl_from_IDispatch(iface);

    (void)iid;
    (void)lcid;
    (void)flags;
    (void)bad;
    function->thread_id = GetCurrentThreadId();
    function->calls++;
    if (id != DISPID_VALUE || params->cArgs != 1 || V_VT(params->rgvarg) != VT_I4)
        return DISP_E_BADPARAMCOUNT;
    if (!function->run) {
        memset(exception, 0, sizeof(*exception));
        exception->scode = E_ABORT;
        exception->bstrDescription = SysAllocString(L"not today");
        return DISP_E_EXCEPTION;
    }
    V_VT(result) = VT_I4;
    V_I4(result) = function->run(function, V_I4(params->rgvarg));
    return S_OK;
}

static IDispatchVtbl function_vtbl = {function_QueryInterface, function_AddRef, function_Release,
    function_GetTypeInfoCount, function_GetTypeInfo, function_GetIDsOfNames, function_Invoke};

static VARIANT v_function(struct function *function)
{
    function->IDispatch_iface.lpVtbl = &function_vtbl;
    return (VARIANT){.vt = VT_DISPATCH, .pdispVal = &function->IDispatch_iface};
}

/*
 * Nobody holds the function any more. COM gives references back when it comes to it, across apartments by messages: so
 * an end is waited for. The function lies on the stack of its test, and must not be left to a late release.
 */
static void assert_released(struct function *function)
{
    ULONGLONG end = GetTickCount64() + 20000;
    MSG message;

    while (*(volatile LONG *)&function->references != 1 && GetTickCount64() < end) {
        MsgWaitForMultipleObjects(0, NULL, FALSE, 10, QS_ALLINPUT);
        while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
    assert_int_equal(function->references, 1);
}

/* Goes down through the DLL and this function, and notes which of the DLL's threads serves the nested calls. */
static LONG run_recursion(struct function *function, LONG depth)
{
    VARIANT result;

    function->seen[depth & 3] = call_long(function->library, L"thread_number");
    if (FAILED(call(function->library, L"recurse", &result, 2, v_i4(depth - 1), v_function(function))))
        return -1000;
    return V_I4(&result);
}

static void check_nested_calls(void)
{
    ICrossbitLibrary *library = load_library();
    struct function function = {.references = 1, .run = run_recursion, .library = library};
    VARIANT result;

    assert_int_equal(call(library, L"recurse", &result, 2, v_i4(3), v_function(&function)), S_OK);
    assert_int_equal(V_I4(&result), 6);
    assert_int_equal(function.calls, 3);
    /* All on the one thread of the DLL that waits, as in one process. */
    assert_int_equal(function.seen[3], function.seen[2]);
    assert_int_equal(function.seen[2], function.seen[1]);
    ICrossbitLibrary_Release(library);
    assert_released(&function);
}

static SAFEARRAY *call_arguments;

/* What `ReDim arguments(99)` does in a script. */
static LONG run_resize(struct function *function, LONG value)
{
    SAFEARRAYBOUND bound = {100, 0};

    function->seen[0] = SafeArrayRedim(call_arguments, &bound);
    return value;
}

TEST(test_callback_can_not_resize_the_arguments_of_its_call)
{
    ICrossbitLibrary *library = load_library();
    struct function function = {.references = 1, .run = run_resize, .library = library};
    VARIANT name = {.vt = VT_BSTR, .bstrVal = SysAllocString(L"recurse")}, result, packed, args[2];

    args[0] = v_i4(1);
    args[1] = v_function(&function);
    function.references++;
    packed = v_array(args, 2);
    call_arguments = V_ARRAY(&packed);
    assert_int_equal(call(library, L"Call", &result, 2, name, packed), S_OK);
    assert_int_equal(function.calls, 1);
    assert_int_equal(function.seen[0], DISP_E_ARRAYISLOCKED);
    VariantClear(&packed);
    VariantClear(&name);
    ICrossbitLibrary_Release(library);
    assert_released(&function);
}

TEST(test_callbacks_in_an_sta_run_on_its_thread)
{
    ICrossbitLibrary *library;
    struct function function = {.references = 1, .run = run_recursion};
    VARIANT result;

    function.library = library = load_library();
    assert_int_equal(call(library, L"recurse", &result, 2, v_i4(1), v_function(&function)), S_OK);
    assert_int_equal(V_I4(&result), 1);
    assert_int_equal(function.thread_id, GetCurrentThreadId());
    ICrossbitLibrary_Release(library);
    assert_released(&function);
    check_nested_calls();
}

TEST(test_callback_exceptions_come_back_with_their_text)
{
    ICrossbitLibrary *library = load_library();
    struct function function = {.references = 1};

    assert_int_equal(call(library, L"recurse", NULL, 2, v_i4(1), v_function(&function)), CROSSBIT_E_CALLBACK);
    assert_described(L"not today");
    assert_true(call_long(library, L"process_id") > 0);
    ICrossbitLibrary_Release(library);
    assert_released(&function);
}

static LONG run_double(struct function *function, LONG value)
{
    (void)function;
    return value * 2;
}

TEST(test_kept_callbacks_live_until_unload)
{
    ICrossbitLibrary *library = load_library();
    struct function function = {.references = 1, .run = run_double};
    VARIANT result;

    assert_int_equal(call(library, L"keep_callback", NULL, 1, v_function(&function)), S_OK);
    assert_true(function.references > 1);
    assert_int_equal(call(library, L"fire_kept", &result, 1, v_i4(21)), S_OK);
    assert_int_equal(V_I4(&result), 42);
    assert_int_equal(function.thread_id, GetCurrentThreadId());
    ICrossbitLibrary_Release(library);
    assert_released(&function);
}

static DWORD WINAPI in_mta(void *context)
{
    void (*check)(void) = context;

    if (FAILED(CoInitializeEx(NULL, COINIT_MULTITHREADED)))
        return 1;
    check();
    CoUninitialize();
    return 0;
}

/* cmocka's assertions work on the test's own thread only, so the check must not fail there: it ends the process. */
TEST(test_callbacks_in_the_mta)
{
    HANDLE thread = CreateThread(NULL, 0, in_mta, check_nested_calls, 0, NULL);
    DWORD code = 2;

    assert_int_equal(WaitForSingleObject(thread, 30000), WAIT_OBJECT_0);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    assert_int_equal(code, 0);
}

struct visitor {
    ICrossbitLibrary *library;
    DWORD model;
    LONG number;
    HRESULT result;
    LONG last_error;
};

static DWORD WINAPI visit(void *context)
{
    struct visitor *visitor = context;
    VARIANT args[2] = {v_i4(0), v_i4(visitor->number)}, reversed[2];
    DISPPARAMS params = {reversed, NULL, 2, 0};
    int i;

    CoInitializeEx(NULL, visitor->model);
    reversed[0] = args[1];
    reversed[1] = v_i4(visitor->number);
    for (i = 0; i < 20 && SUCCEEDED(visitor->result); i++) {
        visitor->result = ICrossbitLibrary_Invoke(visitor->library, find(visitor->library, L"set_errors"), &IID_NULL, 0,
            DISPATCH_METHOD, &params, NULL, NULL, NULL);
        ICrossbitLibrary_get_LastError(visitor->library, &visitor->last_error);
        if (visitor->last_error != visitor->number)
            visitor->result = E_FAIL;
    }
    CoUninitialize();
    return 0;
}

/* One object, made in this STA, called from other apartments as it is, and each thread has its own LastError. */
TEST(test_errors_belong_to_the_calling_thread_in_every_apartment)
{
    ICrossbitLibrary *library = load_library();
    struct visitor visitors[4] = {{library, COINIT_MULTITHREADED, 101, S_OK, 0},
        {library, COINIT_APARTMENTTHREADED, 102, S_OK, 0}, {library, COINIT_MULTITHREADED, 103, S_OK, 0},
        {library, COINIT_APARTMENTTHREADED, 104, S_OK, 0}};
    HANDLE threads[4];
    VARIANT result;
    LONG code;
    int i;

    assert_int_equal(call(library, L"set_errors", &result, 2, v_i4(77), v_i4(7)), S_OK);
    for (i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, visit, &visitors[i], 0, NULL);
    for (i = 0; i < 4; i++) {
        assert_int_equal(WaitForSingleObject(threads[i], 30000), WAIT_OBJECT_0);
        CloseHandle(threads[i]);
        assert_int_equal(visitors[i].result, S_OK);
    }
    assert_int_equal(ICrossbitLibrary_get_LastError(library, &code), S_OK);
    assert_int_equal(code, 77);
    assert_int_equal(ICrossbitLibrary_get_Errno(library, &code), S_OK);
    assert_int_equal(code, 7);
    ICrossbitLibrary_Release(library);
}

TEST(test_marshaling_inside_the_process_gives_the_object_itself)
{
    ICrossbitLibrary *library = create_library();
    IStream *stream;
    void *again;

    assert_int_equal(CoMarshalInterThreadInterfaceInStream(&IID_ICrossbitLibrary, (IUnknown *)library, &stream), S_OK);
    assert_int_equal(CoGetInterfaceAndReleaseStream(stream, &IID_ICrossbitLibrary, &again), S_OK);
    assert_ptr_equal(again, library);
    ICrossbitLibrary_Release((ICrossbitLibrary *)again);
    ICrossbitLibrary_Release(library);
}

/* ---- the surrogate's death ---- */

TEST(test_death_is_told_and_the_next_call_goes_on)
{
    ICrossbitLibrary *library = load_library();
    LONG first = call_long(library, L"process_id"), second;
    VARIANT handle, result;
    HANDLE process;

    assert_int_equal(call(library, L"counter_create", &handle, 1, v_i4(1)), S_OK);
    process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, (DWORD)call_long(library, L"ProcessId"));
    assert_non_null(process);
    assert_true(TerminateProcess(process, 1));
    assert_int_equal(WaitForSingleObject(process, 10000), WAIT_OBJECT_0);
    CloseHandle(process);
    assert_int_equal(call(library, L"process_id", &result, 0), CROSSBIT_E_DIED);
    assert_non_null(description);
    second = call_long(library, L"process_id");
    assert_int_not_equal(first, second);
    assert_int_equal(call_long(library, L"ProcessId"), second);
    /* A handle of the dead one, although the new one has a counter too. */
    assert_int_equal(call(library, L"counter_create", &result, 1, v_i4(1)), S_OK);
    assert_int_equal(call(library, L"counter_next", &result, 1, result), S_OK);
    assert_int_equal(call(library, L"counter_next", &result, 1, handle), CROSSBIT_E_STALE_HANDLE);
    ICrossbitLibrary_Release(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_fixed_members_then_functions),
        cmocka_unit_test(test_call_takes_arguments_apart_or_in_one_array),
        cmocka_unit_test(test_typed_variables_take_outputs),
        cmocka_unit_test(test_variable_arguments_have_the_types_of_their_values),
        cmocka_unit_test(test_named_arguments_are_refused),
        cmocka_unit_test(test_properties_are_set_before_load_only),
        cmocka_unit_test(test_vtable_failures_have_error_info),
        cmocka_unit_test(test_type_info_names_the_fixed_members),
        cmocka_unit_test(test_callback_can_not_resize_the_arguments_of_its_call),
        cmocka_unit_test(test_callbacks_in_an_sta_run_on_its_thread),
        cmocka_unit_test(test_callback_exceptions_come_back_with_their_text),
        cmocka_unit_test(test_kept_callbacks_live_until_unload),
        cmocka_unit_test(test_callbacks_in_the_mta),
        cmocka_unit_test(test_errors_belong_to_the_calling_thread_in_every_apartment),
        cmocka_unit_test(test_marshaling_inside_the_process_gives_the_object_itself),
        cmocka_unit_test(test_death_is_told_and_the_next_call_goes_on),
    };
    int failed, level;

    GetModuleFileNameW(NULL, fixture, MAX_PATH);
    for (level = 0; level < 2; level++)
        *wcsrchr(fixture, L'\\') = 0;
    wcscat(fixture, sizeof(void *) == 8 ? L"\\x86\\fixture.dll" : L"\\x64\\fixture.dll");
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    CoUninitialize();
    return failed;
}
