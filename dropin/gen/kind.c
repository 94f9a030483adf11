/* SPDX-License-Identifier: MIT */
/* The kinds of values, a row each. */
#include "emit.h"

/* The two sorts of way. */
#define TEXT(template)                                                                                                 \
    {                                                                                                                  \
        .text = (template)                                                                                             \
    }
#define CODE(function)                                                                                                 \
    {                                                                                                                  \
        .code = (function)                                                                                             \
    }

static const struct ways number = {
    .put = CODE(emit_number_put),
    .get = CODE(emit_number_get),
    .give = CODE(emit_number_give),
    .take = CODE(emit_number_take),
};

/*
 * The DLL gets a function of its own for the program's; what comes back is the program's again, unless it is the
 * DLL's own.
 */
static const struct ways callback = {
    .put = CODE(emit_number_put),
    .get = CODE(emit_number_get),
    .give = TEXT("crossbit_put(cb_scope, (UINT64)crossbit_callback_back(cb_scope, @{callback}, (void *)(@{value})), "
                 "8);\n"),
    .take = TEXT("{ INT64 crossbit_w = (INT64)crossbit_get(cb_scope, 8); if (crossbit_w != CROSSBIT_CALLBACK_OWN) { "
                 "@{type} crossbit_v = "
                 "(@{type})(INT_PTR)crossbit_w; memcpy((void *)&@{value}, &crossbit_v, sizeof(crossbit_v)); } }\n"),
};

/* The same bytes on both sides. */
static const struct ways data = {
    .put = TEXT("crossbit_put_data(cb_scope, &@{value}, sizeof(@{value}));\n"),
    .get = TEXT("crossbit_get_data(cb_scope, (void *)&@{value}, sizeof(@{value}));\n"),
    .give = TEXT("crossbit_put_data(cb_scope, &@{value}, sizeof(@{value}));\n"),
    .take = TEXT("crossbit_get_data(cb_scope, (void *)&@{value}, sizeof(@{value}));\n"),
};

static const struct ways record = {
    .put = TEXT("crossbit_put_@{record}(cb_scope, &@{value}, ~(UINT64)0);\n"),
    .get = TEXT("crossbit_get_@{record}(cb_scope, (@{record_type} *)&@{value}, ~(UINT64)0);\n"),
    .give =
        TEXT("@{always?}crossbit_give_@{record}(cb_scope, &@{value}, NULL, ~(UINT64)0);\n"
             "@{always!}crossbit_give_@{record}(cb_scope, &@{value}, @{fresh} ? NULL : &(@{before}), ~(UINT64)0);\n"),
    .take = TEXT("crossbit_take_@{record}(cb_scope, (@{record_type} *)&@{value}, @{fresh}, ~(UINT64)0);\n"),
};

static const struct ways array = {
    .put = CODE(emit_array_put),
    .get = CODE(emit_array_get),
    .give = CODE(emit_array_give),
    .take = CODE(emit_array_take),
};

static const struct ways buffer = {
    .put = CODE(emit_buffer_put),
    .get = CODE(emit_buffer_get),
    .give = CODE(emit_pointer_give),
    .take = CODE(emit_pointer_take),
};

/* A parameter's memory comes back, never the pointer. */
static const struct ways buffer_param = {
    .put = CODE(emit_buffer_put),
    .get = CODE(emit_buffer_get),
    .give = CODE(emit_buffer_give_param),
    .take = CODE(emit_buffer_take_param),
};

static const struct ways string = {
    .put = TEXT("crossbit_put_string(cb_scope, (const void *)(@{value}), sizeof(*(@{value})));\n"),
    .get = TEXT("{ const void *crossbit_v = crossbit_get_string(cb_scope, sizeof(*(@{value}))); "
                "memcpy((void *)&@{value}, &crossbit_v, sizeof(crossbit_v)); }\n"),
    .give = CODE(emit_pointer_give),
    .take = CODE(emit_pointer_take),
};

/* The caller sees only whether it is NULL. */
static const struct ways hidden = {
    .put = TEXT("crossbit_put(cb_scope, (@{value}) != NULL, 1);\n"),
    .get = TEXT("if (crossbit_get(cb_scope, 1) == 0) @{value} = NULL;\n"),
    .give = TEXT("crossbit_put(cb_scope, (@{value}) != NULL, 1);\n"),
    .take = TEXT("{ void *crossbit_v = crossbit_get(cb_scope, 1) ? crossbit_hidden() : NULL; "
                 "memcpy((void *)&@{value}, &crossbit_v, sizeof(crossbit_v)); }\n"),
};

static const struct ways reserved = {
    .put = TEXT("crossbit_reserved(cb_scope, (UINT64)(UINT_PTR)(@{value}), \"@{value}\");\n"),
    .get = TEXT("memset((void *)&@{value}, 0, sizeof(@{value}));\n"),
};

static const struct ways mirror_param = {
    .put = TEXT("crossbit_put(cb_scope, (UINT64)(UINT_PTR)@{value}, 8);\n"
                "if (@{value} != NULL)\n"
                "    crossbit_put_@{record}(cb_scope, @{value}, @{mask});\n"),
    .get = CODE(emit_mirror_get),
    .give = CODE(emit_mirror_give),
    .take = TEXT("if (@{value} != NULL) {\n"
                 "    crossbit_take_@{record}(cb_scope, @{value}, FALSE, @{mask});\n"
                 "    crossbit_take_kept(cb_scope);\n"
                 "}\n"),
};

static const struct ways workspace_param = {
    .put = TEXT("crossbit_put(cb_scope, @{value} != NULL ? (UINT64)crossbit_count(cb_scope, (INT64)(@{bytes}), "
                "1, \"@{value}\") + 1 : 0, 8);\n"),
    .get = TEXT("@{value} = crossbit_workspace(cb_scope, crossbit_get(cb_scope, 8));\n"),
};

static const struct ways freed_param = {
    .put = TEXT("crossbit_put(cb_scope, (UINT64)crossbit_owned_to_wire(cb_scope, (const void *)@{value}), 8);\n"),
    .get = TEXT("@{value} = crossbit_owned_from_wire(cb_scope, (INT64)crossbit_get(cb_scope, 8));\n"),
};

/* A result's memory is copied, once where it is the DLL's, or as something that the program releases. */
#define RESULT_TAKE TEXT("crossbit_result = (@{type})crossbit_take_@{owned}(cb_scope);\n")

#define NUMBER(bytes) .carried = CARRIED_NUMBER, .width = (bytes), .packed = &number

/* In the order in which words count. */
static const struct kind kinds[] = {
    [SHAPE_VOID] = {.name = "nothing", .carried = CARRIED_NOWHERE},
    [SHAPE_HIDDEN] = {.name = "hidden", .word = "hidden", .on = ON_POINTER, .packed = &hidden},
    [SHAPE_RESERVED] = {.name = "reserved",
        .word = "reserved",
        .on = ON_POINTER | ON_INTEGER,
        .carried = CARRIED_NOWHERE,
        .packed = &reserved,
        .before_caller = TEXT("crossbit_reserved(cb_scope, (UINT64)(UINT_PTR)@{value}, \"@{value}\");\n")},
    [SHAPE_USER_POINTER] = {.name = "token of the program",
        .word = "user",
        .macro = "CROSSBIT_USER",
        .on = ON_POINTER | ON_INTEGER,
        .wide = true,
        NUMBER(8),
        .to_wire = TEXT("crossbit_user_to_wire(cb_scope, (const void *)(UINT_PTR)(@{value}))"),
        .from_wire = TEXT("(@{type})(UINT_PTR)crossbit_user_from_wire(cb_scope, @{value})")},
    [SHAPE_FD] = {.name = "file descriptor",
        .word = "crt_fd",
        .on = ON_INTEGER,
        NUMBER(8),
        .to_wire = TEXT("crossbit_fd_to_wire(cb_scope, (int)(@{value}))"),
        .from_wire = TEXT("(@{type})crossbit_fd_from_wire(cb_scope, @{value})"),
        .after_caller = TEXT("crossbit_fd_moved(cb_scope, (int)@{value}, "
                             "(cb_call.flags & CROSSBIT_CALL_WRITTEN) != 0);\n")},
    [SHAPE_KERNEL] = {.name = "kernel handle, duplicated",
        .word = "kernel_handle",
        .macro = "CROSSBIT_KERNEL_HANDLE",
        .on = ON_POINTER | ON_INTEGER,
        .undirected = true,
        .wide = true,
        NUMBER(8),
        .to_wire = TEXT("crossbit_kernel_to_wire(cb_scope, (HANDLE)(UINT_PTR)(@{value}))"),
        .from_wire = TEXT("(@{type})(UINT_PTR)crossbit_kernel_from_wire(cb_scope, @{value})")},
    [SHAPE_USER_HANDLE] = {.name = "USER or GDI handle",
        .word = "user_handle",
        .on = ON_POINTER | ON_INTEGER,
        .undirected = true,
        NUMBER(8),
        .to_wire = TEXT("(INT64)(LONG)(LONG_PTR)(@{value})"),
        .from_wire = TEXT("(@{type})(LONG_PTR)(LONG)(@{value})")},
    [SHAPE_SIZEOF] = {.name = "size of a struct",
        .word = "sizeof",
        .macro = "CROSSBIT_SIZEOF",
        .argument = ARGUMENT_TYPE,
        .on = ON_INTEGER,
        NUMBER(8),
        .to_wire = TEXT("crossbit_sizeof_to_wire((INT64)(@{value}), sizeof(@{sizeof}))"),
        .from_wire = TEXT("(@{type})crossbit_sizeof_from_wire(cb_scope, @{value}, sizeof(@{sizeof}))")},
    [SHAPE_RELEASE] = {.name = "memory of the program, released",
        .word = "releases",
        .on = ON_POINTER,
        NUMBER(8),
        .to_wire = TEXT("crossbit_release_to_wire(cb_scope, @{value})"),
        .from_wire = TEXT("(@{type})(UINT_PTR)(@{value})")},
    [SHAPE_ALLOCATION] = {.name = "memory of the program",
        .word = "allocates",
        .argument = ARGUMENT_BYTES,
        .on = ON_POINTER,
        NUMBER(8),
        .to_wire = TEXT("(INT64)(UINT_PTR)(@{value})"),
        .from_wire = TEXT("(@{type})crossbit_allocation_from_wire(cb_scope, @{value}, (INT64)(@{bytes}))")},
    [SHAPE_RESULT_IS] = {.name = "pointer into a parameter",
        .word = "result_is",
        .macro = "CROSSBIT_RESULT_IS",
        .undirected = true,
        .argument = ARGUMENT_PARAMETER,
        .on = ON_POINTER,
        NUMBER(8),
        .to_wire = TEXT("crossbit_result_is_to_wire(cb_scope, @{value}, @{result_is}, @{result_is_bytes}, "
                        "@{result_is_unit}, \"@{result_is}\")"),
        .from_wire = TEXT("(@{type})crossbit_result_is_from_wire(@{value}, @{result_is}, @{result_is_unit})")},
    [SHAPE_WORKSPACE] = {.name = "work memory",
        .word = "workspace",
        .argument = ARGUMENT_BYTES,
        .on = ON_POINTER,
        .may_be_kept = true,
        .param = &workspace_param},

    /* From here on it is the type that makes the kind. */
    [SHAPE_INT] = {.name = "number",
        NUMBER(0),
        .to_wire = TEXT("(INT64)(@{value})"),
        .from_wire = CODE(emit_integer_from_wire)},
    [SHAPE_FLOAT] = {.name = "number",
        .carried = CARRIED_NUMBER,
        .real = true,
        .packed = &data,
        .to_wire = TEXT("@{value}"),
        .from_wire = TEXT("(@{type})(@{value})")},
    [SHAPE_HANDLE] = {.name = "handle",
        NUMBER(8),
        .owner = true,
        .to_wire = TEXT("crossbit_handle_to_wire(cb_scope, @{handle}, (const void *)(@{value}))"),
        .from_wire = TEXT("(@{type})crossbit_handle_from_wire(cb_scope, @{handle}, @{value})"),
        .before_callee = TEXT("@{closes?}crossbit_handle_closing(cb_scope, @{handle}, (const void *)@{value});\n"),
        .after_caller =
            TEXT("@{closes?}if (cb_call.flags & CROSSBIT_CALL_WRITTEN)\n"
                 "@{closes?}    crossbit_handle_closed(cb_scope, @{handle}, (const void *)@{value}, TRUE);\n"),
        .after_callee = TEXT("@{closes?}crossbit_handle_closed(cb_scope, @{handle}, (const void *)@{value}, "
                             "(cb_call->flags & CROSSBIT_CALL_WRITTEN) != 0);\n")},
    [SHAPE_CALLBACK] = {.name = "callback",
        .carried = CARRIED_NUMBER,
        .width = 8,
        .packed = &callback,
        .to_wire = TEXT("crossbit_callback_to_wire(cb_scope, @{callback}, (void *)(@{value}))"),
        .from_wire = TEXT("(@{type})crossbit_callback_from_wire(cb_scope, @{callback}, @{value}, @{during})")},
    [SHAPE_RECORD] = {.name = "struct, by value@{apart}", .packed = &record, .flat = &data},
    [SHAPE_ARRAY] = {.name = "array", .packed = &array, .flat = &data},
    [SHAPE_BUFFER] = {.name = "@{directions} @{unit} of @{count_text}@{elements_apart}@{kept}",
        .carried = CARRIED_ELEMENTS,
        .packed = &buffer,
        .param = &buffer_param,
        .result = {.give = TEXT("crossbit_give_@{owned}(cb_scope, crossbit_result, "
                                "crossbit_result == NULL ? 0 : @{count} * @{each});\n"),
            .take = RESULT_TAKE}},
    [SHAPE_STRING] = {.name = "text",
        .carried = CARRIED_TEXT,
        .packed = &string,
        .result = {.give = TEXT("crossbit_give_@{owned}(cb_scope, crossbit_result, crossbit_string_size(cb_scope, "
                                "crossbit_result, sizeof(*crossbit_result)) * sizeof(*crossbit_result));\n"),
            .take = RESULT_TAKE}},
    [SHAPE_MIRROR] = {.name = "mirrored struct@{apart}", .owner = true, .param = &mirror_param, .comes_last = true},
};

_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == SHAPE_COUNT, "a row a kind");

const struct kind *kind_numbered(enum shape_kind number)
{
    return &kinds[number];
}

enum shape_kind kind_number(const struct kind *kind)
{
    return (enum shape_kind)(kind - kinds);
}

const struct kind *kind_of(const struct shape *shape)
{
    return &kinds[shape->kind];
}

static const struct ways nothing;

const struct ways *kind_packed(const struct shape *shape)
{
    const struct kind *kind = kind_of(shape);
    const struct ways *ways = shape->flat && kind->flat != NULL ? kind->flat : kind->packed;

    return ways ? ways : &nothing;
}

const struct ways *kind_param(const struct shape *shape)
{
    const struct kind *kind = kind_of(shape);

    if (shape->frees && kind->packed)
        return &freed_param;
    return kind->param ? kind->param : kind_packed(shape);
}

bool kind_is_text(const struct shape *shape)
{
    return kind_of(shape)->carried == CARRIED_TEXT;
}

bool kind_is_elements(const struct shape *shape)
{
    return kind_of(shape)->carried == CARRIED_ELEMENTS;
}

bool kind_is_pointer(const struct shape *shape)
{
    return kind_is_text(shape) || kind_is_elements(shape);
}

unsigned kind_width(const struct shape *shape)
{
    unsigned width = kind_of(shape)->width;

    if (width != 0)
        return width;
    return shape->size[TARGET_X86] > shape->size[TARGET_X64] ? shape->size[TARGET_X86] : shape->size[TARGET_X64];
}

const char *kind_idl_type(const struct shape *shape)
{
    if (kind_of(shape)->real)
        return shape->size[0] == 4 ? "float" : "double";
    switch (kind_width(shape)) {
    case 1:
        return "byte";
    case 2:
        return "short";
    case 4:
        return "long";
    default:
        return "hyper";
    }
}

const char *kind_c_type(const struct shape *shape)
{
    if (kind_of(shape)->real)
        return kind_idl_type(shape);
    switch (kind_width(shape)) {
    case 1:
        return "BYTE";
    case 2:
        return "short";
    case 4:
        return "LONG";
    default:
        return "INT64";
    }
}

bool kind_crosses_typed(const struct shape *shape)
{
    const struct shape *element = shape->element;

    switch (kind_of(shape)->carried) {
    case CARRIED_NUMBER:
        return true;
    case CARRIED_TEXT:
        return !shape->frees && !shape->kept_by;
    case CARRIED_ELEMENTS:
        return !shape->kept_by && (element->kind == SHAPE_INT || element->kind == SHAPE_FLOAT) && element->flat &&
               !element->is_bool && !shape->is_static && !shape->freed_by && !shape->frees;
    default:
        return false;
    }
}
