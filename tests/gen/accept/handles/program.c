#include "handles.h"
#include "../show.h"

#include <errno.h>
#include <string.h>

int main(void)
{
    box *a = box_open(3), *b = NULL, *list[3];
    token t = token_open(4);
    void *plain = plain_open(5);
    view *v = view_open(6);
    size_t number = 0, cookie = (size_t)0x123456789abdull; /* more than 32 bits, where there are */
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), file;
    char text[32] = "", name[] = "kept name";
    DWORD size = 0;
    unsigned char bytes[5] = { 10, 20, 30, 40, 50 };
    counter c;
    int done;

    SHOW("handle", "%d %d", a != NULL, box_get(a));
    SetLastError(0);
    SHOW("handle_null", "%d %d", box_open(-1) == NULL, box_get(NULL));
    box_open(-1);
    SHOW("last_error_of_the_dll", "%lu", GetLastError());
    SHOW("handle_out", "%d", box_make(7, &b));
    SHOW("handle_out_value", "%d", box_get(b));
    list[0] = a, list[1] = b, list[2] = a;
    SHOW("list_of_handles", "%d", box_sum(list, 3));
    SHOW("handle_is_the_same_each_time", "%d", a != b);
    SHOW("void_pointer_typedef_handle", "%d", token_get(t));
    SHOW("void_pointer_handle_by_tag", "%d", plain_get(plain));
    SHOW("visible_handle", "%d %d", view_value(v), v->count);
    SHOW("handle_that_is_a_number", "%d", number_open(1, &number) * 100 + 6);
    SHOW("size_t_of_the_dll", "%u", (unsigned)number);
    SHOW("kernel_handle_in", "%d", signal_event(event));
    SHOW("kernel_handle_works", "%lu", WaitForSingleObject(event, 0));
    CloseHandle(event);
    event = make_event();
    SHOW("kernel_handle_result", "%lu", WaitForSingleObject(event, 0));
    CloseHandle(event);
    file = CreateFileA("crossbit-handles.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    SHOW("file_handle", "%d", write_file(file, "written by the DLL"));
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, text, sizeof(text) - 1, &size, NULL);
    SHOW("file_handle_works", "%s", text);
    CloseHandle(file);
    SHOW("window_handle", "%d %d", is_window(NULL), is_window((HWND)(LONG_PTR)0x7ff0));
    SHOW("window_handle_result", "%d", IsWindow(desktop()) != 0);
    SHOW("dc_sign_extended", "%d", same_dc((HDC)(LONG_PTR)-3) == (HDC)(LONG_PTR)-3);
    set_user(a, &c);
    SHOW("pointer_of_the_program", "%d", get_user(a) == &c);
    set_user(a, (void *)(INT_PTR)-1);
    SHOW("pointer_of_the_program_any_value", "%d", get_user(a) == (void *)(INT_PTR)-1);
    keep_name(a, name);
    SHOW("kept_text", "%d", name_length(a));
    memset(&c, 0x77, sizeof(c));
    c.next = bytes;
    c.left = 5;
    SHOW("mirror_opened", "%d", counter_open(&c));
    SHOW("mirror_hidden_member", "%d", c.state != NULL);
    done = counter_run(&c);
    SHOW("mirror_cursor", "%d %d %u %u", done, (int)(c.next - bytes), c.left, c.total);
    c.next = bytes;
    c.left = 3;
    done = counter_run(&c);
    SHOW("mirror_keeps_its_state", "%d %u", done, c.total);
    done = counter_close(&c);
    SHOW("mirror_closed", "%d %d", done, c.state == NULL);
    SetLastError(0);
    errno = 0;
    done = last_error(11);
    size = GetLastError();
    SHOW("last_error", "%d %lu", done, size);
    last_error(20);
    SHOW("errno", "%d", errno);
    box_close(a);
    box_close(b);
    token_close(t);
    plain_close(plain);
    view_close(v);
    SHOW("handles_closed", "%d", box_get(NULL));
    SHOW("user_pointer_in_an_integer", "%d %d", same_number(cookie) == cookie, same_number(0) == 0);
    return 0;
}
