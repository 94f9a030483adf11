#include "text.h"
#include "../show.h"

#include <stdlib.h>
#include <string.h>

static void show_inside(void)
{
    static const size_t list[] = { 7, 8, 9, 10 };
    static const char script[] = "select 1; select 2";
    const char *tail = script;
    int length;

    SHOW("result_inside_sizes", "%d %d %d", (int)(size_inside(list, 4, 9) - list), (int)(size_inside(list, 4, 7) - list),
        size_inside(list, 4, 11) == NULL);
    length = tail_of(script, -1, &tail);
    SHOW("written_pointer_inside", "%d %d", length, (int)(tail - script));
    length = tail_of(tail + 1, 4, &tail);
    SHOW("written_pointer_behind_the_end", "%d %d", length, (int)(tail - script));
    length = tail_of(script, 0, &tail);
    SHOW("written_pointer_null", "%d %d", length, tail == NULL);
}

int main(void)
{
    char buffer[16];
    wchar_t wide[16];
    const char *const texts[] = { "one", NULL, "", "three" };
    const wchar_t *const wides[] = { L"\x416", NULL, L"ab" };
    char *large = malloc(300000), *owned;
    const char *text = "banana";
    size_t size;
    int done;
    FILE *file;

    SHOW("ansi_in", "%d %d", ansi_in("hello \xe4\xff"), ansi_in(""));
    memset(large, 'x', 299999);
    large[299999] = 0;
    SHOW("large_text", "%d", ansi_in(large));
    free(large);
    SHOW("ansi_null", "%d %d", ansi_null(NULL), ansi_null("a"));
    SHOW("wide_in", "%d", wide_in(L"\x20ac and \xd83d\xde00"));
    SHOW("wide_null", "%d %d", wide_null(NULL), wide_null(L"a"));
    SHOW("several_texts", "%d", two_texts("a", L"bb", "ccc"));
    SHOW("const_pointer", "%d", const_pointer("const"));
    SHOW("text_with_size", "%d", text_with_size("a\0b\0", 5));
    memset(buffer, '?', sizeof(buffer));
    SHOW("ansi_out", "%d %s %c", ansi_out(buffer, 12), buffer, buffer[13]);
    done = wide_out(wide, 16);
    SHOW("wide_out", "%d %d", done, wide[5]);
    strcpy(buffer, "before");
    SHOW("out_only_on_success", "%d %s", out_not_valid(buffer, 5), buffer);
    SHOW("out_on_success", "%d %s", out_not_valid(buffer, 16), buffer);
    size = sizeof(buffer);
    memset(buffer, '?', sizeof(buffer));
    done = out_bytes(buffer, &size);
    SHOW("out_bytes_of_a_size", "%d %d", done, (int)size);
    SHOW("out_bytes_valid_part", "%d", memcmp(buffer, "ab\0cd\0??", 8));
    strcpy(buffer, "upper");
    inout_upper(buffer, sizeof(buffer));
    SHOW("inout_text", "%s", buffer);
    SHOW("result_static", "%s %s", result_static(1), result_static(2) ? "text" : "NULL");
    SHOW("result_static_same_address", "%d", result_static(0) == result_static(0));
    SHOW("result_wide_static", "%d", result_wide_static()[7]);
    owned = result_owned("owned");
    SHOW("result_owned", "%s %d", owned, result_owned(NULL) == NULL);
    free_owned(owned);
    free_owned(NULL);
    SHOW("result_inside_parameter", "%d %d", (int)(result_inside(text, 'n') - text), result_inside(text, 'x') == NULL);
    SHOW("list_of_texts", "%d", list_of_texts(texts, 4));
    SHOW("list_of_wide_texts", "%d", list_of_wide(wides, 3));
    out_static_text(0, &text);
    SHOW("out_static_text", "%s", text);
    SHOW("out_owned_text", "%d", out_owned_text("made", &owned));
    SHOW("out_owned_text_value", "%s", owned);
    free_owned(owned);
    file = fopen("crossbit-text.tmp", "wb");
    fputs("twelve bytes", file);
    fclose(file);
    SHOW("path", "%d %d", file_size_of("crossbit-text.tmp"), file_size_of("no-such.tmp"));
    SHOW("wide_path", "%d", wide_file_size_of(L".\\crossbit-text.tmp"));
    remove("crossbit-text.tmp");
    show_inside();
    return 0;
}
