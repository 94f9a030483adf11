/* Which methods are plain: docs/channel.md, "What is copied, and what is read in place". */
#include "channel_private.h"

void plain_examine(struct interface_info *info)
{
    info->method_count = 0;
    info->plain = NULL;
}
