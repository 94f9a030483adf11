/* A program that looks the drop-in's functions up by what the DLL itself exports: ordinals, and names as it decorates them. */
#include <windows.h>
#include <stdio.h>

static int failed;

#define CHECK(e) do { if (!(e)) { printf("line %d: failed: %s\n", __LINE__, #e); failed = 1; } } while (0)

/* The name that an ordinal has, NULL: none. */
static const char *name_of(HMODULE module, WORD ordinal)
{
    const BYTE *base = (const BYTE *)module;
    const IMAGE_NT_HEADERS *headers = (const void *)(base + ((const IMAGE_DOS_HEADER *)module)->e_lfanew);
    const IMAGE_EXPORT_DIRECTORY *table = (const void *)(base + headers->OptionalHeader.DataDirectory[0].VirtualAddress);
    const DWORD *names = (const void *)(base + table->AddressOfNames);
    const WORD *ordinals = (const void *)(base + table->AddressOfNameOrdinals);

    for (DWORD i = 0; i < table->NumberOfNames; i++)
        if (ordinals[i] + table->Base == ordinal)
            return (const char *)base + names[i];
    return NULL;
}

int main(void)
{
    HMODULE dropin = LoadLibraryW(L"conventions.dll");
    int (*by_ordinal)(int) = (int (*)(int))(void (*)(void))GetProcAddress(dropin, MAKEINTRESOURCEA(200));
    int (__stdcall *by_ordinal_stdcall)(int, int) = (int (__stdcall *)(int, int))(void (*)(void))GetProcAddress(dropin,
        MAKEINTRESOURCEA(201));
    int (__stdcall *plain)(int, int) = (int (__stdcall *)(int, int))(void (*)(void))GetProcAddress(dropin, "stdcall_add");

    CHECK(dropin != NULL);
    CHECK(by_ordinal != NULL && by_ordinal(1) == 13);
    CHECK(by_ordinal_stdcall != NULL && by_ordinal_stdcall(5, 6) == 30);
    CHECK(GetProcAddress(dropin, "by_ordinal") == NULL);
    CHECK(name_of(dropin, 200) == NULL && name_of(dropin, 201) == NULL);
    CHECK(plain != NULL && plain(9, 4) == 5);
    CHECK(GetProcAddress(dropin, "left_out") == NULL);
#ifdef _WIN64
    /* The 32-bit DLL exports its stdcall and fastcall functions decorated, and by these ordinals. */
    CHECK((void *)GetProcAddress(dropin, "stdcall_add@8") == (void *)plain);
    CHECK(GetProcAddress(dropin, "@fastcall_add@12") != NULL);
#endif
    puts(failed ? "FAILED" : "passed");
    return failed;
}
