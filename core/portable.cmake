# SPDX-License-Identifier: MIT
# What of core/ needs no more of Windows than types, BSTRs and texts: tests/host builds it with the machine's own
# compiler, too.
set(CROSSBIT_CORE_PORTABLE
  base/arena.c
  base/message.c
  base/pe.c
  declare/aggregate.c
  declare/attribute.c
  declare/builtin.c
  declare/c_type.c
  declare/constant_expression.c
  declare/declarator.c
  declare/parser.c
  declare/scope.c
  declare/specifier.c
  declare/tokens.c
  codec/codec.c
  codec/codec_memory.c
  codec/codec_pack.c
  codec/codec_unpack.c)
