/* SPDX-License-Identifier: MIT */
/* A program that knows nothing of Crossbit. It prints the same with the library in-process and over the drop-in. */
#include "legacy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int LEGACY_API visit(void *user, const legacy_item *item, int index)
{
    printf("  item %d: %s, %u, kind %d, tag %ld, cookie %s\n", index, item->name, (unsigned)item->weight, item->kind,
        item->tags[0], item->cookie == user ? "mine" : "lost");
    return index < 1;
}

static void LEGACY_API notice(void *user, const char *text)
{
    printf("  notice: %s\n", text);
    strcat(user, text);
}

int main(void)
{
    short values[] = {3, -4, 30000, 30000};
    int numbers[] = {5, 3, 9, 1}, largest = -1;
    long long sum = 0;
    char text[32] = "????????????????????????????", collected[64] = "";
    const char *texts[] = {"one ", NULL, "two"};
    size_t total = 0;
    legacy_box box = {1.5, 2.5, 7, -1};
    legacy_item items[] =
        {
            {"apple", 10, LEGACY_PLAIN, {1, 2}, collected},
            {"pear", 20, LEGACY_FANCY, {3, 4}, collected},
            {"plum", 30, LEGACY_PLAIN, {5, 6}, collected},
        },
                found;
    legacy_list list = {items, 3, L"title", {4, 5}};
    legacy_shop shop;
    char *joined;
    HANDLE event;

    printf("%s %s\n", legacy_version(), legacy_version() == legacy_version() ? "same" : "moved");
    printf("%lld\n", legacy_multiply(-5000000000ll, 3));
    printf("%g\n", legacy_mix(1.5f, 2.25, 200));
    printf("%u %u\n", (unsigned)legacy_count_letters(L"banana", L'a'), (unsigned)legacy_count_letters(NULL, L'a'));
    printf("%d", legacy_describe(12, text, sizeof(text)));
    printf(" %s|%c\n", text, text[20]);
    errno = 0;
    SetLastError(0);
    largest = legacy_describe(12, text, 3);
    printf("%d %lu %d %s\n", largest, GetLastError(), errno, text);
    printf("%d", legacy_sum(values, 4, &sum, &largest));
    printf(" %lld %d\n", sum, largest);
    printf("%d %lld\n", legacy_sum(NULL, 4, &sum, NULL), sum);
    legacy_sort(numbers, 4);
    printf("%d %d %d %d\n", numbers[0], numbers[1], numbers[2], numbers[3]);
    box = legacy_grow(box, 2);
    printf("%g %g %d %d\n", box.width, box.height, box.color, box.style);
    printf("%d %u\n", legacy_total(&list, &total), (unsigned)total);
    printf("%c", legacy_relabel(&list, "label"));
    printf(" %d %ls %u %ld %d %s\n", list.range.high, list.title, (unsigned)items[2].weight, items[1].tags[1],
        items[0].kind, items[2].name);
    joined = legacy_join(texts, 3);
    printf("%s\n", joined);
    legacy_release(joined);
    SetLastError(0);
    printf("%s", legacy_open("") == NULL ? "none" : "a shop");
    printf(" %lu\n", GetLastError());
    shop = legacy_open("corner");
    for (int i = 0; i < 3; i++)
        printf("%d ", legacy_add(shop, &items[i]));
    printf("%d\n", legacy_find(shop, "pear", &found));
    printf("%s %u %ld %d\n", found.name, (unsigned)found.weight, found.tags[0], found.cookie == collected);
    printf("%d\n", legacy_find(shop, "melon", &found));
    printf("visited %d\n", legacy_each(shop, visit, collected));
    legacy_on_notice(shop, notice, collected);
    printf("%d", legacy_post(shop, "first "));
    printf("%d %s\n", legacy_post(shop, "second"), collected);
    legacy_on_notice(shop, NULL, NULL);
    printf("%d %s\n", legacy_post(shop, "third"), collected);
    legacy_close(shop);
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    printf("%d", legacy_signal(event));
    printf(" %lu\n", WaitForSingleObject(event, 0));
    CloseHandle(event);
    printf("%d\n", legacy_log("%s %d", "number", 42));
    return 0;
}
