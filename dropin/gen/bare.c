/* SPDX-License-Identifier: MIT */
/* A pointer of which nothing says what it points to: what to write in the annotation header. */
#include "gen.h"

static bool is_character(enum CXTypeKind kind)
{
    return kind == CXType_Char_S || kind == CXType_Char_U || kind == CXType_SChar || kind == CXType_UChar;
}

/* In C wchar_t is a typedef of unsigned short, so only the name tells. */
static bool is_wide(struct gen *gen, CXType type)
{
    static const char *const names[] = {"wchar_t", "WCHAR", NULL};

    return spelling_among(gen, type, names) != NULL;
}

void refuse_bare_pointer(struct gen *gen, const struct site *site, CXType pointee, bool is_const)
{
    const char *target = spelling_of(gen, pointee);
    CXType canonical = clang_getCanonicalType(pointee);

    if (site->is_result) {
        if (is_character(canonical.kind) || is_wide(gen, pointee))
            site_problem(gen, site,
                "nothing says how long the text lives that this '%s *' points to; "
                "annotate the function as "
                "_Ret_z_ CROSSBIT_STATIC, _Ret_z_ CROSSBIT_FREED_BY(function) or CROSSBIT_RESULT_IS(parameter) in the "
                "annotation header",
                target);
        else
            site_problem(gen, site,
                "nothing says what the result '%s *' points to; annotate the function as "
                "CROSSBIT_HANDLE(type) or CROSSBIT_AS_HANDLE(tag), _Ret_writes_(n) CROSSBIT_STATIC, or "
                "CROSSBIT_RESULT_IS(parameter) in the annotation header",
                target);
        return;
    }
    if (site->is_element && (site->direction & DIRECTION_IN)) {
        site_problem(gen, site,
            "nothing says what a pointer to '%s' behind it is; "
            "if it is %s in the annotation header, "
            "else leave the function out with CROSSBIT_SKIP(function)",
            target,
            is_character(canonical.kind) || is_wide(gen, pointee)
                ? "a string that ends with a zero, add CROSSBIT_OF_STRINGS"
                : "the DLL's own, add CROSSBIT_AS_HANDLE(tag)");
        return;
    }
    if (canonical.kind == CXType_Void)
        site_problem(gen, site,
            "a 'void *' may be a buffer, a handle or the program's own data; annotate it as %s, "
            "CROSSBIT_AS_HANDLE(tag) or CROSSBIT_USER in the annotation header",
            site->is_field ? "_Field_size_bytes_(n)"
            : is_const     ? "_In_reads_bytes_(n)"
                           : "_Out_writes_bytes_(n) or "
                             "_Inout_updates_bytes_(n)");
    else if (is_character(canonical.kind) || is_wide(gen, pointee))
        site_problem(gen, site,
            "nothing says whether this '%s *' is a string or a buffer, "
            "or how long it is; annotate it as "
            "%s in the annotation header",
            target,
            site->is_field ? "_Field_z_ or _Field_size_(n)"
            : is_const     ? "_In_z_ or _In_reads_(n)"
                           : "_Out_writes_(n), _Out_writes_z_(n) or _Inout_updates_(n)");
    else if (canonical.kind == CXType_Pointer)
        site_problem(gen, site,
            "nothing says what this pointer to a pointer takes or gives; annotate it as %s in the "
            "annotation header",
            site->is_field ? "_Field_size_(n)" : "_Outptr_, _Outptr_result_z_ CROSSBIT_STATIC or _In_reads_(n)");
    else if (canonical.kind == CXType_Record && clang_Type_getSizeOf(canonical) < 0)
        site_problem(gen, site,
            "'%s' is an incomplete type, so this pointer is a token of the DLL's; say so with "
            "CROSSBIT_HANDLE(%s *) in the annotation header",
            target, target);
    else
        site_problem(gen, site,
            "nothing says whether this '%s *' points to one value or to many, "
            "or which way they go; "
            "annotate it as %s in the annotation header",
            target,
            site->is_field ? "_Field_size_(n)"
            : is_const     ? "_In_ or _In_reads_(n)"
                           : "_In_, _Out_, _Inout_, _In_reads_(n), "
                             "_Out_writes_(n) or _Inout_updates_(n)");
}
