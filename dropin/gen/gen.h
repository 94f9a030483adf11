/* SPDX-License-Identifier: MIT */
/*
 * crossbit-gen: from a DLL's C header and an annotation header to the IDL, the binding and the drop-in.
 *
 * The way through the program: parse.c reads the headers once for each target; model.c (functions), shape.c (values)
 * and record.c (structs) decide how each function, parameter and member crosses, or say why it cannot; emit_*.c write
 * the files into memory, by the templates that stand in them (template.h) and in the rows of the kinds of values
 * (kind.h); output.c puts them on disk, all or none. Nothing is written unless there is no error.
 *
 * All memory comes from one arena that lives as long as the run.
 */
#ifndef CROSSBIT_GEN_H
#define CROSSBIT_GEN_H

#include <clang-c/Index.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

/* The two targets; every type is looked at in both. */
enum { TARGET_X86, TARGET_X64, TARGET_COUNT };

struct place {
    const char *file; /* NULL: no place */
    unsigned line, column;
};

struct problem {
    struct place place;
    const char *text;
    struct problem *next;
};

/* One word of the annotation language on one declaration: key, and the text in its parentheses (NULL: none). */
struct note {
    const char *key;
    const char *value;
    struct place place;
    struct note *next;
};

/* Each is a row of the table in kind.c; the order is that in which the words of annotations count. */
enum shape_kind {
    SHAPE_VOID,
    SHAPE_HIDDEN,       /* member that only the DLL looks at */
    SHAPE_RESERVED,     /* 0 or NULL, always */
    SHAPE_USER_POINTER, /* token of the program's */
    SHAPE_FD,           /* a file descriptor of the C runtime */
    SHAPE_KERNEL,       /* HANDLE, duplicated */
    SHAPE_USER_HANDLE,  /* HWND and its kin: 32 significant bits */
    SHAPE_SIZEOF,       /* an integer that is sizeof(type) */
    SHAPE_RELEASE,      /* memory that one side allocated for the other is released: callbacks of allocators */
    SHAPE_ALLOCATION,   /* memory that one side allocates for the other */
    SHAPE_RESULT_IS,    /* pointer into a parameter's memory */
    SHAPE_WORKSPACE,    /* pointer to memory that only the DLL uses */
    SHAPE_INT,          /* bool, character, integer, enum */
    SHAPE_FLOAT,        /* float, double */
    SHAPE_HANDLE,       /* token of the DLL's */
    SHAPE_CALLBACK,     /* function pointer */
    SHAPE_RECORD,       /* struct or union by value */
    SHAPE_ARRAY,        /* array inside a struct */
    SHAPE_BUFFER,       /* pointer to elements whose number is known */
    SHAPE_STRING,       /* pointer to text that ends with a zero */
    SHAPE_MIRROR,       /* pointer to a mirrored struct */
    SHAPE_COUNT
};

/* Whose rules for 32-bit code the DLL follows, where compilers differ. */
enum abi { ABI_UNKNOWN, ABI_MSVC, ABI_GNU, ABI_DELPHI };

enum { DIRECTION_IN = 1, DIRECTION_OUT = 2 };
enum lifetime { LIFETIME_UNKNOWN, LIFETIME_CALL, LIFETIME_REPLACED, LIFETIME_CLOSED };

/* How one value crosses. */
struct shape {
    enum shape_kind kind;
    const char *c_type; /* spelling that declares a local of this type with declare() */
    unsigned size[TARGET_COUNT];
    bool is_signed;
    bool is_bool;
    bool flat;            /* same layout in both targets, no pointer inside: bytes can be copied */
    bool optional;        /* may be NULL */
    bool is_const;        /* pointer to const */
    bool zero_terminated; /* BUFFER that holds a string */
    bool bytes;           /* BUFFER whose elements cross as bytes: of void, or flat ones counted in bytes */
    bool or_terminated;   /* BUFFER: a negative count means up to the zero */
    bool old;             /* BUFFER, out: what is there before the call goes in, because it may stay */
    bool is_static;       /* points to memory that is never released */
    bool closes;          /* HANDLE, MIRROR: the call ends its life */
    bool opens;           /* MIRROR */
    bool visible;         /* HANDLE: the program reads the struct's first members */
    bool cursor;          /* BUFFER member that the DLL moves forward */
    bool at_open;         /* member read at opening only */
    bool path;            /* STRING: a file's, made absolute */
    bool output;          /* member that only the DLL writes */
    bool shared;          /* BUFFER, kept: in memory that both sides see, or refused in the call */
    bool lent;            /* memory that a callback lends to the DLL */
    bool frees;           /* the pointer that freed_by's function releases */
    unsigned direction;
    const char *count; /* BUFFER: number of elements or bytes; WORKSPACE, ALLOCATION: bytes */
    bool count_in_bytes;
    const char *length; /* BUFFER, out: how much is valid after the call */
    bool length_in_bytes;
    const char *kept_by; /* parameter that owns the memory after the call; NULL: nobody */
    const char *freed_by;
    const char *result_is;
    const char *sizeof_type;
    const char *members; /* MIRROR: names of the members that are read; NULL: all */
    unsigned array_length;
    unsigned handle; /* HANDLE: index of its kind */
    enum lifetime lifetime;
    struct shape *element;     /* BUFFER, ARRAY */
    struct record *record;     /* RECORD, MIRROR */
    struct function *callback; /* CALLBACK */
};

struct field {
    const char *name;
    struct place place;
    struct note *notes;
    CXCursor cursor[TARGET_COUNT]; /* the declaration with the words: the shadow's, where there is one */
    CXType type[TARGET_COUNT];
    long long offset[TARGET_COUNT]; /* bits */
    bool bit_field;
    bool in_union; /* overlaps others: lies in an anonymous union, or its record is one */
    struct shape *shape;
    struct field *next;
};

struct record {
    const char *c_type;
    const char *key; /* canonical spelling, and variant: identity */
    const char *id;  /* C identifier for generated functions */
    unsigned index;
    struct place place;
    long long size[TARGET_COUNT];
    struct field *fields;
    bool is_union;
    bool flat;
    bool mirror;
    bool bad; /* has an error; reported once */
    bool building;
    bool used_packed; /* needs its copying functions */
    const char *tail; /* an array at its end that may be longer than it says; NULL: none */
    struct record *next;
};

struct param {
    const char *name;
    struct place place;
    struct note *notes;
    CXType type[TARGET_COUNT];
    const char *c_type;
    struct shape *shape;
    bool typed;   /* crosses in the call's structure or as a parameter of the IDL method, not in the packed bytes */
    int null_bit; /* typed pointers: its bit in the mask of NULLs */
};

struct decl {
    CXCursor cursor;
    struct decl *next;
};

/* A function of the DLL, or a callback type (is_callback). */
struct function {
    const char *name;
    const char *id; /* identifier in generated code: the name, or the callback type's */
    struct decl *decls[TARGET_COUNT];
    struct place place;
    struct note *notes;
    bool system, exported, bad;
    const char *skip_reason;
    const char *export_name; /* as the DLL spells it; NULL: the DLL is not at hand, or exports an ordinal only */
    unsigned ordinal;
    bool no_name; /* CROSSBIT_ORDINAL: the DLL exports it by ordinal only */
    bool is_callback;
    unsigned callback_index;
    const char *key;          /* callbacks: identity */
    const char *pointer_type; /* callbacks: spelling of the pointer type */
    const char *convention;
    const char *raw_type; /* the integer as which the DLL's compiler returns the struct; NULL: as GCC does */
    unsigned stack_bytes; /* of the arguments in 32-bit Windows: part of a stdcall function's name */
    struct param *params;
    unsigned param_count;
    struct param result;
    const char *fails; /* NULL: the program gets an exception when the bridge fails; "" for void: it does not */
    const char *success;
    bool helper; /* not the DLL's: between hand-written halves */
    bool client_code, surrogate_code, repeatable, serial;
    bool packed_in, packed_out; /* has packed bytes in that direction */
    struct function *next;
};

struct handle_kind {
    const char *tag;
    unsigned index;
    bool visible;
    CXType type[TARGET_COUNT]; /* of the pointer; CXType_Invalid for as_handle tags */
    const char *typedef_name;
    struct handle_kind *next;
};

/* CROSSBIT_FAILS_OF: what functions with that type of result return when the bridge fails. */
struct failure {
    CXType type[TARGET_COUNT];
    const char *type_name;
    const char *value;
    struct failure *next;
};

/* `extern int count;` in a header of the library's. */
struct variable {
    const char *name;
    struct place place;
    struct variable *next;
};

/* An export of the DLL. */
struct export_entry {
    const char *name;  /* NULL: by ordinal only */
    const char *plain; /* without decoration; NULL as name */
    unsigned ordinal;
    bool forwarded, data, used;
};

struct options {
    const char *library; /* name or path of the DLL */
    const char *annotations;
    const char *headers[64];
    unsigned header_count;
    const char *clang_args[512];
    unsigned clang_arg_count;
    const char *target_args[TARGET_COUNT][64];
    unsigned target_arg_count[TARGET_COUNT];
    const char *include_dir;  /* holds crossbit/annotate.h */
    const char *resource_dir; /* of libclang: its own headers; NULL: where libclang looks */
    const char *output;
    const char *depfile_target; /* NULL: no NAME.d is written */
    const char *skip[1024];
    unsigned skip_count;
    bool draft;
};

/* An unsaved main file may be given instead of files on disk: the fuzzer does. */
struct gen {
    struct options options;
    struct arena *arena;
    struct problem *problems, **problems_end;
    unsigned problem_count;
    CXIndex index;
    CXTranslationUnit unit[TARGET_COUNT];
    struct table *functions;                  /* name -> struct function */
    struct table *typedefs[TARGET_COUNT];     /* name -> CXCursor * with annotated parameters */
    struct table *all_typedefs[TARGET_COUNT]; /* name -> CXCursor * */
    struct table *macros;                     /* in a draft: names of macros that take arguments */
    struct table *shadows[TARGET_COUNT];      /* name -> CXCursor * of CROSSBIT_STRUCT */
    const char *shadow_names[1024];
    size_t shadow_count;
    const struct function *user;     /* whose values are being decided; for messages about what it uses */
    struct function *all, **all_end; /* in order of declaration */
    struct function *callbacks, **callbacks_end;
    struct record *records, **records_end;
    struct handle_kind *handles, **handles_end;
    struct variable *variables;
    struct failure *failures, **failures_end; /* in order */
    unsigned callback_count, record_count, handle_count;
    const char *library;        /* file name with extension */
    const char *id;             /* C identifier made of it */
    const char *interface_text; /* the methods: what the GUIDs are made of */
    struct export_entry *exports;
    unsigned export_count;
    bool have_exports;
    unsigned dll_bits;          /* 32, 64; 0: the DLL is not at hand */
    enum abi abi;               /* CROSSBIT_ABI, or what the DLL itself says for certain */
    struct table *export_table; /* undecorated name -> struct export_entry */
    struct text typedefs_text;  /* typedefs that the generated code declares for types without a plain spelling */
    unsigned alias_count;
    struct text checks; /* C text that lets the compiler check each expression */
    struct check *check_list;
    unsigned check_count;
    struct file *files; /* what will be written */
};

/* --- gen.c: the run ---------------------------------------------------------------------------------------------- */

/* Everything but the command line: 0 done, 1 refused (problems are listed in gen->problems), 2 could not write. */
int gen_run(struct gen *gen);
void gen_init(struct gen *gen);
void gen_cleanup(struct gen *gen);

/* --- problem.c --------------------------------------------------------------------------------------------------- */

struct site;
/* Both say a thing once, whoever finds it again. */
void gen_problem(struct gen *gen, struct place place, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Of a parameter, result or member, which the text then begins with. */
void site_problem(struct gen *gen, const struct site *site, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- parse.c ----------------------------------------------------------------------------------------------------- */

bool parse_headers(struct gen *gen);
const char *parse_string(struct gen *gen, CXString string); /* copies and disposes */
struct place parse_place(struct gen *gen, CXCursor cursor);
struct note *parse_notes(struct gen *gen, CXCursor cursor);
const struct note *note_find(const struct note *notes, const char *key);
/* `TARGET: header...` of all that was read, as make and ninja want it. */
void parse_dependencies(struct gen *gen, struct text *out, const char *target);
/* Compiles the expressions of the annotations for both targets; problems go to the annotation's place. */
bool parse_check_expressions(struct gen *gen);
/* One line of C that must compile for both targets. */
void parse_add_check(struct gen *gen, struct place place, const char *what, const char *line);

/* --- model.c: functions ------------------------------------------------------------------------------------------ */

void model_select(struct gen *gen); /* which functions are the library's */
void model_build(struct gen *gen);  /* shapes of all of them; problems */
struct function *model_callback(struct gen *gen, const char *key, CXType pointer[TARGET_COUNT],
    CXCursor parameters[TARGET_COUNT], struct place place);

/* --- abi.c ------------------------------------------------------------------------------------------------------- */

/* Sets function->raw_type, or reports that the call depends on what nobody has said: false. */
bool abi_decide(struct gen *gen, struct function *function, const CXType type[TARGET_COUNT]);

/* --- function.c -------------------------------------------------------------------------------------------------- */

bool function_is_ours(const struct function *function);                          /* the drop-in has it */
struct param *function_param(const struct function *function, const char *name); /* NULL: it has none of that name */

/* --- shape.c: types ---------------------------------------------------------------------------------------------- */

/* Where a value stands; for messages, and for what is allowed there. */
struct site {
    const struct function *function; /* NULL in a struct that no function is named for */
    const struct record *record;
    const char *variant; /* of the struct's annotation */
    const char *name;    /* of the parameter or member */
    struct place place;
    bool is_result, is_field, is_element, in_callback;
    unsigned direction;            /* of an element */
    CXCursor cursor[TARGET_COUNT]; /* declaration; for inline function pointers */
};
struct shape *shape_build(
    struct gen *gen, const struct site *site, CXType type[TARGET_COUNT], const struct note *notes);
/* record.c: NULL when it cannot cross; the problem is reported once. */
struct record *shape_record(struct gen *gen, const struct site *site, CXType type[TARGET_COUNT]);

/* --- bare.c ------------------------------------------------------------------------------------------------------ */

/* Reports that nothing says what the pointer points to, with the annotations that would. */
void refuse_bare_pointer(struct gen *gen, const struct site *site, CXType pointee, bool is_const);

/* --- spelling.c -------------------------------------------------------------------------------------------------- */

const char *spelling_of(struct gen *gen, CXType type);
/*
 * Can be put before a name: function pointers, arrays and types that differ get a typedef. Without const at its
 * outermost.
 */
const char *spelling_of_local(struct gen *gen, CXType type[TARGET_COUNT]);
/* The name of the list that is in the type's chain of typedefs; NULL: none. */
const char *spelling_among(struct gen *gen, CXType type, const char *const *names);

/* --- handle.c ---------------------------------------------------------------------------------------------------- */

struct handle_kind *handle_kind_of(struct gen *gen, CXType type); /* NULL: the type is none */
struct handle_kind *handle_kind_tagged(struct gen *gen, const char *tag);

/* --- expression.c ------------------------------------------------------------------------------------------------ */

/* Checks the text of a size expression: its names must be parameters, members, constants or types. False: refused. */
bool expression_check(struct gen *gen, const struct site *site, const char *text, const char *what);
/* The text with `return` replaced by result, and, with a prefix, member names as prefix->name. */
const char *expression_write(
    struct gen *gen, const char *text, const char *result, const struct record *record, const char *prefix);
/* --- exports.c --------------------------------------------------------------------------------------------------- */

bool exports_read(struct gen *gen, const char *path); /* false: not a DLL, problem reported */
struct export_entry *exports_find(struct gen *gen, const char *plain);
struct export_entry *exports_find_ordinal(struct gen *gen, unsigned ordinal);

/* --- emit_*.c ---------------------------------------------------------------------------------------------------- */

void emit_all(struct gen *gen);
void emit_draft(struct gen *gen, struct text *out); /* draft.c */

/* --- output.c ---------------------------------------------------------------------------------------------------- */

struct text *output_file(struct gen *gen, const char *name);
bool output_write(struct gen *gen); /* all or none */

#endif
