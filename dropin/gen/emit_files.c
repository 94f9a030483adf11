/* SPDX-License-Identifier: MIT */
/* The sources of one library: IDL, drop-in, binding, proxy, and the header for hand-written code. */
#include "emit.h"

#include <string.h>

/* Has a method: its call crosses. */
static bool has_method(const struct function *function)
{
    return function_is_ours(function) && !function->client_code;
}

/* The DLL's own; a helper is between the two halves. */
static bool is_imported(const struct function *function)
{
    return has_method(function) && !function->helper;
}

static bool has_binding_code(const struct function *function)
{
    return function_is_ours(function) && function->surrogate_code;
}

static bool is_any(const struct function *function)
{
    (void)function;
    return true;
}

/* A template for each function of a list that `wanted` takes. */
static const char *each(
    struct gen *gen, const struct function *list, bool (*wanted)(const struct function *function), const char *template)
{
    struct text text = {.arena = gen->arena};

    text_add(&text, "");
    for (const struct function *function = list; function != NULL; function = function->next) {
        struct emitter emitter = {.gen = gen, .function = function};
        if (wanted(function))
            text_add(&text, emit_fill(&emitter, NULL, template,
                                HOLES({"export", function->export_name ? function->export_name : function->name},
                                    {"ordinal", emit_number(&emitter, function->no_name ? function->ordinal : 0)})));
    }
    return text.data;
}

static uint64_t hash(const char *text, uint64_t value)
{
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    return value;
}

/* Made from the interface itself: a changed header gives another interface, so that old and new halves cannot meet. */
static const char *guid(struct gen *gen, const char *what, bool braces)
{
    const char *interface = gen->interface_text ? gen->interface_text : "";
    const char *seed = arena_printf(gen->arena, "%s|%s|%s", what, gen->library, interface);
    uint64_t a = hash(seed, 14695981039346656037u), b = hash(seed, a ^ 0x9e3779b97f4a7c15u);

    a = (a & ~0xf000ull) | 0x5000;
    b = (b & 0x3fffffffffffffffull) | 0x8000000000000000ull;
    if (braces)
        return arena_printf(gen->arena,
            "{0x%08x, 0x%04x, 0x%04x, {0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, "
            "0x%02x, 0x%02x}}",
            (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xffff), (unsigned)(b >> 56),
            (unsigned)(b >> 48 & 255), (unsigned)(b >> 40 & 255), (unsigned)(b >> 32 & 255), (unsigned)(b >> 24 & 255),
            (unsigned)(b >> 16 & 255), (unsigned)(b >> 8 & 255), (unsigned)(b & 255));
    return arena_printf(gen->arena, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
        (unsigned)(a & 0xffff), (unsigned)(b >> 48), (unsigned long long)(b & 0xffffffffffffull));
}

/* ---- the IDL ---------------------------------------------------------------------------------------------------- */

static void add_method(struct gen *gen, struct text *structs, struct text *methods, const struct function *function)
{
    struct text parameters = {.arena = gen->arena};

    emit_call_struct(gen, structs, function);
    emit_method(gen, &parameters, function, false);
    emit_add(gen, methods, "    HRESULT call_@{id}(@{parameters});\n",
        HOLES({"id", function->id}, {"parameters", parameters.data}));
}

static const char idl[] =
    "/* Made by crossbit-gen for @{library}: the contract between its drop-in and its binding. Do not edit. */\n"
    "import \"unknwn.idl\";\n"
    "\n"
    "/* Where a buffer is that both sides see; its bytes do not cross then. */\n"
    "typedef struct @{lib}_memory {\n"
    "    hyper id, offset, size;\n"
    "} @{lib}_memory;\n"
    "\n"
    "/*\n"
    " * What each call carries both ways: GetLastError, errno, which pointers are NULL, "
    "whether the DLL wrote its results; then\n"
    " * its numbers, the result among them. crossbit_function is the program's own function that the DLL calls.\n"
    " */\n"
    "@{structs}\n"
    "/* The program's functions that the DLL calls. */\n"
    "[object, uuid(@{sink_id}), pointer_default(unique)]\n"
    "interface I@{lib}Sink : IUnknown\n"
    "{\n"
    "@{sink}\n"
    "}\n"
    "\n"
    "[object, uuid(@{interface_id}), pointer_default(unique)]\n"
    "interface I@{lib} : IUnknown\n"
    "{\n"
    "    HRESULT crossbit_attach([in] I@{lib}Sink *sink, [in] long process_id, [in] long session);\n"
    "@{methods}\n"
    "}\n";

static void emit_idl(struct gen *gen, struct text *out)
{
    struct text methods = {.arena = gen->arena}, sink = {.arena = gen->arena}, structs = {.arena = gen->arena};

    text_add(&methods, "");
    text_add(&sink, "");
    text_add(&structs, "");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (has_method(function))
            add_method(gen, &structs, &methods, function);
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        add_method(gen, &structs, &sink, function);
    gen->interface_text = arena_printf(gen->arena, "%s|%s|%s", structs.data, methods.data, sink.data);
    emit_add(gen, out, idl,
        HOLES({"structs", structs.data}, {"sink", sink.data}, {"methods", methods.data},
            {"sink_id", guid(gen, "sink", false)}, {"interface_id", guid(gen, "interface", false)}));
}

/* ---- what drop-in and binding both have ------------------------------------------------------------------------- */

static const char *handles(struct gen *gen)
{
    struct text text = {.arena = gen->arena};

    text_add(&text, "");
    for (const struct handle_kind *kind = gen->handles; kind != NULL; kind = kind->next) {
        CXType pointee = clang_getPointeeType(clang_getCanonicalType(kind->type[0]));
        bool sized = kind->visible && clang_Type_getSizeOf(pointee) > 0;
        emit_add(gen, &text, sized ? "{ \"@{tag}\", sizeof(*(@{tag})0) },\n" : "{ \"@{tag}\", 0 },\n",
            HOLES({"tag", kind->tag}));
    }
    return text.data;
}

static const char *records(struct gen *gen)
{
    struct text text = {.arena = gen->arena};

    text_add(&text, "");
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        emit_add(gen, &text,
            record->bad || !record->used_packed
                ? "{ 0, NULL, NULL },\n"
                : "{ sizeof(@{type}), (crossbit_give_record *)(void (*)(void))crossbit_give_@{id}, "
                  "(crossbit_take_record *)(void (*)(void))crossbit_take_@{id} },\n",
            HOLES({"type", record->c_type}, {"id", record->id}));
    return text.data;
}

/* A library of numbers only has no pointer that may be NULL. */
static const char tables[] = "__attribute__((unused)) static const hyper crossbit_nothing_data[2] = {0};\n"
                             "#define crossbit_nothing ((const void *)crossbit_nothing_data)\n"
                             "static const struct crossbit_handle_kind crossbit_handles[] = {\n"
                             "    @{handles}\n"
                             "    { NULL, 0 }\n"
                             "};\n"
                             "static const struct crossbit_record crossbit_records[] = {\n"
                             "    @{records}\n"
                             "    { 0, NULL, NULL }\n"
                             "};\n"
                             "\n";

static const char vtable[] =
    "static HRESULT STDMETHODCALLTYPE crossbit_query(@{type} *iface, REFIID iid, void **object)\n"
    "{\n"
    "    return crossbit_callee_query(iface, iid, object);\n"
    "}\n"
    "\n"
    "static ULONG STDMETHODCALLTYPE crossbit_add_ref(@{type} *iface)\n"
    "{\n"
    "    return crossbit_callee_add_ref(iface);\n"
    "}\n"
    "\n"
    "static ULONG STDMETHODCALLTYPE crossbit_release(@{type} *iface)\n"
    "{\n"
    "    return crossbit_callee_release(iface);\n"
    "}\n"
    "\n"
    "static const @{type}Vtbl callee_vtable = {\n"
    "    crossbit_query, crossbit_add_ref, crossbit_release@{methods}\n"
    "};\n"
    "\n";

static const char identity[] =
    "static const CLSID crossbit_class = @{class};\n"
    "static const CLSID crossbit_proxy_class = @{proxy_class};\n"
    "static const IID *const crossbit_interfaces[] = { &IID_I@{lib}, &IID_I@{lib}Sink, NULL };\n"
    "\n";

static void add_tables(struct gen *gen, struct text *out)
{
    emit_add(gen, out, tables, HOLES({"handles", handles(gen)}, {"records", records(gen)}));
}

static void add_identity(struct gen *gen, struct text *out)
{
    emit_add(gen, out, identity, HOLES({"class", guid(gen, "class", true)}, {"proxy_class", guid(gen, "proxy", true)}));
}

/* ---- the drop-in ------------------------------------------------------------------------------------------------ */

static const char dropin_begin[] =
    "/* Made by crossbit-gen for @{library}: the drop-in. Each function carries its call to the surrogate. Do not "
    "edit. */\n"
    "#define CROSSBIT_DROPIN\n"
    "#include \"@{lib}_wire.h\"\n"
    "\n"
    "static struct crossbit_dropin crossbit_this;\n";

static const char dropin_class[] =
    "static HRESULT crossbit_attach_sink(void *object, IUnknown *sink, LONG process_id, LONG session)\n"
    "{\n"
    "    return I@{lib}_crossbit_attach((I@{lib} *)object, (I@{lib}Sink *)sink, process_id, session);\n"
    "}\n"
    "\n"
    "HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);\n"
    "static struct crossbit_dropin crossbit_this = {\n"
    "    .name = L\"@{library}\",\n"
    "    .binding = L\"@{lib}.crossbit.dll\",\n"
    "    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,\n"
    "    .interface_id = &IID_I@{lib}, .sink_id = &IID_I@{lib}Sink, .sink_vtable = &callee_vtable,\n"
    "    .attach = crossbit_attach_sink, .proxy_factory = ProxyDllGetClassObject,\n"
    "    .handles = crossbit_handles, .records = crossbit_records,\n"
    "};\n"
    "\n"
    "struct crossbit_dropin *crossbit_dropin_this(void)\n"
    "{\n"
    "    return &crossbit_this;\n"
    "}\n"
    "\n";

static void emit_dropin(struct gen *gen, struct text *out)
{
    emit_add(gen, out, dropin_begin, NULL);
    add_tables(gen, out);
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        emit_callee(gen, out, function);
    emit_add(gen, out, vtable,
        HOLES({"type", arena_printf(gen->arena, "I%sSink", gen->id)},
            {"methods", each(gen, gen->callbacks, is_any, ",\n    callee_@{function}")}));
    add_identity(gen, out);
    emit_add(gen, out, dropin_class, NULL);
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (has_method(function))
            emit_caller(gen, out, function);
        else if (function_is_ours(function))
            emit_add(gen, out, "/* @{name}: hand-written, dropin_@{id} of the user's source */\n\n",
                HOLES({"name", function->name}, {"id", function->id}));
    }
}

/* ---- the binding ------------------------------------------------------------------------------------------------ */

enum { THUNKS = 32 };

static const char thunks[] =
    "@{raw!}#define CROSSBIT_THUNK(cb_n) static @{result_type} @{convention} thunk_@{function}_##cb_n(@{parameters}) "
    "{ @{return}thunk_@{function}(cb_n@{more_arguments}); }\n"
    "@{raw?}#define CROSSBIT_THUNK(cb_n) static @{raw_type} @{convention} thunk_@{function}_##cb_n(@{parameters}) "
    "{ @{raw_type} cb_raw; @{result_type} cb_value = thunk_@{function}(cb_n@{more_arguments}); "
    "memcpy(&cb_raw, &cb_value, sizeof(cb_raw)); return cb_raw; }\n"
    "@{uses}\n"
    "#undef CROSSBIT_THUNK\n"
    "static void *const thunks_@{function}[CROSSBIT_THUNKS] = {\n"
    "    @{addresses}\n"
    "};\n"
    "\n";

/* Native functions that know which of the program's functions they stand for by their number. */
static const char *emit_thunks(struct gen *gen, const struct function *function)
{
    struct emitter emitter = {.gen = gen, .function = function};
    struct text uses = {.arena = gen->arena}, addresses = {.arena = gen->arena};

    for (unsigned i = 0; i < THUNKS; i++) {
        const struct hole *holes = HOLES({"i", emit_number(&emitter, i)}, {"then", i % 8 == 7 ? "\n" : " "});
        text_add(&uses, emit_fill(&emitter, NULL, "CROSSBIT_THUNK(@{i})@{then}", holes));
        text_add(&addresses, emit_fill(&emitter, NULL, "(void *)thunk_@{function}_@{i},\n", holes));
    }
    return emit_fill(&emitter, NULL, thunks,
        HOLES({"return", function->result.shape->kind == SHAPE_VOID ? "" : "return "}, {"uses", uses.data},
            {"more_arguments", function->param_count ? emit_fill(&emitter, NULL, ", @{arguments}", NULL) : ""},
            {"addresses", addresses.data}));
}

static const char binding_begin[] =
    "/* Made by crossbit-gen for @{library}: the binding. The surrogate loads it; it calls the DLL. Do not edit. */\n"
    "#define CROSSBIT_BINDING\n"
    "#include \"@{lib}_wire.h\"\n"
    "\n";

static const char binding_imports[] = "/* The DLL's functions. */\n"
                                      "static struct {\n"
                                      "    @{pointers}\n"
                                      "    void (*crossbit_end)(void);\n"
                                      "} crossbit_original;\n"
                                      "\n"
                                      "static const struct crossbit_import crossbit_imports[] = {\n"
                                      "    @{imports}\n"
                                      "    { NULL, 0, NULL }\n"
                                      "};\n"
                                      "\n"
                                      "@{hand_written}\n";

static const char binding_attach[] =
    "static void *const *const crossbit_thunk_tables[] = {\n"
    "    @{thunk_tables}\n"
    "    NULL\n"
    "};\n"
    "static struct crossbit_thunk crossbit_thunk_slots[@{callbacks}][CROSSBIT_THUNKS];\n"
    "\n"
    "static HRESULT STDMETHODCALLTYPE callee_attach(I@{lib} *iface, I@{lib}Sink *sink, LONG process_id, LONG session)\n"
    "{\n"
    "    return crossbit_callee_attach(iface, (IUnknown *)sink, process_id, session);\n"
    "}\n"
    "\n";

static const char binding_class[] =
    "HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);\n"
    "const struct crossbit_binding crossbit_binding = {\n"
    "    .name = L\"@{library}\",\n"
    "    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,\n"
    "    .interface_id = &IID_I@{lib}, .vtable = &callee_vtable, .proxy_factory = ProxyDllGetClassObject,\n"
    "    .imports = crossbit_imports, .handles = crossbit_handles, .records = crossbit_records,\n"
    "    .thunks = crossbit_thunk_tables, .slots = crossbit_thunk_slots,\n"
    "};\n";

static void emit_binding(struct gen *gen, struct text *out)
{
    emit_add(gen, out, binding_begin, NULL);
    add_tables(gen, out);
    emit_add(gen, out, binding_imports,
        HOLES({"pointers", each(gen, gen->all, is_imported,
                               "@{raw_type} (@{convention} "
                               "*@{function})(@{parameters});\n")},
            {"imports", each(gen, gen->all, is_imported,
                            "{ \"@{export}\", @{ordinal}, (void **)&crossbit_original.@{function} },\n")},
            {"hand_written", each(gen, gen->all, has_binding_code,
                                 "/* hand-written, in the user's source */\n"
                                 "@{result_type} @{convention} binding_@{function}(@{parameters});\n"
                                 "\n")}));
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next) {
        emit_caller(gen, out, function);
        text_add(out, emit_thunks(gen, function));
    }
    emit_add(gen, out, binding_attach,
        HOLES({"thunk_tables", each(gen, gen->callbacks, is_any, "thunks_@{function},\n")},
            {"callbacks", arena_printf(gen->arena, "%u", gen->callback_count ? gen->callback_count : 1)}));
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (has_method(function))
            emit_callee(gen, out, function);
    emit_add(gen, out, vtable,
        HOLES({"type", arena_printf(gen->arena, "I%s", gen->id)},
            {"methods", arena_printf(gen->arena, ",\n    callee_attach%s",
                            each(gen, gen->all, has_method, ",\n    callee_@{function}"))}));
    add_identity(gen, out);
    emit_add(gen, out, binding_class, NULL);
}

/* ---- beside them ------------------------------------------------------------------------------------------------ */

/* The proxies, stubs and GUIDs that widl writes, and their factory, as one source. Both DLLs hold it. */
static const char proxy[] =
    "/* Made by crossbit-gen for @{library}: its proxies and stubs, with their factory. Do not edit. */\n"
    "#define ENTRY_PREFIX Proxy\n"
    "#define PROXY_CLSID_IS @{proxy_class}\n"
    "#include <objbase.h>\n"
    "\n"
    "/* mingw-w64 declares these for C++ only. */\n"
    "HRESULT STDMETHODCALLTYPE IUnknown_QueryInterface_Proxy(IUnknown *self, REFIID iid, void **object);\n"
    "ULONG STDMETHODCALLTYPE IUnknown_AddRef_Proxy(IUnknown *self);\n"
    "ULONG STDMETHODCALLTYPE IUnknown_Release_Proxy(IUnknown *self);\n"
    "#include \"@{lib}_i.c\"\n"
    "#include \"@{lib}_p.c\"\n"
    "\n"
    "EXTERN_PROXY_FILE(@{lib})\n"
    "PROXYFILE_LIST_START\n"
    "    REFERENCE_PROXY_FILE(@{lib}),\n"
    "PROXYFILE_LIST_END\n"
    "DLLDATA_ROUTINES(aProxyFileList, GET_DLL_CLSID)\n";

/* For hand-written code: the functions of the drop-in, under the names that they have inside it. */
static const char header[] =
    "/* Made by crossbit-gen for @{library}: for hand-written code of the drop-in. Do not edit. */\n"
    "#ifndef CROSSBIT_@{lib}_DROPIN_H\n"
    "#define CROSSBIT_@{lib}_DROPIN_H\n"
    "\n"
    "#include \"@{lib}_wire.h\"\n"
    "\n"
    "@{functions}\n"
    "\n"
    "#endif\n";

static struct text *file(struct gen *gen, const char *suffix)
{
    return output_file(gen, arena_printf(gen->arena, "%s%s", gen->id, suffix));
}

void emit_all(struct gen *gen)
{
    emit_idl(gen, file(gen, ".idl")); /* first: the GUIDs are made from it */
    emit_dropin(gen, file(gen, "_dropin.c"));
    emit_binding(gen, file(gen, "_binding.c"));
    emit_wire(gen, file(gen, "_wire.h"));
    emit_add(gen, file(gen, "_dropin.h"), header,
        HOLES({"functions", each(gen, gen->all, has_method,
                                "@{result_type} @{convention} dropin_@{function}(@{parameters}) "
                                "CROSSBIT_EXPORT(\"dropin_@{function}\");\n")}));
    emit_add(gen, file(gen, "_proxy.c"), proxy, HOLES({"proxy_class", guid(gen, "proxy", true)}));
    emit_def(gen, file(gen, "_dropin.def"));
    emit_import_def(gen, file(gen, "_import.def"));
    emit_resource(gen, file(gen, "_dropin.rc"), false);
    emit_resource(gen, file(gen, "_binding.rc"), true);
    emit_report(gen, file(gen, ".report.txt"));
}
