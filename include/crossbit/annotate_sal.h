/* SPDX-License-Identifier: MIT */
/*
 * SAL as crossbit-gen reads it: each word becomes notes on the declaration. Included by annotate.h for the generator
 * only. A word that says nothing about how a value crosses (_Check_return_, _In_range_) stays as <sal.h> has it: empty.
 */
#ifndef CROSSBIT_ANNOTATE_SAL_H
#define CROSSBIT_ANNOTATE_SAL_H

#undef _In_
#define _In_ CROSSBIT_NOTE("in")
#undef _Out_
#define _Out_ CROSSBIT_NOTE("out")
#undef _Inout_
#define _Inout_ CROSSBIT_NOTE("inout")
#undef _In_z_
#define _In_z_ CROSSBIT_NOTE("in") CROSSBIT_NOTE("z")
#undef _Inout_z_
#define _Inout_z_ CROSSBIT_NOTE("inout") CROSSBIT_NOTE("z")
#undef _In_reads_
#define _In_reads_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("size=" #n)
#undef _In_reads_bytes_
#define _In_reads_bytes_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("bytes=" #n)
#undef _In_reads_z_
#define _In_reads_z_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z")
#undef _Out_writes_
#define _Out_writes_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n)
#undef _Out_writes_bytes_
#define _Out_writes_bytes_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n)
#undef _Out_writes_z_
#define _Out_writes_z_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z")
#undef _Inout_updates_
#define _Inout_updates_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n)
#undef _Inout_updates_bytes_
#define _Inout_updates_bytes_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n)
#undef _Inout_updates_z_
#define _Inout_updates_z_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z")
#undef _Out_writes_to_
#define _Out_writes_to_(n, c) CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c)
#undef _Out_writes_bytes_to_
#define _Out_writes_bytes_to_(n, c) CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c)
#undef _Out_writes_all_
#define _Out_writes_all_(n) CROSSBIT_NOTE("all") CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n)
#undef _Out_writes_bytes_all_
#define _Out_writes_bytes_all_(n) CROSSBIT_NOTE("all") CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n)
#undef _Inout_updates_to_
#define _Inout_updates_to_(n, c) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c)
#undef _Inout_updates_bytes_to_
#define _Inout_updates_bytes_to_(n, c)                                                                                 \
    CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c)
#undef _Inout_updates_all_
#define _Inout_updates_all_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n)
#undef _Inout_updates_bytes_all_
#define _Inout_updates_bytes_all_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n)
#undef _Outptr_
#define _Outptr_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr")
#undef _Outptr_result_maybenull_
#define _Outptr_result_maybenull_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr")
#undef _Outptr_result_z_
#define _Outptr_result_z_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_z")
#undef _Outptr_result_maybenull_z_
#define _Outptr_result_maybenull_z_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_z")
#undef _Outptr_result_buffer_
#define _Outptr_result_buffer_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_size=" #n)
#undef _Outptr_result_bytebuffer_
#define _Outptr_result_bytebuffer_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_bytes=" #n)
#undef _Field_size_
#define _Field_size_(n) CROSSBIT_NOTE("size=" #n)
#undef _Field_size_bytes_
#define _Field_size_bytes_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _Field_size_part_
#define _Field_size_part_(n, c) CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c)
#undef _Field_size_bytes_part_
#define _Field_size_bytes_part_(n, c) CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c)
#undef _Field_size_full_
#define _Field_size_full_(n) CROSSBIT_NOTE("size=" #n)
#undef _Field_size_bytes_full_
#define _Field_size_bytes_full_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _In_opt_
#define _In_opt_ CROSSBIT_NOTE("in") CROSSBIT_NOTE("opt")
#undef _Out_opt_
#define _Out_opt_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("opt")
#undef _Inout_opt_
#define _Inout_opt_ CROSSBIT_NOTE("inout") CROSSBIT_NOTE("opt")
#undef _In_opt_z_
#define _In_opt_z_ CROSSBIT_NOTE("in") CROSSBIT_NOTE("z") CROSSBIT_NOTE("opt")
#undef _Inout_opt_z_
#define _Inout_opt_z_ CROSSBIT_NOTE("inout") CROSSBIT_NOTE("z") CROSSBIT_NOTE("opt")
#undef _In_reads_opt_
#define _In_reads_opt_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("opt")
#undef _In_reads_bytes_opt_
#define _In_reads_bytes_opt_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("opt")
#undef _In_reads_opt_z_
#define _In_reads_opt_z_(n) CROSSBIT_NOTE("in") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z") CROSSBIT_NOTE("opt")
#undef _Out_writes_opt_
#define _Out_writes_opt_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("opt")
#undef _Out_writes_bytes_opt_
#define _Out_writes_bytes_opt_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("opt")
#undef _Out_writes_opt_z_
#define _Out_writes_opt_z_(n) CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z") CROSSBIT_NOTE("opt")
#undef _Inout_updates_opt_
#define _Inout_updates_opt_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("opt")
#undef _Inout_updates_bytes_opt_
#define _Inout_updates_bytes_opt_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("opt")
#undef _Inout_updates_opt_z_
#define _Inout_updates_opt_z_(n)                                                                                       \
    CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("z") CROSSBIT_NOTE("opt")
#undef _Out_writes_to_opt_
#define _Out_writes_to_opt_(n, c)                                                                                      \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c) CROSSBIT_NOTE("opt")
#undef _Out_writes_bytes_to_opt_
#define _Out_writes_bytes_to_opt_(n, c)                                                                                \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c) CROSSBIT_NOTE("opt")
#undef _Out_writes_all_opt_
#define _Out_writes_all_opt_(n) CROSSBIT_NOTE("all") CROSSBIT_NOTE("out") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("opt")
#undef _Out_writes_bytes_all_opt_
#define _Out_writes_bytes_all_opt_(n)                                                                                  \
    CROSSBIT_NOTE("all") CROSSBIT_NOTE("out") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("opt")
#undef _Inout_updates_to_opt_
#define _Inout_updates_to_opt_(n, c)                                                                                   \
    CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c) CROSSBIT_NOTE("opt")
#undef _Inout_updates_bytes_to_opt_
#define _Inout_updates_bytes_to_opt_(n, c)                                                                             \
    CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c) CROSSBIT_NOTE("opt")
#undef _Inout_updates_all_opt_
#define _Inout_updates_all_opt_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("opt")
#undef _Inout_updates_bytes_all_opt_
#define _Inout_updates_bytes_all_opt_(n) CROSSBIT_NOTE("inout") CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("opt")
#undef _Outptr_opt_
#define _Outptr_opt_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("opt")
#undef _Outptr_opt_result_maybenull_
#define _Outptr_opt_result_maybenull_ CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("opt")
#undef _Outptr_opt_result_z_
#define _Outptr_opt_result_z_                                                                                          \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_z") CROSSBIT_NOTE("opt")
#undef _Outptr_opt_result_maybenull_z_
#define _Outptr_opt_result_maybenull_z_                                                                                \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_z") CROSSBIT_NOTE("opt")
#undef _Outptr_opt_result_buffer_
#define _Outptr_opt_result_buffer_(n)                                                                                  \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_size=" #n) CROSSBIT_NOTE("opt")
#undef _Outptr_opt_result_bytebuffer_
#define _Outptr_opt_result_bytebuffer_(n)                                                                              \
    CROSSBIT_NOTE("out") CROSSBIT_NOTE("outptr") CROSSBIT_NOTE("outptr_bytes=" #n) CROSSBIT_NOTE("opt")
#undef _Field_size_opt_
#define _Field_size_opt_(n) CROSSBIT_NOTE("size=" #n)
#undef _Field_size_bytes_opt_
#define _Field_size_bytes_opt_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _Field_size_part_opt_
#define _Field_size_part_opt_(n, c) CROSSBIT_NOTE("size=" #n) CROSSBIT_NOTE("length=" #c)
#undef _Field_size_bytes_part_opt_
#define _Field_size_bytes_part_opt_(n, c) CROSSBIT_NOTE("bytes=" #n) CROSSBIT_NOTE("length_bytes=" #c)
#undef _Field_size_full_opt_
#define _Field_size_full_opt_(n) CROSSBIT_NOTE("size=" #n)
#undef _Field_size_bytes_full_opt_
#define _Field_size_bytes_full_opt_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _Field_z_
#define _Field_z_ CROSSBIT_NOTE("z")
#undef _Null_terminated_
#define _Null_terminated_ CROSSBIT_NOTE("z")
#undef _Reserved_
#define _Reserved_ CROSSBIT_NOTE("reserved")
#undef _Ret_z_
#define _Ret_z_ CROSSBIT_NOTE("ret_z")
#undef _Ret_maybenull_z_
#define _Ret_maybenull_z_ CROSSBIT_NOTE("ret_z")
#undef _Ret_writes_
#define _Ret_writes_(n) CROSSBIT_NOTE("size=" #n)
#undef _Ret_writes_maybenull_
#define _Ret_writes_maybenull_(n) CROSSBIT_NOTE("size=" #n)
#undef _Ret_writes_bytes_
#define _Ret_writes_bytes_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _Ret_writes_bytes_maybenull_
#define _Ret_writes_bytes_maybenull_(n) CROSSBIT_NOTE("bytes=" #n)
#undef _Success_
#define _Success_(expr) CROSSBIT_NOTE("success=" #expr)

#endif
