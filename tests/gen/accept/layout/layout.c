#include "layout.h"

#include <string.h>

same change_same(same value)
{
    value.a++, value.b++, value.c++, value.d *= 2, value.e++;
    return value;
}
bits change_bits(bits value)
{
    value.a ^= 7, value.b = -value.b, value.c += 1, value.d ^= 3, value.e = -value.e;
    return value;
}
int sum_packed1(const packed1 *value) { return value->a + value->b + value->c + (int)value->d; }
packed1 make_packed1(int a)
{
    packed1 value = { (char)a, a * 2, (short)(a * 3), a / 2.0 };
    return value;
}
int change_packed1_pointer(packed1_pointer *value)
{
    value->a++;
    value->n += strlen(value->text);
    return value->c--;
}
packed2 change_packed2(packed2 value)
{
    value.a++, value.b *= 3, value.c--, value.d += 4;
    return value;
}
int change_aligned(aligned *value)
{
    int old = value->b;
    value->b = value->a + value->c;
    return old;
}
number change_union(number value)
{
    value.f *= 2;
    return value;
}
int read_nameless(const nameless *value) { return value->tag == 0 ? value->i : value->tag == 1 ? (int)(value->f * 4) : value->low + value->high; }
tiny change_tiny(tiny value)
{
    value.a++;
    return value;
}
three change_three(three value)
{
    value.a[0] = value.a[2];
    return value;
}
eight change_eight(eight value)
{
    eight swapped = { value.b, value.a };
    return swapped;
}
sixteen change_sixteen(sixteen value)
{
    sixteen swapped = { value.b, value.a };
    return swapped;
}
one_float change_one_float(one_float value)
{
    value.a *= 2;
    return value;
}
int mix_structs(eight a, int b, sixteen c, tiny d, sizes e, double f)
{
    return a.a + 2 * a.b + 3 * b + 5 * (int)c.b + 7 * d.a + 11 * (int)e.b + 13 * (int)e.d + 17 * (int)f;
}
sizes change_sizes(sizes value)
{
    value.a++, value.b += 10, value.c = (short)-value.c, value.d = -value.d;
    return value;
}
int change_sizes_pointer(sizes *value)
{
    if (value == NULL)
        return -1;
    *value = change_sizes(*value);
    return value->a;
}
void make_sizes(sizes *value)
{
    sizes made = { 'm', 4000000000u, -2, -2000000000 };
    *value = made;
}
int sum_sizes(const sizes *values, int count)
{
    int sum = 0;

    for (int i = 0; i < count; i++)
        sum = sum * 3 + values[i].a + (int)values[i].b + values[i].c + (int)values[i].d;
    return sum;
}
void fill_sizes(sizes *values, int count)
{
    for (int i = 0; i < count; i++) {
        make_sizes(&values[i]);
        values[i].b -= (size_t)i;
    }
}
void double_sizes(sizes *values, int count)
{
    for (int i = 0; i < count; i++)
        values[i].b *= 2;
}
int fill_some_sizes(sizes *values, int room, int *used)
{
    *used = room - 1;
    fill_sizes(values, *used);
    return 0;
}
sizes_bits change_sizes_bits(sizes_bits value)
{
    value.a++, value.b = -value.b, value.c++, value.d++, value.e = (signed char)-value.e;
    return value;
}
outer change_outer(outer value)
{
    value.a++, value.b.a++, value.b.b++, value.c++, value.d[0].b += 2, value.d[1].b += 3, value.d[1].a += 4, value.e++;
    return value;
}
deep change_deep(deep value)
{
    value.a = change_outer(value.a);
    value.b.x++, value.b.in.y++, value.b.in.z++;
    return value;
}
int change_rows(rows *value)
{
    int sum = 0;

    for (int i = 0; i < 2; i++)
        sum += value->row[i].a + (int)value->row[i].b++;
    for (size_t i = 0; i < value->n; i++)
        sum += value->more[i].x + (int)value->more[i].y++;
    return sum;
}
int change_grid(grid *value)
{
    int sum = 0;

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            sum += (int)value->cells[i][j]++ * (i + 1) * (j + 1);
    return sum + value->a;
}
int read_texts(const texts *value)
{
    int sum = (value->a ? (int)strlen(value->a) : 100) + value->b + (value->c ? (int)wcslen(value->c) * 10 : 1000);

    for (int i = 0; i < 3; i++)
        sum = sum * 2 + (value->list[i] ? value->list[i][0] : 5);
    return sum;
}
fixed change_fixed(fixed value)
{
    value.name[0] = 'F', value.wide[1] = 0x20ac, value.d[1] *= 2, value.a++;
    return value;
}
with_enum change_with_enum(with_enum value)
{
    value.a++, value.kind = value.kind == FIRST ? SECOND : FIRST, value.b++, value.c = !value.c;
    return value;
}
int change_mixed_union(mixed_union *value)
{
    if (value->tag == 0)
        value->i++;
    else if (value->tag == 1)
        value->f *= 2;
    else
        value->l *= 3;
    return (int)strlen(value->name);
}
named_union change_named_union(named_union value)
{
    value.a++, value.u.f *= 2, value.b++;
    return value;
}
int same_user_data(user_data *value, void *user)
{
    int same = value->user == user;

    value->more = value->user;
    value->a++;
    return same;
}
int change_windows(windows *value)
{
    value->box.right += value->box.left;
    value->value = -value->value;
    value->time.dwHighDateTime++;
    value->id.Data4[7]++;
    return value->window == (HWND)(LONG_PTR)-5;
}
int sum_array(const array *value)
{
    int sum = (int)value->total;

    for (int i = 0; i < value->count; i++)
        sum = sum * 2 + value->items[i].a + (int)value->items[i].b;
    return sum;
}
int change_array(array *value)
{
    for (int i = 0; i < value->count; i++)
        value->total += value->items[i].b++;
    return value->count;
}
int sum_bytes(const bytes *value)
{
    int sum = value->last;

    for (size_t i = 0; i < value->size; i++)
        sum = sum * 3 + ((const unsigned char *)value->data)[i];
    return sum;
}
int change_bytes(bytes *value)
{
    memset(value->data, value->last, value->size);
    value->last++;
    return (int)value->size;
}
int sum_list(const node *first)
{
    int sum = 0;

    for (; first != NULL; first = first->next)
        sum = sum * 2 + first->value;
    return sum;
}
int change_list(node *first)
{
    int count = 0;

    for (; first != NULL; first = first->next, count++)
        first->value = -first->value;
    return count;
}
int call_holder(const callback_holder *holder) { return holder->call ? holder->call(holder->user, holder->a) : -1; }
size_t read_const_members(const const_members *value) { return value->a + strlen(value->b) + (size_t)value->c[0] + (size_t)value->c[1]; }
bool_sizes change_bool_sizes(bool_sizes value)
{
    value.a = !value.a, value.b++, value.c[1] = !value.c[1];
    return value;
}
POINT change_point(POINT value)
{
    POINT swapped = { value.y, value.x };
    return swapped;
}
LARGE_INTEGER change_large(LARGE_INTEGER value)
{
    value.HighPart++;
    return value;
}
int null_struct(const sizes *value) { return value == NULL; }
