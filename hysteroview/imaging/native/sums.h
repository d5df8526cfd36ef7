/* Small steps that several files share: sums over bytes, and what they are compiled for. */
#ifndef HV_SUMS_H
#define HV_SUMS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(_M_X64)
#define HV_SSE2 1 /* each of these processors has it */
#include <emmintrin.h>
#endif
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__)
#define HV_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define HV_CLONES
#endif
#if defined(__GNUC__)
#define HV_INLINE static inline __attribute__((always_inline))
#else
#define HV_INLINE static __inline
#endif

HV_INLINE uint8_t larger(uint8_t one, uint8_t other) { return one > other ? one : other; }
HV_INLINE uint8_t smaller(uint8_t one, uint8_t other) { return one < other ? one : other; }
HV_INLINE int32_t difference(uint8_t one, uint8_t other) { return larger(one, other) - smaller(one, other); }

#ifdef HV_SSE2
HV_INLINE __m128i loaded(const uint8_t *from) { return _mm_loadu_si128((const __m128i *)from); }
HV_INLINE int32_t both_halves(__m128i sums) { return _mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_unpackhi_epi64(sums, sums))); }
#endif

HV_INLINE int32_t sum_of(const uint8_t *restrict values, int32_t count)
{
    int32_t i = 0, sum = 0;
#ifdef HV_SSE2
    __m128i sums = _mm_setzero_si128();
    for (; i + 16 <= count; i += 16)
        sums = _mm_add_epi64(sums, _mm_sad_epu8(loaded(values + i), _mm_setzero_si128()));
    sum = both_halves(sums);
#endif
    for (; i < count; i++)
        sum += values[i];
    return sum;
}

/* Sum the differences of two rows where a mask is 255. */
HV_INLINE int32_t differences(const uint8_t *one, const uint8_t *other, const uint8_t *mask, int32_t count)
{
    int32_t i = 0, sum = 0;
#ifdef HV_SSE2
    __m128i sums = _mm_setzero_si128();
    for (; i + 16 <= count; i += 16) {
        __m128i here = loaded(mask + i);
        __m128i a = _mm_and_si128(loaded(one + i), here), b = _mm_and_si128(loaded(other + i), here);
        sums = _mm_add_epi64(sums, _mm_sad_epu8(a, b));
    }
    sum = both_halves(sums);
#endif
    for (; i < count; i++)
        sum += difference(one[i], other[i]) & mask[i];
    return sum;
}

/* Count the marked samples of at most this level. */
HV_INLINE int32_t at_most(const uint8_t *restrict plane, const uint8_t *restrict marks, int32_t count, uint8_t level)
{
    int32_t i = 0, reached = 0;
#ifdef HV_SSE2
    const __m128i most = _mm_set1_epi8((char)level);
    __m128i sums = _mm_setzero_si128();
    for (; i + 16 <= count; i += 16) {
        __m128i values = loaded(plane + i), below = _mm_cmpeq_epi8(_mm_min_epu8(values, most), values);
        sums = _mm_add_epi64(sums, _mm_sad_epu8(_mm_and_si128(below, loaded(marks + i)), _mm_setzero_si128()));
    }
    reached = both_halves(sums);
#endif
    for (; i < count; i++)
        reached += (plane[i] <= level) & marks[i];
    return reached;
}

#endif
