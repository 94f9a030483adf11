/* The files of one library: IDL, drop-in, binding, module definition, version resources and report. */
#include "emit.h"

#include <string.h>

static bool is_ours(const struct function *function)
{
    return function->exported && function->skip_reason == NULL;
}

static uint64_t hash(const char *text, uint64_t value)
{
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    return value;
}

/* Made from the interface itself: a changed header gives another interface, so that old and new halves can not meet. */
const char *emit_guid(struct gen *gen, const char *what, bool braces)
{
    const char *seed = arena_printf(gen->arena, "%s|%s|%s", what, gen->library, gen->interface_text ? gen->interface_text : "");
    uint64_t a = hash(seed, 14695981039346656037u), b = hash(seed, a ^ 0x9e3779b97f4a7c15u);

    a = (a & ~0xf000ull) | 0x5000;
    b = (b & 0x3fffffffffffffffull) | 0x8000000000000000ull;
    if (braces)
        return arena_printf(gen->arena, "{0x%08x, 0x%04x, 0x%04x, {0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x, 0x%02x}}",
            (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xffff), (unsigned)(b >> 56), (unsigned)(b >> 48 & 255),
            (unsigned)(b >> 40 & 255), (unsigned)(b >> 32 & 255), (unsigned)(b >> 24 & 255), (unsigned)(b >> 16 & 255),
            (unsigned)(b >> 8 & 255), (unsigned)(b & 255));
    return arena_printf(gen->arena, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(a >> 32), (unsigned)(a >> 16 & 0xffff),
        (unsigned)(a & 0xffff), (unsigned)(b >> 48), (unsigned long long)(b & 0xffffffffffffull));
}

void emit_idl(struct gen *gen, struct text *out)
{
    struct text methods = { .arena = gen->arena }, sink = { .arena = gen->arena }, structs = { .arena = gen->arena };

    text_add(&methods, "");
    text_add(&structs, "");
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (!is_ours(function) || function->client_code)
            continue;
        emit_call_struct(gen, &structs, function);
        text_printf(&methods, "    HRESULT call_%s(", function->id);
        emit_method(gen, &methods, function, false);
        text_add(&methods, ");\n");
    }
    text_add(&sink, "");
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next) {
        emit_call_struct(gen, &structs, function);
        text_printf(&sink, "    HRESULT call_%s(", function->id);
        emit_method(gen, &sink, function, false);
        text_add(&sink, ");\n");
    }
    gen->interface_text = arena_printf(gen->arena, "%s|%s|%s", structs.data, methods.data, sink.data);
    text_printf(out, "/* Made by crossbit-gen for %s: the contract between its drop-in and its binding. Do not edit. */\n"
        "import \"unknwn.idl\";\n\n"
        "/* Where a buffer is that both sides see; its bytes do not cross then. */\n"
        "typedef struct %s_memory {\n    hyper id, offset, size;\n} %s_memory;\n\n", gen->library, gen->id, gen->id);
    text_printf(out, "/*\n * What each call carries both ways: GetLastError, errno, which pointers are NULL, whether the DLL wrote its results; then\n"
        " * its numbers, the result among them. crossbit_function is the program's own function that the DLL calls.\n */\n%s",
        structs.data);
    text_printf(out, "/* The program's functions that the DLL calls. */\n"
        "[object, uuid(%s), pointer_default(unique)]\ninterface I%sSink : IUnknown\n{\n%s}\n\n", emit_guid(gen, "sink", false), gen->id,
        sink.data);
    text_printf(out, "[object, uuid(%s), pointer_default(unique)]\ninterface I%s : IUnknown\n{\n"
        "    HRESULT crossbit_attach([in] I%sSink *sink, [in] long process_id, [in] long session);\n%s}\n",
        emit_guid(gen, "interface", false), gen->id, gen->id, methods.data);
}

static void emit_tables(struct gen *gen, struct text *out)
{
    /* A library of numbers only has no pointer that may be NULL. */
    text_add(out, "__attribute__((unused)) static const hyper crossbit_nothing_data[2] = {0};\n#define crossbit_nothing ((const void *)crossbit_nothing_data)\n");
    text_add(out, "static const struct crossbit_handle_kind crossbit_handles[] = {\n");
    for (const struct handle_kind *kind = gen->handles; kind != NULL; kind = kind->next) {
        CXType pointee = clang_getPointeeType(clang_getCanonicalType(kind->type[0]));
        bool sized = kind->visible && clang_Type_getSizeOf(pointee) > 0;
        text_printf(out, sized ? "    { \"%s\", sizeof(*(%s)0) },\n" : "    { \"%s\", 0 },\n", kind->tag, kind->tag);
    }
    text_add(out, "    { NULL, 0 }\n};\nstatic const struct crossbit_record crossbit_records[] = {\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next) {
        if (record->bad || !record->used_packed)
            text_add(out, "    { 0, NULL, NULL },\n");
        else
            text_printf(out, "    { sizeof(%s), (crossbit_give_record *)(void (*)(void))crossbit_give_%s, (crossbit_take_record *)(void (*)(void))"
                "crossbit_take_%s },\n", record->c_type, record->id, record->id);
    }
    text_add(out, "    { 0, NULL, NULL }\n};\n\n");
}

static void emit_vtable(struct gen *gen, struct text *out, bool sink)
{
    const char *type = arena_printf(gen->arena, "I%s%s", gen->id, sink ? "Sink" : "");

    text_printf(out, "static HRESULT STDMETHODCALLTYPE crossbit_query(%s *iface, REFIID iid, void **object)\n{\n"
        "    return crossbit_callee_query(iface, iid, object);\n}\n\n"
        "static ULONG STDMETHODCALLTYPE crossbit_add_ref(%s *iface)\n{\n    return crossbit_callee_add_ref(iface);\n}\n\n"
        "static ULONG STDMETHODCALLTYPE crossbit_release(%s *iface)\n{\n    return crossbit_callee_release(iface);\n}\n\n",
        type, type, type);
    text_printf(out, "static const %sVtbl callee_vtable = {\n    crossbit_query, crossbit_add_ref, crossbit_release%s", type,
        sink ? "" : ",\n    callee_attach");
    for (const struct function *function = sink ? gen->callbacks : gen->all; function != NULL; function = function->next)
        if (sink || (is_ours(function) && !function->client_code))
            text_printf(out, ",\n    callee_%s", function->id);
    text_add(out, "\n};\n\n");
}

static unsigned count_functions(struct gen *gen)
{
    unsigned count = 0;

    for (const struct function *function = gen->all; function != NULL; function = function->next)
        count += is_ours(function);
    return count;
}

void emit_dropin(struct gen *gen, struct text *out)
{
    text_printf(out, "/* Made by crossbit-gen for %s: the drop-in. Each function carries its call to the surrogate. Do not edit. */\n"
        "#define CROSSBIT_DROPIN\n#include \"%s_wire.h\"\n\n", gen->library, gen->id);
    text_add(out, "static struct crossbit_dropin crossbit_this;\n");
    emit_tables(gen, out);
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        emit_callee(gen, out, function);
    emit_vtable(gen, out, true);
    text_printf(out, "static const CLSID crossbit_class = %s;\nstatic const CLSID crossbit_proxy_class = %s;\n"
        "static const IID *const crossbit_interfaces[] = { &IID_I%s, &IID_I%sSink, NULL };\n\n", emit_guid(gen, "class", true),
        emit_guid(gen, "proxy", true), gen->id, gen->id);
    text_printf(out, "static HRESULT crossbit_attach_sink(void *object, IUnknown *sink, LONG process_id, LONG session)\n{\n"
        "    return I%s_crossbit_attach((I%s *)object, (I%sSink *)sink, process_id, session);\n}\n\n", gen->id, gen->id, gen->id);
    text_printf(out, "HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);\n"
        "static struct crossbit_dropin crossbit_this = {\n    .name = L\"%s\",\n    .binding = L\"%s.crossbit.dll\",\n"
        "    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,\n"
        "    .interface_id = &IID_I%s, .sink_id = &IID_I%sSink, .sink_vtable = &callee_vtable,\n"
        "    .attach = crossbit_attach_sink, .proxy_factory = ProxyDllGetClassObject,\n"
        "    .handles = crossbit_handles, .records = crossbit_records,\n};\n\n", gen->library, gen->id, gen->id, gen->id);
    text_printf(out, "struct crossbit_dropin *crossbit_dropin_this(void)\n{\n    return &crossbit_this;\n}\n\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (!is_ours(function))
            continue;
        if (function->client_code)
            text_printf(out, "/* %s: hand-written, dropin_%s of the user's source */\n\n", function->name, function->id);
        else
            emit_caller(gen, out, function);
    }
}

enum { THUNKS = 32 };

static void emit_thunks(struct gen *gen, struct text *out, const struct function *function)
{
    const char *parameters = emit_parameters(gen, function);
    struct text arguments = { .arena = gen->arena };

    text_add(&arguments, "");
    for (unsigned i = 0; i < function->param_count; i++)
        text_printf(&arguments, ", %s", function->params[i].name);
    text_printf(out, "#define CROSSBIT_THUNK(cb_n) static %s %s thunk_%s_##cb_n(%s) { %sthunk_%s(cb_n%s); }\n", function->result.c_type,
        function->convention, function->id, parameters, function->result.shape->kind == SHAPE_VOID ? "" : "return ", function->id,
        arguments.data);
    for (unsigned i = 0; i < THUNKS; i++)
        text_printf(out, "CROSSBIT_THUNK(%u)%s", i, i % 8 == 7 ? "\n" : " ");
    text_printf(out, "#undef CROSSBIT_THUNK\nstatic void *const thunks_%s[CROSSBIT_THUNKS] = {\n", function->id);
    for (unsigned i = 0; i < THUNKS; i++)
        text_printf(out, "    (void *)thunk_%s_%u,\n", function->id, i);
    text_printf(out, "};\n\n");
}

void emit_binding(struct gen *gen, struct text *out)
{
    text_printf(out, "/* Made by crossbit-gen for %s: the binding. The surrogate loads it; it calls the DLL. Do not edit. */\n"
        "#define CROSSBIT_BINDING\n#include \"%s_wire.h\"\n\n", gen->library, gen->id);
    emit_tables(gen, out);
    text_add(out, "/* The DLL's functions. */\nstatic struct {\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (is_ours(function) && !function->client_code && !function->helper)
            text_printf(out, "    %s (%s *%s)(%s);\n", function->result.c_type, function->convention, function->id,
                emit_parameters(gen, function));
    text_printf(out, "    void (*crossbit_end)(void);\n} crossbit_original;\n\nstatic const struct crossbit_import crossbit_imports[] = {\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (is_ours(function) && !function->client_code && !function->helper)
            text_printf(out, "    { \"%s\", %u, (void **)&crossbit_original.%s },\n", function->export_name ? function->export_name :
                function->name, function->no_name ? function->ordinal : 0, function->id);
    text_add(out, "    { NULL, 0, NULL }\n};\n\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (is_ours(function) && function->surrogate_code)
            text_printf(out, "/* hand-written, in the user's source */\n%s %s binding_%s(%s);\n\n", function->result.c_type,
                function->convention, function->id, emit_parameters(gen, function));
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next) {
        emit_caller(gen, out, function);
        emit_thunks(gen, out, function);
    }
    text_add(out, "static void *const *const crossbit_thunk_tables[] = {\n");
    for (const struct function *function = gen->callbacks; function != NULL; function = function->next)
        text_printf(out, "    thunks_%s,\n", function->id);
    text_printf(out, "    NULL\n};\nstatic struct crossbit_thunk crossbit_thunk_slots[%u][CROSSBIT_THUNKS];\n\n",
        gen->callback_count ? gen->callback_count : 1);
    text_printf(out, "static HRESULT STDMETHODCALLTYPE callee_attach(I%s *iface, I%sSink *sink, LONG process_id, LONG session)\n{\n"
        "    return crossbit_callee_attach(iface, (IUnknown *)sink, process_id, session);\n}\n\n", gen->id, gen->id);
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (is_ours(function) && !function->client_code)
            emit_callee(gen, out, function);
    emit_vtable(gen, out, false);
    text_printf(out, "static const CLSID crossbit_class = %s;\nstatic const CLSID crossbit_proxy_class = %s;\n"
        "static const IID *const crossbit_interfaces[] = { &IID_I%s, &IID_I%sSink, NULL };\n\n", emit_guid(gen, "class", true),
        emit_guid(gen, "proxy", true), gen->id, gen->id);
    text_printf(out, "HRESULT STDMETHODCALLTYPE ProxyDllGetClassObject(REFCLSID clsid, REFIID iid, void **object);\n"
        "const struct crossbit_binding crossbit_binding = {\n    .name = L\"%s\",\n"
        "    .class_id = &crossbit_class, .proxy_class = &crossbit_proxy_class, .interfaces = crossbit_interfaces,\n"
        "    .interface_id = &IID_I%s, .vtable = &callee_vtable, .proxy_factory = ProxyDllGetClassObject,\n"
        "    .imports = crossbit_imports, .handles = crossbit_handles, .records = crossbit_records,\n"
        "    .thunks = crossbit_thunk_tables, .slots = crossbit_thunk_slots,\n};\n", gen->library, gen->id);
}

/*
 * The drop-in's exports: the DLL's own spellings and ordinals, because a program may ask for either. A 32-bit DLL often exports
 * stdcall functions decorated only; a 64-bit compiler calls them plain, so that name is there as well. Its ordinal lies past
 * all of the DLL's: the linker would give it the ordinal of a function that was left out.
 */
void emit_def(struct gen *gen, struct text *out)
{
    unsigned last = 0;

    for (unsigned i = 0; i < gen->export_count; i++)
        if (gen->exports[i].ordinal > last)
            last = gen->exports[i].ordinal;
    text_printf(out, "; Made by crossbit-gen for %s. Do not edit.\nLIBRARY \"%s\"\nEXPORTS\n", gen->library, gen->library);
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        bool plain = false;
        if (!is_ours(function) || function->helper)
            continue;
        if (function->no_name) {
            text_printf(out, "    \"%s\" = dropin_%s @%u NONAME\n", function->name, function->id, function->ordinal);
            continue;
        }
        for (unsigned i = 0; i < gen->export_count; i++) {
            const struct export_entry *entry = &gen->exports[i];
            if (entry->plain == NULL || strcmp(entry->plain, function->name) != 0)
                continue;
            text_printf(out, "    \"%s\" = dropin_%s @%u\n", entry->name, function->id, entry->ordinal);
            plain |= strcmp(entry->name, function->name) == 0;
        }
        if (!plain && function->export_name != NULL)
            text_printf(out, "    \"%s\" = dropin_%s @%u\n", function->name, function->id, ++last);
        else if (!plain)
            text_printf(out, "    \"%s\" = dropin_%s\n", function->name, function->id);
    }
}

/* For the import library of a 32-bit drop-in: a compiler calls a stdcall function NAME@BYTES; dlltool -k leaves the import plain. */
static void emit_import_def(struct gen *gen, struct text *out)
{
    text_printf(out, "; Made by crossbit-gen for %s: names for the import library. Do not edit.\nLIBRARY \"%s\"\nEXPORTS\n",
        gen->library, gen->library);
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (!is_ours(function) || function->helper)
            continue;
        if (strcmp(function->convention, "__stdcall") == 0)
            text_printf(out, "    %s@%u", function->name, function->stack_bytes);
        else if (strcmp(function->convention, "__fastcall") == 0)
            text_printf(out, "    @%s@%u", function->name, function->stack_bytes);
        else
            text_printf(out, "    %s", function->name);
        if (function->no_name)
            text_printf(out, " @%u NONAME", function->ordinal);
        text_add(out, "\n");
    }
}

void emit_resource(struct gen *gen, struct text *out, bool binding)
{
    text_printf(out, "/* Made by crossbit-gen for %s. Do not edit. */\n#include <winver.h>\n\n1 VERSIONINFO\nFILEVERSION 1,0,0,0\n"
        "PRODUCTVERSION 1,0,0,0\nFILEFLAGSMASK VS_FFI_FILEFLAGSMASK\nFILEOS VOS_NT_WINDOWS32\nFILETYPE VFT_DLL\nBEGIN\n"
        "    BLOCK \"StringFileInfo\"\n    BEGIN\n        BLOCK \"040904b0\"\n        BEGIN\n"
        "            VALUE \"FileDescription\", \"%s of %s (Crossbit)\"\n            VALUE \"FileVersion\", \"1.0.0.0\"\n"
        "            VALUE \"InternalName\", \"%s\"\n            VALUE \"OriginalFilename\", \"%s%s\"\n"
        "            VALUE \"ProductName\", \"Crossbit drop-in\"\n            VALUE \"ProductVersion\", \"1.0.0.0\"\n        END\n    END\n"
        "    BLOCK \"VarFileInfo\"\n    BEGIN\n        VALUE \"Translation\", 0x409, 1200\n    END\nEND\n", gen->library,
        binding ? "Binding" : "Drop-in", gen->library, gen->id, binding ? gen->id : gen->library, binding ? ".crossbit.dll" : "");
}

static const char *how(struct gen *gen, const struct shape *shape)
{
    static const char *const names[] = { "nothing", "number", "number", "handle", "kernel handle, duplicated", "USER or GDI handle",
        "token of the program", "callback", "size of a struct", "file descriptor", "reserved", "struct, by value", "array",
        "buffer", "text", "mirrored struct", "hidden", "work memory", "pointer into a parameter", "memory of the program",
        "memory of the program, released" };
    const char *name = names[shape->kind];

    if (shape->kind == SHAPE_BUFFER)
        name = arena_printf(gen->arena, "%s%s of %s%s%s", shape->direction == 3 ? "in/out " : shape->direction == DIRECTION_OUT ?
            "out " : "in ", shape->count_in_bytes ? "bytes" : "buffer", shape->count, shape->element->flat ? "" :
            ", member by member", shape->kept_by ? ", kept" : "");
    if ((shape->kind == SHAPE_RECORD || shape->kind == SHAPE_MIRROR) && !shape->flat)
        name = arena_printf(gen->arena, "%s, member by member", name);
    return name;
}

void emit_report(struct gen *gen, struct text *out)
{
    text_printf(out, "crossbit-gen: what was done for %s\n\n%u functions, %u callback types, %u handle kinds\n\n", gen->library,
        count_functions(gen), gen->callback_count, gen->handle_count);
    for (const struct function *function = gen->all; function != NULL; function = function->next) {
        if (!is_ours(function))
            continue;
        text_printf(out, "%s\n", function->name);
        if (function->client_code) {
            text_add(out, "    hand-written on the client's side\n");
            continue;
        }
        for (unsigned i = 0; i < function->param_count; i++)
            text_printf(out, "    %-16s %s\n", function->params[i].name, how(gen, function->params[i].shape));
        if (function->result.shape->kind != SHAPE_VOID)
            text_printf(out, "    %-16s %s; when the bridge fails: %s\n", "result", how(gen, function->result.shape),
                function->fails ? function->fails : "an exception");
        else
            text_printf(out, "    %-16s nothing; when the bridge fails: %s\n", "result", function->fails ? "it returns" : "an exception");
    }
    text_add(out, "\nStructs (bytes in 32-bit and 64-bit Windows)\n");
    for (const struct record *record = gen->records; record != NULL; record = record->next)
        text_printf(out, "    %-24s %lld %lld %s\n", record->key, record->size[0], record->size[1], record->flat ?
            "same layout: copied whole" : record->mirror ? "mirrored" : "copied member by member");
    text_add(out, "\nLeft out\n");
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (function->skip_reason != NULL)
            text_printf(out, "    %s: %s\n", function->name, function->skip_reason);
    for (unsigned i = 0; i < gen->export_count; i++)
        if (!gen->exports[i].used && gen->exports[i].name == NULL)
            text_printf(out, "    ordinal %u: exported without a name%s\n", gen->exports[i].ordinal, gen->exports[i].data ?
                "; it is data, not a function" : "; CROSSBIT_ORDINAL says which function it is");
        else if (!gen->exports[i].used)
            text_printf(out, "    %s: exported (ordinal %u), but no header declares it%s\n", gen->exports[i].name,
                gen->exports[i].ordinal, gen->exports[i].data ? "; it is data, not a function" : "");
}

/* The proxies, stubs and GUIDs that widl writes, and their factory, as one source. Both DLLs hold it. */
static void emit_proxy(struct gen *gen, struct text *out)
{
    text_printf(out, "/* Made by crossbit-gen for %s: its proxies and stubs, with their factory. Do not edit. */\n"
        "#define ENTRY_PREFIX Proxy\n#define PROXY_CLSID_IS %s\n#include <objbase.h>\n\n"
        "/* mingw-w64 declares these for C++ only. */\n"
        "HRESULT STDMETHODCALLTYPE IUnknown_QueryInterface_Proxy(IUnknown *self, REFIID iid, void **object);\n"
        "ULONG STDMETHODCALLTYPE IUnknown_AddRef_Proxy(IUnknown *self);\n"
        "ULONG STDMETHODCALLTYPE IUnknown_Release_Proxy(IUnknown *self);\n"
        "#include \"%s_i.c\"\n#include \"%s_p.c\"\n\n"
        "EXTERN_PROXY_FILE(%s)\nPROXYFILE_LIST_START\n    REFERENCE_PROXY_FILE(%s),\nPROXYFILE_LIST_END\n"
        "DLLDATA_ROUTINES(aProxyFileList, GET_DLL_CLSID)\n", gen->library, emit_guid(gen, "proxy", true), gen->id, gen->id,
        gen->id, gen->id);
}

/* For hand-written code: the functions of the drop-in, under the names that they have inside it. */
static void emit_header(struct gen *gen, struct text *out)
{
    text_printf(out, "/* Made by crossbit-gen for %s: for hand-written code of the drop-in. Do not edit. */\n"
        "#ifndef CROSSBIT_%s_DROPIN_H\n#define CROSSBIT_%s_DROPIN_H\n\n#include \"%s_wire.h\"\n\n", gen->library, gen->id,
        gen->id, gen->id);
    for (const struct function *function = gen->all; function != NULL; function = function->next)
        if (is_ours(function) && !function->client_code)
            text_printf(out, "%s %s dropin_%s(%s) CROSSBIT_EXPORT(\"dropin_%s\");\n", function->result.c_type,
                function->convention, function->id, emit_parameters(gen, function), function->id);
    text_add(out, "\n#endif\n");
}

void emit_all(struct gen *gen)
{
    struct text *idl = output_file(gen, arena_printf(gen->arena, "%s.idl", gen->id));
    struct text *dropin = output_file(gen, arena_printf(gen->arena, "%s_dropin.c", gen->id));
    struct text *binding = output_file(gen, arena_printf(gen->arena, "%s_binding.c", gen->id));
    struct text *wire = output_file(gen, arena_printf(gen->arena, "%s_wire.h", gen->id));

    emit_idl(gen, idl); /* first: the GUIDs are made from it */
    emit_dropin(gen, dropin);
    emit_binding(gen, binding);
    emit_wire(gen, wire);
    emit_header(gen, output_file(gen, arena_printf(gen->arena, "%s_dropin.h", gen->id)));
    emit_proxy(gen, output_file(gen, arena_printf(gen->arena, "%s_proxy.c", gen->id)));
    emit_def(gen, output_file(gen, arena_printf(gen->arena, "%s_dropin.def", gen->id)));
    emit_import_def(gen, output_file(gen, arena_printf(gen->arena, "%s_import.def", gen->id)));
    emit_resource(gen, output_file(gen, arena_printf(gen->arena, "%s_dropin.rc", gen->id)), false);
    emit_resource(gen, output_file(gen, arena_printf(gen->arena, "%s_binding.rc", gen->id)), true);
    emit_report(gen, output_file(gen, arena_printf(gen->arena, "%s.report.txt", gen->id)));
}
