/* The crop of a picture in 4:2:0: halved, interpolated and converted to RGB in one pass over the planes.
 *
 * The arithmetic is that of OpenCV (resize with INTER_AREA by two, then INTER_LINEAR; transform), to the bit.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"

#if defined(__x86_64__) || defined(_M_X64)
#define HV_X86 1
#include <immintrin.h>
#if defined(__GNUC__)
#define HV_SSSE3 __attribute__((target("ssse3")))
#define HV_AVX2 __attribute__((target("avx2")))
#define HV_HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define HV_SSSE3
#define HV_AVX2
#define HV_HAS_AVX2 0 /* not asked for */
#endif
#endif

#if defined(__GNUC__)
#define HV_INLINE static inline __attribute__((always_inline))
#define HV_PREFETCH(address) __builtin_prefetch(address, 0, 2)
#else
#define HV_INLINE static __inline
#define HV_PREFETCH(address) ((void)(address))
#endif

enum { MOST_WIDE = 8192, MOST_OUT = 1024, MOST_HALVINGS = 6, PAD = 16, AHEAD = 32 };

typedef struct {
    const hv_plane *source;
    const hv_resizing *plane;
    /* rows halved once, twice and so on, two of each */
    uint8_t halved[2][MOST_WIDE + 2 * PAD * MOST_HALVINGS];
    int32_t start[MOST_HALVINGS + 1];
    int16_t line[2][MOST_OUT]; /* rows interpolated across, in 1/128 */
    int32_t line_of[2];        /* which rows these are */
    int32_t blocks; /* of four samples of the result, whose sources lie within 16 bytes */
    uint8_t shuffle[MOST_OUT / 4][16];
} state;

#ifdef HV_X86
HV_AVX2 static int32_t halve_widely(const uint8_t *one, const uint8_t *other, int32_t width, uint8_t *out,
                                    ptrdiff_t ahead)
{
    const __m256i ones = _mm256_set1_epi8(1), two = _mm256_set1_epi16(2);
    int32_t x = 0;
    for (; x + 32 <= width; x += 32) {
        __m256i sums[2];
        if (ahead != 0) {
            HV_PREFETCH(one + 2 * x + ahead);
            HV_PREFETCH(other + 2 * x + ahead);
        }
        for (int part = 0; part < 2; part++) {
            __m256i a = _mm256_loadu_si256((const __m256i *)(one + 2 * x + 32 * part));
            __m256i b = _mm256_loadu_si256((const __m256i *)(other + 2 * x + 32 * part));
            __m256i sum = _mm256_add_epi16(_mm256_maddubs_epi16(a, ones), _mm256_maddubs_epi16(b, ones));
            sums[part] = _mm256_srli_epi16(_mm256_add_epi16(sum, two), 2);
        }
        __m256i mixed = _mm256_packus_epi16(sums[0], sums[1]);
        _mm256_storeu_si256((__m256i *)(out + x), _mm256_permute4x64_epi64(mixed, 0xd8));
    }
    return x;
}

HV_SSSE3 static int32_t halve_fast(const uint8_t *one, const uint8_t *other, int32_t width, uint8_t *out, int32_t x)
{
    const __m128i ones = _mm_set1_epi8(1), two = _mm_set1_epi16(2);
    for (; x + 16 <= width; x += 16) {
        __m128i sums[2];
        for (int part = 0; part < 2; part++) {
            __m128i a = _mm_loadu_si128((const __m128i *)(one + 2 * x + 16 * part));
            __m128i b = _mm_loadu_si128((const __m128i *)(other + 2 * x + 16 * part));
            __m128i sum = _mm_add_epi16(_mm_maddubs_epi16(a, ones), _mm_maddubs_epi16(b, ones));
            sums[part] = _mm_srli_epi16(_mm_add_epi16(sum, two), 2);
        }
        _mm_storeu_si128((__m128i *)(out + x), _mm_packus_epi16(sums[0], sums[1]));
    }
    return x;
}
#endif

/* Average two rows by squares of 2 x 2, and fetch what lies so many bytes ahead of them.
 *
 * Rows are too short for the machine to notice by itself that the next ones follow.
 */
static void halve(const uint8_t *one, const uint8_t *other, int32_t width, uint8_t *out, ptrdiff_t ahead)
{
    int32_t x = 0;
#ifdef HV_X86
    if (HV_HAS_AVX2)
        x = halve_widely(one, other, width, out, ahead);
    x = halve_fast(one, other, width, out, x);
#endif
    for (; x < width; x++)
        out[x] = (uint8_t)((one[2 * x] + one[2 * x + 1] + other[2 * x] + other[2 * x + 1] + 2) >> 2);
}

/* Return a row of the plane after some halvings; it stays until the second next one of its level. */
static const uint8_t *row_at(state *s, int32_t halvings, int32_t y, int slot)
{
    const hv_resizing *plane = s->plane;
    if (halvings == 0)
        return s->source->pixels + y * s->source->stride;
    const uint8_t *one = row_at(s, halvings - 1, 2 * y, 0);
    const uint8_t *other = row_at(s, halvings - 1, 2 * y + 1, 1);
    uint8_t *out = s->halved[slot] + s->start[halvings];
    int has_more = halvings == 1 && 2 * y + 1 + AHEAD < plane->height;
    halve(one, other, plane->width >> halvings, out, has_more ? AHEAD * s->source->stride : 0);
    return out;
}

static void across_plainly(const hv_axis *axis, const uint8_t *row, int32_t last, int32_t x, int16_t *out)
{
    for (; x < axis->size; x++) {
        int32_t first = axis->first[x];
        int32_t second = first < last ? first + 1 : last;
        out[x] = (int16_t)((row[first] * axis->weight[2 * x] + row[second] * axis->weight[2 * x + 1]) >> 4);
    }
}

#ifdef HV_X86
HV_AVX2 static __m256i across_twice(const state *s, const uint8_t *row, int32_t block)
{
    const hv_axis *axis = &s->plane->columns;
    __m128i one = _mm_loadu_si128((const __m128i *)(row + axis->first[4 * block]));
    __m128i other = _mm_loadu_si128((const __m128i *)(row + axis->first[4 * block + 4]));
    __m256i source = _mm256_inserti128_si256(_mm256_castsi128_si256(one), other, 1);
    __m256i pairs = _mm256_shuffle_epi8(source, _mm256_loadu_si256((const __m256i *)s->shuffle[block]));
    __m256i weights = _mm256_loadu_si256((const __m256i *)(axis->weight + 8 * block));
    return _mm256_srai_epi32(_mm256_madd_epi16(pairs, weights), 4);
}

HV_AVX2 static int32_t across_widely(const state *s, const uint8_t *row, int16_t *out)
{
    int32_t block = 0;
    for (; block + 4 <= s->blocks; block += 4) {
        __m256i mixed = _mm256_packs_epi32(across_twice(s, row, block), across_twice(s, row, block + 2));
        _mm256_storeu_si256((__m256i *)(out + 4 * block), _mm256_permute4x64_epi64(mixed, 0xd8));
    }
    return 4 * block;
}

HV_SSSE3 static int32_t across_fast(const state *s, const uint8_t *row, int16_t *out)
{
    const hv_axis *axis = &s->plane->columns;
    int32_t block = 0;
    for (; block + 2 <= s->blocks; block += 2) {
        __m128i sums[2];
        for (int part = 0; part < 2; part++) {
            int32_t at = block + part;
            __m128i source = _mm_loadu_si128((const __m128i *)(row + axis->first[4 * at]));
            __m128i pairs = _mm_shuffle_epi8(source, _mm_loadu_si128((const __m128i *)s->shuffle[at]));
            __m128i weights = _mm_loadu_si128((const __m128i *)(axis->weight + 8 * at));
            sums[part] = _mm_srai_epi32(_mm_madd_epi16(pairs, weights), 4);
        }
        _mm_storeu_si128((__m128i *)(out + 4 * block), _mm_packs_epi32(sums[0], sums[1]));
    }
    return 4 * block;
}
#endif

static const int16_t *line_at(state *s, int32_t y)
{
    const hv_resizing *plane = s->plane;
    int32_t last = (plane->height >> plane->halvings) - 1;
    y = y < 0 ? 0 : y > last ? last : y;
    for (int slot = 0; slot < 2; slot++)
        if (s->line_of[slot] == y)
            return s->line[slot];
    int slot = s->line_of[0] > s->line_of[1]; /* the older one */
    const uint8_t *row = row_at(s, plane->halvings, y, 0);
    int32_t done = 0;
#ifdef HV_X86
    done = HV_HAS_AVX2 ? across_widely(s, row, s->line[slot]) : across_fast(s, row, s->line[slot]);
#endif
    across_plainly(&plane->columns, row, (plane->width >> plane->halvings) - 1, done, s->line[slot]);
    s->line_of[slot] = y;
    return s->line[slot];
}

HV_INLINE void weigh(const int16_t *restrict above, const int16_t *restrict below, const int16_t *weights,
                     int32_t width, uint8_t *restrict out)
{
    const int16_t upper = weights[0], lower = weights[1];
    for (int32_t x = 0; x < width; x++) {
        int16_t sum = (int16_t)((int16_t)((upper * above[x]) >> 16) + (int16_t)((lower * below[x]) >> 16));
        out[x] = (uint8_t)((int16_t)(sum + 2) >> 2);
    }
}

#ifdef HV_X86
HV_AVX2 static void weigh_widely(const int16_t *above, const int16_t *below, const int16_t *weights, int32_t width,
                                 uint8_t *out)
{
    weigh(above, below, weights, width, out);
}
#endif

static void next_row(state *s, int32_t y, uint8_t *out)
{
    const hv_axis *rows = &s->plane->rows;
    const int16_t *above = line_at(s, rows->first[y]), *below = line_at(s, rows->first[y] + 1);
    const int16_t *weights = rows->weight + 2 * y;
#ifdef HV_X86
    if (HV_HAS_AVX2) {
        weigh_widely(above, below, weights, s->plane->columns.size, out);
        return;
    }
#endif
    weigh(above, below, weights, s->plane->columns.size, out);
}

static int begin(state *s, const hv_resizing *plane, const hv_plane *source)
{
    const hv_axis *columns = &plane->columns;
    if (plane->width > MOST_WIDE || columns->size > MOST_OUT || plane->halvings > MOST_HALVINGS)
        return 0;
    if (plane->width >> plane->halvings < 1 || plane->height >> plane->halvings < 1)
        return 0;
    s->plane = plane, s->source = source;
    s->line_of[0] = s->line_of[1] = -1;
    s->start[0] = 0;
    int32_t start = 0;
    for (int32_t level = 1; level <= plane->halvings; level++) {
        s->start[level] = start;
        start += (plane->width >> level) + PAD;
    }
    int32_t readable = (plane->width >> plane->halvings) + (plane->halvings > 0 ? PAD : 0);
    s->blocks = 0;
    for (int32_t block = 0; 4 * block + 4 <= columns->size; block++) {
        int32_t from = columns->first[4 * block];
        if (from + 16 > readable || columns->first[4 * block + 3] + 1 - from > 15)
            break;
        for (int32_t each = 0; each < 4; each++) {
            uint8_t place = (uint8_t)(columns->first[4 * block + each] - from);
            uint8_t *four = s->shuffle[block] + 4 * each;
            four[0] = place, four[1] = 0x80, four[2] = (uint8_t)(place + 1), four[3] = 0x80;
        }
        s->blocks = block + 1;
    }
    return 1;
}

static uint8_t level_of(int32_t value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

#ifdef HV_X86
/* Write 16 pixels from their channels. */
HV_SSSE3 static void interleave(__m128i red, __m128i green, __m128i blue, uint8_t *rgb)
{
    const int8_t n = -1;
    const __m128i places[3][3] = {
        {_mm_setr_epi8(0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n, n, 5),
         _mm_setr_epi8(n, 0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n, n),
         _mm_setr_epi8(n, n, 0, n, n, 1, n, n, 2, n, n, 3, n, n, 4, n)},
        {_mm_setr_epi8(n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n, 10, n),
         _mm_setr_epi8(5, n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n, 10),
         _mm_setr_epi8(n, 5, n, n, 6, n, n, 7, n, n, 8, n, n, 9, n, n)},
        {_mm_setr_epi8(n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15, n, n),
         _mm_setr_epi8(n, n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15, n),
         _mm_setr_epi8(10, n, n, 11, n, n, 12, n, n, 13, n, n, 14, n, n, 15)},
    };
    for (int part = 0; part < 3; part++) {
        __m128i some = _mm_or_si128(_mm_shuffle_epi8(red, places[part][0]), _mm_shuffle_epi8(green, places[part][1]));
        some = _mm_or_si128(some, _mm_shuffle_epi8(blue, places[part][2]));
        _mm_storeu_si128((__m128i *)(rgb + 16 * part), some);
    }
}

HV_SSSE3 static int32_t convert_fast(const uint8_t *const rows[3], const hv_matrix *m, const uint8_t *mask,
                                     int32_t width, uint8_t *rgb)
{
    const __m128i zero = _mm_setzero_si128();
    __m128i first[3], second[3], offset[3];
    for (int c = 0; c < 3; c++) {
        first[c] = _mm_set1_epi32((int32_t)((uint32_t)(uint16_t)m->gain[3 * c] | (uint32_t)m->gain[3 * c + 1] << 16));
        second[c] = _mm_set1_epi32((int32_t)(uint16_t)m->gain[3 * c + 2]);
        offset[c] = _mm_set1_epi32(m->offset[c]);
    }
    int32_t x = 0;
    for (; x + 16 <= width; x += 16) {
        __m128i luma = _mm_loadu_si128((const __m128i *)(rows[0] + x));
        __m128i blue = _mm_loadu_si128((const __m128i *)(rows[1] + x));
        __m128i red = _mm_loadu_si128((const __m128i *)(rows[2] + x));
        __m128i kept = mask == NULL ? _mm_set1_epi8(-1) : _mm_loadu_si128((const __m128i *)(mask + x));
        __m128i both[2] = {_mm_unpacklo_epi8(luma, blue), _mm_unpackhi_epi8(luma, blue)};
        __m128i third[2] = {_mm_unpacklo_epi8(red, zero), _mm_unpackhi_epi8(red, zero)};
        __m128i pairs[4], reds[4], channels[3];
        for (int half = 0; half < 2; half++) {
            pairs[2 * half] = _mm_unpacklo_epi8(both[half], zero);
            pairs[2 * half + 1] = _mm_unpackhi_epi8(both[half], zero);
            reds[2 * half] = _mm_unpacklo_epi16(third[half], zero);
            reds[2 * half + 1] = _mm_unpackhi_epi16(third[half], zero);
        }
        for (int c = 0; c < 3; c++) {
            __m128i sums[4];
            for (int part = 0; part < 4; part++) {
                __m128i sum = _mm_add_epi32(_mm_madd_epi16(pairs[part], first[c]), _mm_madd_epi16(reds[part], second[c]));
                sums[part] = _mm_srai_epi32(_mm_add_epi32(sum, offset[c]), 10);
            }
            __m128i levels = _mm_packus_epi16(_mm_packs_epi32(sums[0], sums[1]), _mm_packs_epi32(sums[2], sums[3]));
            channels[c] = _mm_and_si128(levels, kept);
        }
        interleave(channels[0], channels[1], channels[2], rgb + 3 * x);
    }
    return x;
}
#endif

static void convert(const uint8_t *const rows[3], const hv_matrix *m, const uint8_t *mask, int32_t width,
                    uint8_t *rgb)
{
    const int32_t *g = m->gain;
    int32_t x = 0;
#ifdef HV_X86
    x = convert_fast(rows, m, mask, width, rgb);
#endif
    for (; x < width; x++) {
        int32_t luma = rows[0][x], blue = rows[1][x], red = rows[2][x];
        uint8_t kept = mask == NULL ? 255 : mask[x];
        for (int c = 0; c < 3; c++)
            rgb[3 * x + c] =
                level_of((g[3 * c] * luma + g[3 * c + 1] * blue + g[3 * c + 2] * red + m->offset[c]) >> 10) & kept;
    }
}

/* Resize regions of three planes to one size and write their colors; 0 if a size is not supported. */
int hv_crop(const hv_plan *plan, const hv_plane *planes, uint8_t *rgb)
{
    state states[3];
    hv_plane regions[3];
    uint8_t rows[3][MOST_OUT];
    const uint8_t *const all[3] = {rows[0], rows[1], rows[2]};
    const hv_resizing *luma = &plan->resizing[0];
    for (int each = 0; each < 3; each++) {
        regions[each].stride = planes[each].stride;
        regions[each].pixels =
            planes[each].pixels + plan->first_row[each] * planes[each].stride + plan->first_column[each];
        if (!begin(&states[each], &plan->resizing[each], &regions[each]))
            return 0;
    }
    for (int32_t y = 0; y < luma->rows.size; y++) {
        for (int each = 0; each < 3; each++)
            next_row(&states[each], y, rows[each]);
        convert(all, &plan->matrix, plan->mask == NULL ? NULL : plan->mask + y * plan->mask_stride,
                luma->columns.size, rgb + plan->offset + y * plan->stride);
    }
    return 1;
}

/* Pick samples from three planes and write their colors; 0 if the size is not supported. */
int hv_sample(const hv_plane *planes, const hv_grid *grids, const hv_matrix *matrix, int32_t width, int32_t height,
              uint8_t *pixels)
{
    uint8_t rows[3][MOST_OUT];
    const uint8_t *const all[3] = {rows[0], rows[1], rows[2]};
    if (width > MOST_OUT)
        return 0;
    for (int32_t y = 0; y < height; y++) {
        for (int each = 0; each < 3; each++) {
            const hv_grid *grid = &grids[each];
            const ptrdiff_t step = grid->column_step, next = grid->row_step * planes[each].stride;
            const uint8_t *row = planes[each].pixels + grid->first_column +
                                 (grid->first_row + (ptrdiff_t)y * grid->row_step) * planes[each].stride;
            for (int32_t x = 0; x < width; x++)
                rows[each][x] = row[x * step];
            if (y + 2 < height)
                for (ptrdiff_t x = 0; x < width * step; x += 64)
                    HV_PREFETCH(row + 2 * next + x);
        }
        convert(all, matrix, NULL, width, pixels + (ptrdiff_t)3 * width * y);
    }
    return 1;
}
