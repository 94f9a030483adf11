/* SPDX-License-Identifier: MIT */
/*
 * What compilers pass in different ways in 32-bit code. The binding is GCC's, the DLL may be another's: so a function
 * of which that is true needs to know which, and its call then goes through a form that all of them agree on.
 *
 * Sources: GCC's i386.cc (ix86_function_arg_advance, ix86_return_in_memory, function_value_32) and stor-layout.cc
 * (compute_record_mode), clang's output for i686-pc-windows-msvc, and Delphi's "Program Control" page on results.
 */
#include "gen.h"

#include <string.h>

/* What is looked for in a struct of such a size, in 32-bit Windows. */
struct search {
    long long size;
    bool lone; /* it is all one float or double: GCC returns that in st(0) */
    bool odd;  /* has a part that no register is as large as: GCC and clang return it in memory, cl does not */
};

static CXType canonical(CXType type)
{
    return clang_getCanonicalType(type);
}

static bool is_register_sized(long long size)
{
    return size == 1 || size == 2 || size == 4 || size == 8;
}

static bool is_floating(CXType type)
{
    return type.kind == CXType_Float || type.kind == CXType_Double || type.kind == CXType_LongDouble;
}

static void look_at(CXType type, struct search *search);

static enum CXVisitorResult look_at_field(CXCursor cursor, CXClientData data)
{
    look_at(canonical(clang_getCursorType(cursor)), data);
    return CXVisit_Continue;
}

static void look_at(CXType type, struct search *search)
{
    long long size = clang_Type_getSizeOf(type);

    if (is_floating(type)) {
        search->lone |= size == search->size;
    } else if (type.kind == CXType_Record) {
        search->odd |= !is_register_sized(size);
        clang_Type_visitFields(type, look_at_field, search);
    } else if (type.kind == CXType_ConstantArray) {
        search->odd |= !is_register_sized(size);
        look_at(canonical(clang_getArrayElementType(type)), search);
    }
}

/* GCC takes registers for what goes to the stack, so that the parameters after it go there, too. */
static bool parameters_differ(CXType type, unsigned registers)
{
    bool skipped = false;

    for (int i = 0; i < clang_getNumArgTypes(type) && registers > 0; i++) {
        CXType param = canonical(clang_getArgType(type, (unsigned)i));
        if (is_floating(param))
            continue;
        if (param.kind == CXType_Record || clang_Type_getSizeOf(param) > 4)
            skipped = true;
        else if (skipped)
            return true;
        else
            registers--;
    }
    return false;
}

static bool refuse(struct gen *gen, struct function *function, const char *why)
{
    gen_problem(
        gen, function->place, "%s '%s': %s", function->is_callback ? "callback type" : "function", function->name, why);
    function->bad = true;
    return false;
}

static const char *integer_of(long long size)
{
    return size == 1   ? "unsigned char"
           : size == 2 ? "unsigned short"
           : size == 4 ? "unsigned int"
                       : "unsigned long long";
}

bool abi_decide(struct gen *gen, struct function *function, const CXType type[TARGET_COUNT])
{
    CXType result = canonical(clang_getResultType(type[TARGET_X86]));
    bool fastcall = strcmp(function->convention, "__fastcall") == 0,
         thiscall = strcmp(function->convention, "__thiscall") == 0;
    bool record = result.kind == CXType_Record;
    long long size = record ? clang_Type_getSizeOf(result) : 0,
              other_size = record ? clang_Type_getSizeOf(canonical(clang_getResultType(type[TARGET_X64]))) : 0;
    bool in_registers = record && is_register_sized(size) && !thiscall;
    struct search search = {.size = size};
    /* No form of GCC's is the other compilers'. */
    bool alone = (record && thiscall) || (record && fastcall && !is_register_sized(size)) ||
                 parameters_differ(type[TARGET_X86], fastcall   ? 2
                                                     : thiscall ? 1
                                                                : 0);

    if (in_registers)
        look_at(result, &search);
    if (gen->dll_bits == 64 || function->surrogate_code || gen->abi == ABI_GNU)
        return true;
    if (gen->abi == ABI_DELPHI && (fastcall || thiscall))
        return refuse(gen, function,
            arena_printf(gen->arena,
                "Delphi has no %s; declare it with the convention that it has, or leave it out "
                "with --skip %s",
                function->convention, function->name));
    if (gen->abi == ABI_UNKNOWN && (search.lone || search.odd || alone))
        return refuse(gen, function,
            arena_printf(gen->arena,
                "compilers pass its %s in different ways in 32-bit code, and nothing in the DLL says which one made "
                "it; write CROSSBIT_ABI(msvc), CROSSBIT_ABI(gnu) or CROSSBIT_ABI(delphi) in the annotation header, or "
                "leave it out with --skip %s",
                record ? "result" : "parameters", function->name));
    if (gen->abi == ABI_MSVC && alone)
        return refuse(gen, function,
            arena_printf(gen->arena,
                "a %s function with such %s, of another compiler than GCC, cannot be called from the binding; leave it "
                "out with --skip %s",
                function->convention, record ? "a result" : "parameters", function->name));
    if (gen->abi == ABI_MSVC && search.odd)
        return refuse(gen, function,
            arena_printf(gen->arena,
                "its result has a part of an odd size, which even compilers with MSVC's rules return in different ways "
                "in 32-bit code; leave it out with --skip %s",
                function->name));
    if (gen->abi == ABI_DELPHI && record && (size == 8 || !is_register_sized(size)))
        return refuse(gen, function,
            arena_printf(gen->arena,
                "Delphi gives back a record of this size through a parameter of its own; declare the function as it is "
                "in Delphi, with a var parameter, or leave it out with --skip %s",
                function->name));
    if (gen->abi == ABI_UNKNOWN || !in_registers)
        return true;
    if (size == other_size)
        function->raw_type = integer_of(size);
    else if (search.lone)
        return refuse(gen, function,
            arena_printf(gen->arena,
                "its result is %lld bytes in 32-bit Windows and %lld in 64-bit Windows, and compilers return it in "
                "different ways; leave it out with --skip %s",
                size, other_size, function->name));
    return true;
}
