/* SPDX-License-Identifier: MIT */
/*
 * The parser of declarations: what its files share. See ctype.h for what it makes and docs/declarations.md for the
 * syntax.
 */
#ifndef CROSSBIT_CPARSE_H
#define CROSSBIT_CPARSE_H

#include "core/base/arena.h"
#include "c_type.h"

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_STRING, TOKEN_PUNCT };
struct token {
    enum token_kind kind;
    const char *text;              /* in the declared text, not terminated; for a string without its quotes */
    uint32_t length, line, column; /* 1-based; columns count characters */
    int64_t number;
};

/* A struct or union. The const twin shares its fate: completing the type completes both. */
struct record {
    struct ctype plain, constant;
    const char *tag;      /* NULL: anonymous */
    const char *spelling; /* of its body, for an identical redefinition; NULL: incomplete */
    uint32_t pack;        /* the packing that its body was read with */
    bool open;            /* its members are being read */
    bool used;            /* while incomplete, as an opaque handle: it must stay incomplete */
};

enum symbol_kind { SYMBOL_TYPEDEF, SYMBOL_TAG, SYMBOL_CONSTANT, SYMBOL_FUNCTION };
struct symbol {
    struct symbol *next;   /* older */
    struct symbol *bucket; /* older, of the same hash */
    enum symbol_kind kind;
    bool builtin; /* may be declared anew */
    const char *name;
    const char *spelling;     /* the declaration, but for structs and constants: an identical one is no conflict */
    const struct ctype *type; /* SYMBOL_TYPEDEF, enum tags */
    struct record *record;    /* SYMBOL_TAG of a struct or union */
    int64_t number;           /* SYMBOL_CONSTANT */
};

#define SCOPE_CHUNK 256
#define SCOPE_CHUNKS 256
#define SCOPE_BUCKETS 512
struct variadic_copy {
    struct variadic_copy *next;
    uint32_t number;
    const char *types;
    const struct cfunction *function;
};
struct cscope {
    struct arena arena;
    struct symbol *symbols;
    struct symbol *buckets[SCOPE_BUCKETS];
    /* Never moved, so that readers need no lock. */
    const struct cfunction **chunks[SCOPE_CHUNKS];
    volatile uint32_t function_count;
    enum cabi abi;
    bool abi_matters;
    struct variadic_copy *variadics;
};

#define PARSER_DEPTH 32
#define TYPE_LIMIT (1u << 24) /* bytes */
struct undo;
struct parser {
    struct cscope *scope;
    struct arena arena; /* joins the scope's when all is well */
    struct token *tokens;
    uint32_t count, at;
    uint32_t depth;
    uint32_t pack, pack_stack[16], pack_depth;
    enum cabi abi;
    bool has_convention; /* one was read and waits for its function */
    enum cconvention convention;
    const struct token *convention_token;
    const struct attributes *result_attributes; /* for the next function that is read; NULL: defaults */
    bool builtin;                               /* reading the built-in names */
    struct undo *undo;
    const char *function; /* at hand, for messages; NULL: none */
    HRESULT result;
    BSTR *message;
};

/* An attribute list as written. Expressions are kept as places, because they may name what is declared later. */
#define ATTRIBUTE_LEVELS 3
struct attributes {
    const struct token *token; /* '['; NULL: no list */
    bool in, out, string, utf8, release, keep;
    enum ctype_handle handle;
    uint32_t size[ATTRIBUTE_LEVELS], length; /* token numbers, 0: none */
    bool sized;
    const char *entry;
    uint16_t ordinal;
};

/* A parameter or member while its list is being read. */
struct item {
    const char *name;
    const struct ctype *type;
    struct attributes attributes;
    uint32_t implied; /* [n] of an array parameter: its elements; 0: none */
    bool no_bound;    /* declared as name[] */
    bool resolved;
    struct cattr attr;
    const struct token *token;
};
struct items {
    struct item *list;
    uint32_t count, capacity;
    bool members; /* of a struct, not parameters */
};

/* clex.c */
bool lex(struct parser *parser, const char *text);

/* cparse.c: all return false, NULL or the like after a failure was recorded */
bool parse_fail(struct parser *parser, const struct token *token, const wchar_t *format, ...);
bool parse_no_memory(struct parser *parser);
void *parse_alloc(struct parser *parser, size_t size);
char *parse_copy(struct parser *parser, const struct token *token);
char *parse_spelling(struct parser *parser, uint32_t from, uint32_t to); /* tokens [from, to) joined by spaces */
const struct token *peek(const struct parser *parser);
bool token_is(const struct token *token, const char *text);
bool at_punct(const struct parser *parser, const char *text);
bool take(struct parser *parser, const char *text); /* a name or punctuation */
bool expect(struct parser *parser, const char *text, const wchar_t *where);
bool enter(struct parser *parser); /* one level deeper */
void leave(struct parser *parser);
const struct symbol *find_symbol(const struct parser *parser, enum symbol_kind kind, const struct token *name);
bool add_symbol(struct parser *parser, enum symbol_kind kind, const char *name, struct symbol **symbol);
void undo_symbols(struct cscope *scope, struct symbol *keep); /* takes away what is newer than keep */
struct item *add_item(struct parser *parser, struct items *items);
/* " (did you mean 'a', 'b'?)" or an empty text, for a name that is not known */
void nearest_types(const struct parser *parser, const struct token *name, wchar_t *text, size_t size);
void nearest_names(const char *const *names, size_t count, const struct token *name, wchar_t *text, size_t size);
bool touch_record(struct parser *parser, struct record *record); /* before a change: a failure restores it */
void undo_records(struct parser *parser);

/* ctypes.c */
const struct ctype *type_pointer(struct parser *parser, const struct ctype *target);
const struct ctype *type_array(struct parser *parser, const struct ctype *target, uint32_t count);
const struct ctype *type_function(struct parser *parser, const struct cfunction *function);
const struct ctype *type_const(struct parser *parser, const struct ctype *type);
const struct ctype *type_named(struct parser *parser, const struct ctype *type, const char *name);
const struct ctype *type_base(const char *name);    /* one of the basic types by its canonical name */
struct record *record_of(const struct ctype *type); /* of a struct, union or opaque type */
bool type_has_pointers(const struct ctype *type);
bool type_complete(const struct ctype *type);

/* cspec.c, crecord.c */
struct specifiers {
    const struct ctype *type;
    bool is_typedef;
};
bool starts_type(const struct parser *parser);
bool parse_specifiers(struct parser *parser, struct specifiers *specifiers);
bool take_convention(struct parser *parser);
bool parse_record(struct parser *parser, bool is_union, const struct ctype **type);
bool parse_enum(struct parser *parser, const struct ctype **type);
bool parse_pragma(struct parser *parser);

/* cdeclarator.c */
bool parse_declarator(
    struct parser *parser, const struct ctype *base, const struct ctype **type, const struct token **name);
bool parse_parameters(struct parser *parser, struct items *items, bool *variadic); /* up to ')' or the end */
struct cparam *items_params(struct parser *parser, const struct items *items);

/* cattr.c */
enum attr_role { ROLE_PARAM, ROLE_MEMBER, ROLE_RESULT };
bool parse_attributes(struct parser *parser, struct attributes *attributes);
bool resolve_items(struct parser *parser, struct items *items);
bool resolve_result(struct parser *parser, struct items *params, const struct ctype *type,
    const struct attributes *attributes, const struct token *token, struct cattr *attr);

/* cexpr.c: items may be NULL for a constant */
const struct cexpr *parse_expression(struct parser *parser, const struct items *items);
bool parse_constant(struct parser *parser, int64_t *value);

#endif
