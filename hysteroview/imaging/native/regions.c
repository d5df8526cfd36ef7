/* Regions of a mask: closed, opened and listed as OpenCV does it, with 64 pixels in a word. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"
#include "sums.h"

enum { MOST_WIDE = 256, MOST_HIGH = 256, GAP = 16, MOST_REACH = 8, WORD = 64 };
enum { WORDS = (MOST_WIDE + 2 * GAP + WORD - 1) / WORD, ROWS = MOST_HIGH + 2 * GAP, MOST_RUNS = 8192 };

/* A mask with a margin of GAP pixels; the lowest bit of a row's first word is its first pixel. */
typedef struct {
    int32_t width, height; /* without the margin */
    uint64_t rows[ROWS][WORDS];
} bits;

static int is_supported(int32_t width, int32_t height, int32_t side)
{
    return width > 0 && height > 0 && width <= MOST_WIDE && height <= MOST_HIGH && side / 2 <= MOST_REACH;
}

/* Move a row by less than a word toward its end. */
HV_INLINE void move_up(uint64_t *row, int32_t by)
{
    for (int32_t i = WORDS - 1; i > 0 && by > 0; i--)
        row[i] = row[i] << by | row[i - 1] >> (WORD - by);
    row[0] <<= by;
}

/* Mark what lies so many pixels before a mark, too. */
HV_INLINE void mark_before(uint64_t *row, int32_t by)
{
    if (by == 0)
        return;
    for (int32_t i = 0; i < WORDS - 1; i++)
        row[i] |= row[i] >> by | row[i + 1] << (WORD - by);
    row[WORDS - 1] |= row[WORDS - 1] >> by;
}

/* Write a mask of zeros and others; what surrounds it is empty. */
HV_CLONES static void pack(const uint8_t *mask, int32_t width, int32_t height, bits *packed)
{
    packed->width = width, packed->height = height;
    memset(packed->rows, 0, sizeof packed->rows[0] * (size_t)(height + 2 * GAP));
    for (int32_t y = 0; y < height; y++) {
        const uint8_t *row = mask + (ptrdiff_t)y * width;
        uint64_t *to = packed->rows[y + GAP];
        int32_t x = 0;
#ifdef HV_SSE2
        for (; x + 16 <= width; x += 16) {
            __m128i is_empty = _mm_cmpeq_epi8(loaded(row + x), _mm_setzero_si128());
            to[x / WORD] |= (uint64_t)(0xffff & ~_mm_movemask_epi8(is_empty)) << x % WORD;
        }
#endif
        for (; x < width; x++)
            to[x / WORD] |= (uint64_t)(row[x] != 0) << x % WORD;
        move_up(to, GAP);
    }
}

/* Turn marks within the mask around, and empty what surrounds it. */
static void invert(bits *mask)
{
    uint64_t whole[WORDS] = {0};
    for (int32_t x = GAP; x < mask->width + GAP; x++)
        whole[x / WORD] |= (uint64_t)1 << x % WORD;
    for (int32_t y = 0; y < mask->height + 2 * GAP; y++)
        for (int32_t i = 0; i < WORDS; i++)
            mask->rows[y][i] = y < GAP || y >= mask->height + GAP ? 0 : ~mask->rows[y][i] & whole[i];
}

/* Turn marks around everywhere. */
static void invert_all(bits *mask)
{
    for (int32_t y = 0; y < mask->height + 2 * GAP; y++)
        for (int32_t i = 0; i < WORDS; i++)
            mask->rows[y][i] = ~mask->rows[y][i];
}

HV_INLINE void dilate_row(uint64_t *row, int32_t reach)
{
    const int32_t width = 2 * reach + 1;
    int32_t done = 1;
    for (; 2 * done <= width; done *= 2)
        mark_before(row, done);
    mark_before(row, width - done);
    move_up(row, reach);
}

HV_INLINE void mark_above(bits *mask, int32_t by)
{
    for (int32_t y = 0; y + by < mask->height + 2 * GAP && by > 0; y++)
        for (int32_t i = 0; i < WORDS; i++)
            mask->rows[y][i] |= mask->rows[y + by][i];
}

/* Mark all that has a mark in the square around it. */
static void dilate(bits *mask, int32_t reach)
{
    const int32_t high = mask->height + 2 * GAP, width = 2 * reach + 1;
    int32_t done = 1;
    for (int32_t y = 0; y < high; y++)
        dilate_row(mask->rows[y], reach);
    for (; 2 * done <= width; done *= 2)
        mark_above(mask, done);
    mark_above(mask, width - done);
    memmove(mask->rows[reach], mask->rows[0], sizeof mask->rows[0] * (size_t)(high - reach));
    memset(mask->rows[0], 0, sizeof mask->rows[0] * (size_t)reach);
}

static int32_t count_of(const bits *mask)
{
    uint64_t sum = 0;
    for (int32_t y = GAP; y < mask->height + GAP; y++)
        for (int32_t i = 0; i < WORDS; i++) {
            uint64_t word = mask->rows[y][i];
            word -= word >> 1 & 0x5555555555555555u;
            word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
            sum += ((word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56;
        }
    return (int32_t)sum;
}

/* Marks of a row that follow one another, and an earlier run of the same region; the first is its own. */
typedef struct {
    int32_t y, from, to, root; /* `to` is exclusive */
} run;

/* List the runs of a mask row by row; -1 if there are too many. */
static int32_t runs_of(const bits *mask, run *runs)
{
    int32_t count = 0;
    for (int32_t y = 0; y < mask->height; y++) {
        const uint64_t *row = mask->rows[y + GAP];
        int is_inside = 0;
        for (int32_t i = 0; i < WORDS; i++) {
            if (row[i] == (is_inside ? ~(uint64_t)0 : 0))
                continue;
            for (int32_t bit = 0; bit < WORD; bit++) {
                if ((row[i] >> bit & 1) == (uint64_t)is_inside)
                    continue;
                int32_t x = i * WORD + bit - GAP;
                if (!is_inside && count == MOST_RUNS)
                    return -1;
                if (is_inside)
                    runs[count - 1].to = x;
                else
                    runs[count].y = y, runs[count].from = x, runs[count].root = count, count++;
                is_inside = !is_inside;
            }
        }
    }
    return count;
}

static int32_t root_of(const run *runs, int32_t at)
{
    while (runs[at].root != at)
        at = runs[at].root;
    return at;
}

/* Join the runs that touch one another, also at corners. */
static void join(run *runs, int32_t count)
{
    int32_t above = 0;
    for (int32_t at = 0; at < count; at++) {
        while (runs[above].y < runs[at].y - 1 || (runs[above].y < runs[at].y && runs[above].to < runs[at].from))
            above++;
        for (int32_t other = above; runs[other].y < runs[at].y && runs[other].from <= runs[at].to; other++) {
            int32_t one = root_of(runs, at), another = root_of(runs, other);
            if (one < another)
                runs[another].root = one;
            else
                runs[one].root = another;
        }
    }
}

/* Measure the region of a root, and return the block of 2 x 2, counted from a corner, in which it begins. */
static int32_t measure(const run *runs, int32_t count, int32_t root, int32_t from_x, int32_t from_y, hv_region *region)
{
    const int32_t top = runs[root].y, rows = 2 - (top - from_y) % 2; /* rows of its first blocks */
    int32_t left = runs[root].from, right = runs[root].to, bottom = top, first = left, pixels = 0;
    for (int32_t at = root; at < count; at++) {
        const run *each = runs + at;
        if (root_of(runs, at) != root)
            continue;
        left = each->from < left ? each->from : left, right = each->to > right ? each->to : right;
        first = each->y < top + rows && each->from < first ? each->from : first;
        bottom = each->y, pixels += each->to - each->from;
    }
    hv_region found = {left, top, right - left, bottom + 1 - top, pixels};
    *region = found;
    return (top - from_y) / 2 * MOST_WIDE + (first - from_x) / 2;
}

/* List the regions of a mask (0 or 1) that are left when gaps of 9 x 9 are closed and what is thin is dropped.
 *
 * Returns their number, which is 0 if less than `least` pixels are in the mask or left, or -1 if it is too large. They
 * are in the order of OpenCV's labels, which it gives in blocks of 2 x 2 from the corner of the box around all.
 */
int32_t hv_rectangles(const uint8_t *area, int32_t width, int32_t height, int32_t side, double least, hv_region *found,
                      int32_t most)
{
    bits mask;
    run runs[MOST_RUNS];
    int32_t order[MOST_WIDE], count = 0, from_x = MOST_WIDE;
    if (!is_supported(width, height, side))
        return -1;
    if (sum_of(area, width * height) < least)
        return 0;
    pack(area, width, height, &mask);
    dilate(&mask, 4);
    invert_all(&mask);
    dilate(&mask, 4);
    invert(&mask); /* closed */
    invert(&mask);
    dilate(&mask, side / 2);
    invert(&mask);
    dilate(&mask, side / 2);
    invert(&mask), invert(&mask); /* opened, and empty around */
    if (count_of(&mask) < least)
        return 0;
    int32_t run_count = runs_of(&mask, runs);
    for (int32_t at = 0; at < run_count; at++)
        from_x = runs[at].from < from_x ? runs[at].from : from_x;
    join(runs, run_count);
    for (int32_t at = 0; at < run_count; at++) {
        hv_region region;
        if (runs[at].root != at)
            continue;
        int32_t block = measure(runs, run_count, at, from_x, runs[0].y, &region), slot = count++;
        if (count > most || count > MOST_WIDE)
            return -1;
        for (; slot > 0 && order[slot - 1] > block; slot--)
            order[slot] = order[slot - 1], found[slot] = found[slot - 1];
        order[slot] = block, found[slot] = region;
    }
    return run_count < 0 ? -1 : count;
}
