/* SPDX-License-Identifier: MIT */
/* Arrays of scripts: SAFEARRAYs of any element type, and the array objects of JScript, which knows no others. */
#include "variant_private.h"

#include <dispex.h>
#include <stdio.h>
#include <string.h>

/* MinGW's libraries have not got this one of dispex.h. */
static const IID iid_IDispatchEx = {0xa6ef9860, 0xc720, 0x11d0, {0x93, 0x37, 0x00, 0xa0, 0xc9, 0x0d, 0xca, 0xa9}};

/* More elements than any sane JScript array; a wrong `length` must not make us ask for billions. */
#define MAX_OBJECT_LENGTH (16u << 20)

static const LCID english = MAKELCID(MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), SORT_DEFAULT);

static HRESULT object_get(IDispatch *object, const wchar_t *name, VARIANT *value)
{
    DISPPARAMS none = {0};
    LPOLESTR names[] = {(LPOLESTR)name};
    DISPID id;
    HRESULT hr;

    VariantInit(value);
    hr = IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, english, &id);
    if (FAILED(hr))
        return hr;
    return IDispatch_Invoke(object, id, &IID_NULL, english, DISPATCH_PROPERTYGET, &none, value, NULL, NULL);
}

static HRESULT object_put(IDispatch *object, const wchar_t *name, VARIANT *value)
{
    DISPID put = DISPID_PROPERTYPUT, id;
    DISPPARAMS params = {value, &put, 1, 1};
    LPOLESTR names[] = {(LPOLESTR)name};
    IDispatchEx *extended;
    HRESULT hr;

    hr = IDispatch_GetIDsOfNames(object, &IID_NULL, names, 1, english, &id);
    if (FAILED(hr) && SUCCEEDED(IDispatch_QueryInterface(object, &iid_IDispatchEx, (void **)&extended))) {
        /* An element that is not there yet: only IDispatchEx can add it. */
        BSTR text = SysAllocString(name);

        hr = text ? IDispatchEx_GetDispID(extended, text, fdexNameCaseSensitive | fdexNameEnsure, &id) : E_OUTOFMEMORY;
        SysFreeString(text);
        IDispatchEx_Release(extended);
    }
    if (FAILED(hr))
        return hr;
    return IDispatch_Invoke(object, id, &IID_NULL, english, DISPATCH_PROPERTYPUT, &params, NULL, NULL, NULL);
}

static wchar_t *index_name(uint32_t index, wchar_t name[16])
{
    _snwprintf(name, 16, L"%u", index);
    return name;
}

HRESULT array_object_length(IDispatch *object, uint32_t *length)
{
    VARIANT value, number;
    HRESULT hr;

    *length = 0;
    hr = object_get(object, L"length", &value);
    if (FAILED(hr))
        return hr;
    hr = variant_change_number(&value, VT_UI4, &number);
    VariantClear(&value);
    if (FAILED(hr) || V_UI4(&number) > MAX_OBJECT_LENGTH)
        return CROSSBIT_E_ARGUMENT;
    *length = V_UI4(&number);
    return S_OK;
}

HRESULT array_open(
    struct variant_context *context, const struct place *place, const VARIANT *value, struct array_view *view)
{
    SAFEARRAY *array;
    HRESULT hr;
    LONG lower, upper;

    memset(view, 0, sizeof(*view));
    if (V_VT(value) == VT_DISPATCH && V_DISPATCH(value)) {
        if (FAILED(array_object_length(V_DISPATCH(value), &view->count)))
            return S_FALSE;
        view->object = V_DISPATCH(value);
        view->vt = VT_VARIANT;
        return S_OK;
    }
    if (!(V_VT(value) & VT_ARRAY))
        return S_FALSE;
    array = V_VT(value) & VT_BYREF ? *V_ARRAYREF(value) : V_ARRAY(value);
    view->vt = V_VT(value) & VT_TYPEMASK;
    if (!array) /* `Dim a()` before its ReDim */
        return S_OK;
    if (SafeArrayGetDim(array) != 1)
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"the array has %u dimensions; arrays of one dimension cross, one in the other for more",
            SafeArrayGetDim(array));
    if (view->vt == VT_RECORD)
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"an array of records was given; give each as an array of its members");
    hr = SafeArrayGetLBound(array, 1, &lower);
    if (SUCCEEDED(hr))
        hr = SafeArrayGetUBound(array, 1, &upper);
    if (SUCCEEDED(hr))
        hr = SafeArrayAccessData(array, (void **)&view->data);
    if (FAILED(hr))
        return variant_fail(context, place, hr, L"the array cannot be read");
    view->array = array;
    view->count = (uint32_t)upper - (uint32_t)lower + 1;
    view->element_size = SafeArrayGetElemsize(array);
    return S_OK;
}

HRESULT array_get(struct variant_context *context, const struct place *place, const struct array_view *view,
    uint32_t index, VARIANT *element)
{
    wchar_t name[16];
    uint8_t *source;

    VariantInit(element);
    if (view->object) {
        HRESULT hr = object_get(view->object, index_name(index, name), element);

        if (FAILED(hr))
            return variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"the array object has no such element");
        return S_FALSE;
    }
    source = view->data + (size_t)index * view->element_size;
    if (view->vt == VT_VARIANT) {
        memcpy(element, source, sizeof(*element));
    } else if (view->vt == VT_DECIMAL) {
        memcpy(&V_DECIMAL(element), source, sizeof(DECIMAL));
        V_VT(element) = VT_DECIMAL;
    } else {
        V_VT(element) = view->vt;
        memcpy(&V_UI8(element), source, min(view->element_size, sizeof(uint64_t)));
    }
    return S_OK;
}

void array_close(struct array_view *view)
{
    if (view->array)
        SafeArrayUnaccessData(view->array);
    memset(view, 0, sizeof(*view));
}

static HRESULT put_element(SAFEARRAY *array, VARTYPE vt, LONG index, const VARIANT *value)
{
    VARIANT changed;
    HRESULT hr;

    if (vt == VT_VARIANT)
        return SafeArrayPutElement(array, &index, (void *)value);
    hr = variant_change_number(value, vt, &changed);
    if (FAILED(hr))
        return hr;
    if (vt == VT_BSTR)
        hr = SafeArrayPutElement(array, &index, V_BSTR(&changed));
    else if (vt == VT_DECIMAL)
        hr = SafeArrayPutElement(array, &index, &V_DECIMAL(&changed));
    else
        hr = SafeArrayPutElement(array, &index, &V_UI8(&changed));
    VariantClear(&changed);
    return hr;
}

/* Into an array variable of element type vt. An array that the language has declared with a size is filled in place. */
static HRESULT store_array(
    struct variant_context *context, const struct place *place, SAFEARRAY **variable, VARTYPE vt, VARIANT *value)
{
    struct array_view view = {0};
    SAFEARRAY *target = NULL, *old = *variable;
    LONG lower = 0, upper = -1;
    bool fixed, filled;
    uint32_t i;
    HRESULT hr;

    hr = array_open(context, place, value, &view);
    if (hr == S_FALSE) {
        wchar_t text[VARIANT_DESCRIPTION];

        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"the variable is an array, but the output is %ls; pass a plain variable", variant_describe(value, text));
    }
    if (FAILED(hr))
        return hr;
    if (old && SafeArrayGetDim(old) == 1) {
        SafeArrayGetLBound(old, 1, &lower);
        SafeArrayGetUBound(old, 1, &upper);
    }
    fixed = old && (old->fFeatures & (FADF_FIXEDSIZE | FADF_STATIC | FADF_AUTO | FADF_EMBEDDED));
    filled = old && SafeArrayGetDim(old) == 1 &&
             (fixed ? (uint32_t)upper - (uint32_t)lower + 1 >= view.count
                    : (uint32_t)upper - (uint32_t)lower + 1 == view.count);
    if (fixed && !filled) {
        hr = variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"the output has %u elements, more than the array declared for it; make it larger, or declare it without a "
            L"size",
            view.count);
        goto exit;
    }
    target = filled ? old : SafeArrayCreateVector(vt, lower = 0, view.count);
    if (!target) {
        hr = E_OUTOFMEMORY;
        goto exit;
    }
    if (view.vt == vt && vt != VT_VARIANT && vt != VT_BSTR) {
        memcpy(target->pvData, view.data, (size_t)view.count * view.element_size);
    } else {
        for (i = 0; i < view.count; i++) {
            const struct place element_place = {place, PLACE_ELEMENT, i, NULL};
            VARIANT element;

            array_get(context, &element_place, &view, i, &element);
            hr = put_element(target, vt, lower + (LONG)i, &element);
            if (FAILED(hr)) {
                wchar_t text[VARIANT_DESCRIPTION];

                hr = variant_fail(context, &element_place, CROSSBIT_E_RANGE,
                    L"%ls does not fit into the array's element type (%u)", variant_describe(&element, text), vt);
                goto exit;
            }
        }
    }
    if (!filled) {
        hr = old ? SafeArrayDestroy(old) : S_OK;
        if (FAILED(hr)) {
            hr = variant_fail(context, place, hr, L"the array is in use (locked) and cannot take the output");
            goto exit;
        }
        *variable = target;
    }
    target = NULL;

exit:
    if (target && !filled)
        SafeArrayDestroy(target);
    array_close(&view);
    return hr;
}

/* Into an array object of JScript: its element 0, or each of its elements. */
static HRESULT store_object(
    struct variant_context *context, const struct place *place, IDispatch *object, VARIANT *value, bool single)
{
    struct array_view view = {0};
    wchar_t name[16];
    VARIANT element;
    uint32_t i;
    HRESULT hr;

    if (single || !(V_VT(value) & VT_ARRAY)) {
        hr = object_put(object, L"0", value);
    } else {
        hr = array_open(context, place, value, &view);
        for (i = 0; SUCCEEDED(hr) && i < view.count; i++) {
            array_get(context, place, &view, i, &element);
            if (V_VT(&element) == VT_UI1) { /* a type that JScript has not got */
                V_I4(&element) = V_UI1(&element);
                V_VT(&element) = VT_I4;
            }
            hr = object_put(object, index_name(i, name), &element);
        }
        array_close(&view);
        if (SUCCEEDED(hr)) {
            V_VT(&element) = VT_I4;
            V_I4(&element) = (LONG)i;
            hr = object_put(object, L"length", &element);
        }
    }
    if (FAILED(hr))
        return variant_fail(context, place, hr, L"the array object does not take the output");
    return S_OK;
}

static HRESULT store_scalar(
    struct variant_context *context, const struct place *place, VARIANT *variable, VARIANT *value)
{
    VARTYPE vt = V_VT(variable) & VT_TYPEMASK;
    wchar_t text[VARIANT_DESCRIPTION];
    VARIANT changed;
    HRESULT hr;

    if (vt == VT_BSTR && V_VT(value) == VT_NULL)
        V_VT(value) = VT_EMPTY; /* NULL text is a NULL BSTR */
    hr = variant_change_number(value, vt, &changed);
    if (FAILED(hr))
        return variant_fail(context, place, CROSSBIT_E_RANGE, L"%ls does not fit into the variable's type (%u)",
            variant_describe(value, text), vt);
    switch (vt) {
    case VT_BSTR:
        SysFreeString(*V_BSTRREF(variable));
        *V_BSTRREF(variable) = V_BSTR(&changed);
        return S_OK;
    case VT_DECIMAL: {
        VARTYPE kept = V_DECIMALREF(variable)->wReserved;

        *V_DECIMALREF(variable) = V_DECIMAL(&changed);
        V_DECIMALREF(variable)->wReserved = kept; /* the changed one's holds its VARTYPE */
        return S_OK;
    }
    case VT_I1:
    case VT_UI1:
        *V_UI1REF(variable) = V_UI1(&changed);
        return S_OK;
    case VT_I2:
    case VT_UI2:
    case VT_BOOL:
        *V_UI2REF(variable) = V_UI2(&changed);
        return S_OK;
    case VT_I4:
    case VT_UI4:
    case VT_INT:
    case VT_UINT:
    case VT_R4:
    case VT_ERROR:
        *V_UI4REF(variable) = V_UI4(&changed);
        return S_OK;
    case VT_I8:
    case VT_UI8:
    case VT_R8:
    case VT_CY:
    case VT_DATE:
        *V_UI8REF(variable) = V_UI8(&changed);
        return S_OK;
    default:
        VariantClear(&changed);
        return variant_fail(context, place, CROSSBIT_E_ARGUMENT,
            L"the output cannot go into a variable of type %u; pass a plain variable", vt);
    }
}

HRESULT variant_store(
    struct variant_context *context, const struct place *place, VARIANT *variable, VARIANT *value, bool single)
{
    HRESULT hr;

    /* VBScript's variables may refer to others. */
    while (V_VT(variable) == (VT_BYREF | VT_VARIANT) && V_VT(V_VARIANTREF(variable)) & VT_BYREF)
        variable = V_VARIANTREF(variable);
    if (V_VT(variable) == (VT_BYREF | VT_VARIANT)) {
        hr = VariantClear(V_VARIANTREF(variable));
        if (SUCCEEDED(hr)) {
            *V_VARIANTREF(variable) = *value;
            return S_OK;
        }
        hr = variant_fail(context, place, hr, L"the variable is in use (a locked array) and cannot take the output");
    } else if (V_VT(variable) & VT_BYREF && V_VT(variable) & VT_ARRAY) {
        hr = store_array(context, place, V_ARRAYREF(variable), V_VT(variable) & VT_TYPEMASK, value);
    } else if (V_VT(variable) & VT_BYREF) {
        hr = store_scalar(context, place, variable, value);
    } else if (V_VT(variable) == VT_DISPATCH && V_DISPATCH(variable)) {
        hr = store_object(context, place, V_DISPATCH(variable), value, single);
    } else {
        hr = variant_fail(context, place, CROSSBIT_E_ARGUMENT, L"an output needs a variable");
    }
    VariantClear(value);
    return hr;
}
