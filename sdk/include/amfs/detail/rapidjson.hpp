// The SDK's private RapidJSON: the reader and the number formatter, in namespace amfs_rapidjson.
//
// An author may use RapidJSON too, of another version, before or after this header in the same
// file. So its include guards and namespace macros are put aside around our include and restored
// afterwards: neither side notices the other. No RapidJSON name appears in a public signature.
#pragma once

#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#pragma push_macro("RAPIDJSON_ALLOCATORS_H_")
#pragma push_macro("RAPIDJSON_ENCODEDSTREAM_H_")
#pragma push_macro("RAPIDJSON_ENCODINGS_H_")
#pragma push_macro("RAPIDJSON_MEMORYSTREAM_H_")
#pragma push_macro("RAPIDJSON_RAPIDJSON_H_")
#pragma push_macro("RAPIDJSON_READER_H_")
#pragma push_macro("RAPIDJSON_STREAM_H_")
#pragma push_macro("RAPIDJSON_ERROR_ERROR_H_")
#pragma push_macro("RAPIDJSON_BIGINTEGER_H_")
#pragma push_macro("RAPIDJSON_DIYFP_H_")
#pragma push_macro("RAPIDJSON_CLZLL_H_")
#pragma push_macro("RAPIDJSON_DTOA_")
#pragma push_macro("RAPIDJSON_IEEE754_")
#pragma push_macro("RAPIDJSON_ITOA_")
#pragma push_macro("RAPIDJSON_POW10_")
#pragma push_macro("RAPIDJSON_STRTOD_")
#pragma push_macro("RAPIDJSON_INTERNAL_META_H_")
#pragma push_macro("RAPIDJSON_INTERNAL_STACK_H_")
#pragma push_macro("RAPIDJSON_INTERNAL_SWAP_H_")
#pragma push_macro("RAPIDJSON_NAMESPACE")
#pragma push_macro("RAPIDJSON_NAMESPACE_BEGIN")
#pragma push_macro("RAPIDJSON_NAMESPACE_END")
#pragma push_macro("RAPIDJSON_STATIC_ASSERT")
#pragma push_macro("RAPIDJSON_NO_SIZETYPEDEFINE")
#pragma push_macro("RAPIDJSON_PARSE_ERROR")
#pragma push_macro("RAPIDJSON_PARSE_ERROR_NORETURN")
#pragma push_macro("RAPIDJSON_PARSE_DEFAULT_FLAGS")
#pragma push_macro("RAPIDJSON_ASSERT")
#pragma push_macro("RAPIDJSON_ASSERT_THROWS")
#pragma push_macro("RAPIDJSON_NOEXCEPT_ASSERT")
#undef RAPIDJSON_ALLOCATORS_H_
#undef RAPIDJSON_ENCODEDSTREAM_H_
#undef RAPIDJSON_ENCODINGS_H_
#undef RAPIDJSON_MEMORYSTREAM_H_
#undef RAPIDJSON_RAPIDJSON_H_
#undef RAPIDJSON_READER_H_
#undef RAPIDJSON_STREAM_H_
#undef RAPIDJSON_ERROR_ERROR_H_
#undef RAPIDJSON_BIGINTEGER_H_
#undef RAPIDJSON_DIYFP_H_
#undef RAPIDJSON_CLZLL_H_
#undef RAPIDJSON_DTOA_
#undef RAPIDJSON_IEEE754_
#undef RAPIDJSON_ITOA_
#undef RAPIDJSON_POW10_
#undef RAPIDJSON_STRTOD_
#undef RAPIDJSON_INTERNAL_META_H_
#undef RAPIDJSON_INTERNAL_STACK_H_
#undef RAPIDJSON_INTERNAL_SWAP_H_
#undef RAPIDJSON_NAMESPACE
#undef RAPIDJSON_NAMESPACE_BEGIN
#undef RAPIDJSON_NAMESPACE_END
#undef RAPIDJSON_STATIC_ASSERT
#undef RAPIDJSON_NO_SIZETYPEDEFINE
#undef RAPIDJSON_PARSE_ERROR
#undef RAPIDJSON_PARSE_ERROR_NORETURN
#undef RAPIDJSON_PARSE_DEFAULT_FLAGS
#undef RAPIDJSON_ASSERT
#undef RAPIDJSON_ASSERT_THROWS
#undef RAPIDJSON_NOEXCEPT_ASSERT

#define RAPIDJSON_NAMESPACE amfs_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace amfs_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#include <rapidjson/internal/dtoa.h>
#include <rapidjson/reader.h>

#pragma pop_macro("RAPIDJSON_ALLOCATORS_H_")
#pragma pop_macro("RAPIDJSON_ENCODEDSTREAM_H_")
#pragma pop_macro("RAPIDJSON_ENCODINGS_H_")
#pragma pop_macro("RAPIDJSON_MEMORYSTREAM_H_")
#pragma pop_macro("RAPIDJSON_RAPIDJSON_H_")
#pragma pop_macro("RAPIDJSON_READER_H_")
#pragma pop_macro("RAPIDJSON_STREAM_H_")
#pragma pop_macro("RAPIDJSON_ERROR_ERROR_H_")
#pragma pop_macro("RAPIDJSON_BIGINTEGER_H_")
#pragma pop_macro("RAPIDJSON_DIYFP_H_")
#pragma pop_macro("RAPIDJSON_CLZLL_H_")
#pragma pop_macro("RAPIDJSON_DTOA_")
#pragma pop_macro("RAPIDJSON_IEEE754_")
#pragma pop_macro("RAPIDJSON_ITOA_")
#pragma pop_macro("RAPIDJSON_POW10_")
#pragma pop_macro("RAPIDJSON_STRTOD_")
#pragma pop_macro("RAPIDJSON_INTERNAL_META_H_")
#pragma pop_macro("RAPIDJSON_INTERNAL_STACK_H_")
#pragma pop_macro("RAPIDJSON_INTERNAL_SWAP_H_")
#pragma pop_macro("RAPIDJSON_NAMESPACE")
#pragma pop_macro("RAPIDJSON_NAMESPACE_BEGIN")
#pragma pop_macro("RAPIDJSON_NAMESPACE_END")
#pragma pop_macro("RAPIDJSON_STATIC_ASSERT")
#pragma pop_macro("RAPIDJSON_NO_SIZETYPEDEFINE")
#pragma pop_macro("RAPIDJSON_PARSE_ERROR")
#pragma pop_macro("RAPIDJSON_PARSE_ERROR_NORETURN")
#pragma pop_macro("RAPIDJSON_PARSE_DEFAULT_FLAGS")
#pragma pop_macro("RAPIDJSON_ASSERT")
#pragma pop_macro("RAPIDJSON_ASSERT_THROWS")
#pragma pop_macro("RAPIDJSON_NOEXCEPT_ASSERT")
