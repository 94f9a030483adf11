#include "conventions.h"
#include "../show.h"

int main(void)
{
    int values[3] = { 4, 5, 6 };
    pair value = { 3, 1000000000u };

    SHOW("cdecl", "%d", cdecl_add(3, 4));
    SHOW("stdcall", "%d", stdcall_add(3, 4));
    SHOW("stdcall_wide", "%lld", stdcall_wide(1ll << 40, -1, 2.5));
    SHOW("fastcall", "%d", fastcall_add(1, 2, 3));
    SHOW("fastcall_wide", "%d", fastcall_wide(1, 5ll << 32, 3));
    value = stdcall_struct(value, 3);
    SHOW("stdcall_struct", "%d %u", value.a, (unsigned)value.b);
    stdcall_nothing();
    stdcall_nothing();
    SHOW("stdcall_without_parameters", "%d", stdcall_nothing_count());
    SHOW("sal_in_the_header", "%d", sal_in_header(values, 3));
    SHOW("sal_in_the_header_text", "%d", sal_text("text"));
    SHOW("export_by_ordinal", "%d", by_ordinal(30));
    SHOW("export_by_ordinal_stdcall", "%d", by_ordinal_stdcall(6, 7));
    SHOW("variable_arguments_by_hand", "%d", handmade(3, 10, 20, 30));
    SHOW("binding_by_hand", "%d", changed_by_hand(8));
    SHOW("serial_and_repeatable", "%d", shared_serial(1));
    SHOW("with_failure_value", "%d", failing(9));
    return 0;
}
