/* What the quality gate counts in a crop, in one call; and small steps of the freeze detector.
 *
 * Each number is the one that the same steps of OpenCV give, to the bit.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"
#include "sums.h"

enum { PIXELS = HV_HALF * HV_HALF, QUARTERS = HV_QUARTER * HV_QUARTER };

typedef struct {
    uint8_t red[PIXELS], green[PIXELS], blue[PIXELS];
    uint8_t highest[PIXELS], lowest[PIXELS], second[PIXELS], gray[PIXELS];
    uint8_t full[HV_SIDE * HV_SIDE];
} planes;

HV_INLINE int32_t mirrored(int32_t at, int32_t size) { return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at; }

HV_INLINE void average(const uint8_t *restrict one, const uint8_t *restrict other, int32_t width, uint8_t *restrict out)
{
    for (int32_t x = 0; x < width; x++)
        out[x] = (uint8_t)((one[2 * x] + one[2 * x + 1] + other[2 * x] + other[2 * x + 1] + 2) >> 2);
}

HV_INLINE void split(const uint8_t *restrict rgb, planes *restrict p)
{
    uint8_t rows[3][2][HV_SIDE];
    for (int32_t y = 0; y < HV_HALF; y++) {
        for (int32_t part = 0; part < 2; part++) {
            const uint8_t *restrict row = rgb + (size_t)3 * HV_SIDE * (2 * y + part);
            uint8_t *restrict full = p->full + HV_SIDE * (2 * y + part);
            for (int32_t x = 0; x < HV_SIDE; x++) {
                uint8_t red = row[3 * x], green = row[3 * x + 1], blue = row[3 * x + 2];
                rows[0][part][x] = red, rows[1][part][x] = green, rows[2][part][x] = blue;
                full[x] = larger(larger(red, green), blue);
            }
        }
        average(rows[0][0], rows[0][1], HV_HALF, p->red + HV_HALF * y);
        average(rows[1][0], rows[1][1], HV_HALF, p->green + HV_HALF * y);
        average(rows[2][0], rows[2][1], HV_HALF, p->blue + HV_HALF * y);
    }
    for (int32_t i = 0; i < PIXELS; i++) {
        uint8_t red = p->red[i], green = p->green[i], blue = p->blue[i];
        p->second[i] = larger(green, blue);
        p->highest[i] = larger(p->second[i], red);
        p->lowest[i] = smaller(smaller(green, blue), red);
        p->gray[i] = (uint8_t)((9798 * red + 19235 * green + 3735 * blue + 16384) >> 15);
    }
}

HV_INLINE void quarter(const uint8_t *restrict half, uint8_t *restrict out)
{
    for (int32_t y = 0; y < HV_QUARTER; y++)
        average(half + 2 * y * HV_HALF, half + (2 * y + 1) * HV_HALF, HV_QUARTER, out + y * HV_QUARTER);
}

/* Return the level that a share of the marked samples does not exceed: bisected, for speed. */
HV_INLINE int32_t percentile(const uint8_t *restrict plane, const uint8_t *restrict marks, int32_t count, double share)
{
    double wanted = share * sum_of(marks, count);
    int32_t least = 0, most = HV_LEVELS - 1;
    while (least < most) {
        uint8_t middle = (uint8_t)((least + most) / 2);
        if (at_most(plane, marks, count, middle) >= wanted)
            most = middle;
        else
            least = middle + 1;
    }
    return least;
}

/* Count what is decided pixel by pixel. */
HV_INLINE void count(const planes *restrict p, const uint8_t *restrict inside, hv_counts *restrict c,
                     uint8_t *restrict lit, uint8_t *restrict gray, uint8_t *restrict metal)
{
    memset(c, 0, sizeof *c);
    for (int32_t y = 0; y < HV_HALF; y++) {
        uint8_t here[HV_HALF], flags[4][HV_HALF], levels[2][HV_HALF];
        const int32_t from = y * HV_HALF;
        for (int32_t x = 0; x < HV_HALF; x++)
            here[x] = inside[from + x] & 1;
        for (int32_t x = 0; x < HV_HALF; x++) {
            uint8_t high = p->highest[from + x], low = p->lowest[from + x], colored = high - low;
            uint8_t other = p->second[from + x], red = p->red[from + x];
            gray[from + x] = (colored <= 6) & (high >= 20) & (high <= 224) & here[x];
            lit[from + x] = (high > 30) & (low <= 224) & here[x];
            flags[0][x] = ((uint8_t)(larger(other, red) - red) > 50) & here[x];
            flags[1][x] = (low > 224) & here[x];
            flags[2][x] = (high <= 149) & here[x];
            levels[0][x] = p->gray[from + x] & inside[from + x];
            levels[1][x] = high & inside[from + x];
        }
        for (int32_t x = 0; x < HV_HALF; x++) {
            uint16_t other = p->second[from + x], high = p->highest[from + x];
            uint16_t limit = (uint16_t)(((uint32_t)(26 * other + 5) * 6554u) >> 16); /* 2.6 times, rounded */
            uint16_t least = (uint16_t)(((uint32_t)(6 * high + 25) * 1311u) >> 16); /* 0.12 times, rounded */
            uint16_t red = p->red[from + x], low = p->lowest[from + x];
            limit = limit > 255 ? 255 : limit;
            flags[3][x] = (uint8_t)((red > limit) & (red > 24)) & here[x];
            metal[from + x] = (uint8_t)(((uint16_t)(high - low) < least) & (high >= 25) & (high <= 235)) & here[x];
        }
        c->vivid += sum_of(flags[0], HV_HALF);
        c->clipped += sum_of(flags[1], HV_HALF);
        c->dim += sum_of(flags[2], HV_HALF);
        c->deep_red += sum_of(flags[3], HV_HALF);
        c->sum_gray += sum_of(levels[0], HV_HALF);
        c->sum_highest += sum_of(levels[1], HV_HALF);
    }
    c->gray = sum_of(gray, PIXELS);
    c->lit = sum_of(lit, PIXELS);
}

/* Count vivid and evenly gray pixels, and those on strong fine edges. */
HV_INLINE void count_neighbors(const planes *restrict p, const uint8_t *restrict inside, const uint8_t *restrict gray,
                               hv_counts *restrict c)
{
    int32_t painted = 0, rings = 0;
    for (int32_t y = 0; y < HV_HALF; y++) {
        const uint8_t *restrict row = p->gray + y * HV_HALF;
        const uint8_t *restrict above = p->gray + mirrored(y - 1, HV_HALF) * HV_HALF;
        const uint8_t *restrict below = p->gray + mirrored(y + 1, HV_HALF) * HV_HALF;
        uint8_t high[HV_HALF + 2], low[HV_HALF + 2], padded[HV_HALF + 2], flags[2][HV_HALF];
        for (int32_t x = 0; x < HV_HALF; x++) {
            uint8_t up = y > 0 ? above[x] : row[x], down = y + 1 < HV_HALF ? below[x] : row[x];
            high[x + 1] = larger(larger(up, down), row[x]);
            low[x + 1] = smaller(smaller(up, down), row[x]);
            padded[x + 1] = row[x];
        }
        high[0] = high[1], low[0] = low[1], padded[0] = row[1];
        high[HV_HALF + 1] = high[HV_HALF], low[HV_HALF + 1] = low[HV_HALF], padded[HV_HALF + 1] = row[HV_HALF - 2];
        for (int32_t x = 0; x < HV_HALF; x++) {
            int32_t i = y * HV_HALF + x;
            uint8_t here = inside[i] & 1;
            uint8_t most = larger(larger(high[x], high[x + 1]), high[x + 2]);
            uint8_t least = smaller(smaller(low[x], low[x + 1]), low[x + 2]);
            uint8_t is_vivid = (uint8_t)(larger(p->second[i], p->red[i]) - p->red[i]) > 50;
            uint8_t is_even = gray[i] & ((uint8_t)(most - least) <= 7);
            flags[0][x] = (is_vivid & here) | is_even;
        }
        for (int32_t x = 0; x < HV_HALF; x++) {
            int16_t edge = (int16_t)(above[x] + below[x] + padded[x] + padded[x + 2] - 4 * row[x]);
            flags[1][x] = (uint8_t)((edge > 40) | (edge < -40)) & inside[y * HV_HALF + x] & 1;
        }
        painted += sum_of(flags[0], HV_HALF);
        rings += sum_of(flags[1], HV_HALF);
    }
    c->painted = painted, c->rings = rings;
}

/* Sum the differences of pixels two apart, in four directions, over every so manyeth row. */
HV_INLINE int32_t contrast(const uint8_t *restrict plane, const uint8_t *restrict inside, int32_t side, int32_t step,
                           int32_t *restrict sums)
{
    int32_t pixels = 0;
    memset(sums, 0, 4 * sizeof *sums);
    for (int32_t y = 1; y < side - 1; y += step) {
        const uint8_t *row = plane + y * side + 1, *above = row - side, *below = row + side;
        const uint8_t *mask = inside + y * side + 1;
        sums[0] += differences(row + 1, row - 1, mask, side - 2);
        sums[1] += differences(below, above, mask, side - 2);
        sums[2] += differences(below + 1, above - 1, mask, side - 2);
        sums[3] += differences(below - 1, above + 1, mask, side - 2);
        pixels += sum_of(mask, side - 2) / 255;
    }
    return pixels;
}

/* Blur by 3 x 3 those rows of the crop that `contrast` reads. */
HV_INLINE void smooth(const uint8_t *restrict full, uint8_t *restrict out)
{
    for (int32_t y = 0; y < HV_SIDE; y++) {
        if (y % 4 == 3)
            continue;
        const uint8_t *restrict row = full + y * HV_SIDE;
        const uint8_t *restrict above = full + mirrored(y - 1, HV_SIDE) * HV_SIDE;
        const uint8_t *restrict below = full + mirrored(y + 1, HV_SIDE) * HV_SIDE;
        uint16_t sums[HV_SIDE + 2];
        for (int32_t x = 0; x < HV_SIDE; x++)
            sums[x + 1] = (uint16_t)(above[x] + row[x] + below[x]);
        sums[0] = sums[2], sums[HV_SIDE + 1] = sums[HV_SIDE - 1];
        for (int32_t x = 0; x < HV_SIDE; x++) {
            uint16_t sum = (uint16_t)(sums[x] + sums[x + 1] + sums[x + 2] + 4);
            out[y * HV_SIDE + x] = (uint8_t)(((uint32_t)sum * 7282u) >> 16); /* a ninth */
        }
    }
}

/* Sum the differences of pixels from the mean of the 5 x 5 around them. */
HV_INLINE int32_t detail(const uint8_t *restrict plane, const uint8_t *restrict inside)
{
    int32_t total = 0;
    for (int32_t y = 0; y < HV_QUARTER; y++) {
        uint16_t sums[HV_QUARTER + 4];
        const uint8_t *rows[5];
        for (int32_t far = 0; far < 5; far++)
            rows[far] = plane + mirrored(y + far - 2, HV_QUARTER) * HV_QUARTER;
        for (int32_t x = 0; x < HV_QUARTER; x++) {
            sums[x + 2] = (uint16_t)(rows[0][x] + rows[1][x] + rows[2][x] + rows[3][x] + rows[4][x]);
        }
        sums[0] = sums[4], sums[1] = sums[3];
        sums[HV_QUARTER + 2] = sums[HV_QUARTER], sums[HV_QUARTER + 3] = sums[HV_QUARTER - 1];
        for (int32_t x = 0; x < HV_QUARTER; x++) {
            uint32_t sum = (uint32_t)(sums[x] + sums[x + 1] + sums[x + 2] + sums[x + 3] + sums[x + 4] + 12);
            uint8_t mean = (uint8_t)((sum * 5243u) >> 17); /* a twenty-fifth */
            total += difference(plane[y * HV_QUARTER + x], mean) & inside[y * HV_QUARTER + x];
        }
    }
    return total;
}

/* Compare green with red and blue with green, by levels of 1 %. */
HV_INLINE void compare(const planes *restrict p, const uint8_t *restrict lit, hv_counts *restrict c)
{
    const float rounding = 12582912.0f; /* 1.5 * 2^23: the sum has no digits behind the point */
    uint8_t ratios[2][PIXELS];
    for (int32_t i = 0; i < PIXELS; i++) {
        float r = (float)(p->red[i] > 251 ? 255 : p->red[i] + 4);
        float g = (float)(p->green[i] > 251 ? 255 : p->green[i] + 4);
        float b = (float)(p->blue[i] > 251 ? 255 : p->blue[i] + 4);
        int32_t first = (int32_t)(g * 100.0f / r + rounding - rounding);
        int32_t second = (int32_t)(b * 100.0f / g + rounding - rounding);
        ratios[0][i] = (uint8_t)(first > 255 ? 255 : first);
        ratios[1][i] = (uint8_t)(second > 255 ? 255 : second);
    }
    c->green_red = percentile(ratios[0], lit, PIXELS, 0.5);
    c->blue_green = percentile(ratios[1], lit, PIXELS, 0.9);
}

HV_INLINE void moments(const uint8_t *restrict red, const uint8_t *restrict second, const uint8_t *restrict inside,
                       hv_counts *restrict c)
{
    int32_t pixels = 0, red_sum = 0, red_squares = 0, second_sum = 0, second_squares = 0, product = 0;
    for (int32_t i = 0; i < QUARTERS; i++) {
        int32_t one = red[i] & inside[i], other = second[i] & inside[i];
        pixels += inside[i] & 1;
        red_sum += one, red_squares += one * one;
        second_sum += other, second_squares += other * other;
        product += one * other;
    }
    c->quarter_count = pixels, c->product = product;
    c->red_sum = red_sum, c->red_squares = red_squares;
    c->second_sum = second_sum, c->second_squares = second_squares;
}

/* Let each pixel be the largest of the 3 x 3 around it, or the smallest. */
HV_INLINE void spread(const uint8_t *restrict from, uint8_t *restrict to, int is_largest)
{
    for (int32_t y = 0; y < HV_HALF; y++) {
        const uint8_t *restrict row = from + y * HV_HALF;
        const uint8_t *restrict above = y > 0 ? row - HV_HALF : row;
        const uint8_t *restrict below = y + 1 < HV_HALF ? row + HV_HALF : row;
        uint8_t found[HV_HALF + 2];
        for (int32_t x = 0; x < HV_HALF; x++)
            found[x + 1] = is_largest ? above[x] | row[x] | below[x] : above[x] & row[x] & below[x];
        found[0] = found[1], found[HV_HALF + 1] = found[HV_HALF];
        for (int32_t x = 0; x < HV_HALF; x++)
            to[y * HV_HALF + x] =
                is_largest ? found[x] | found[x + 1] | found[x + 2] : found[x] & found[x + 1] & found[x + 2];
    }
}

/* Mark a region of pixels that touch one another, also at corners, and return its size. */
static int32_t mark(const uint8_t *places, const uint8_t *deep, uint8_t *seen, int32_t start, int16_t *region,
                    int *is_at_rim)
{
    int32_t size = 1;
    region[0] = (int16_t)start, seen[start] = 1, *is_at_rim = 0;
    for (int32_t next = 0; next < size; next++) {
        int32_t x = region[next] % HV_HALF, y = region[next] / HV_HALF;
        *is_at_rim |= deep[region[next]] == 0;
        for (int32_t beside = y > 0 ? y - 1 : 0; beside <= (y + 1 < HV_HALF ? y + 1 : y); beside++)
            for (int32_t at = x > 0 ? x - 1 : 0; at <= (x + 1 < HV_HALF ? x + 1 : x); at++) {
                int32_t place = beside * HV_HALF + at;
                if (places[place] && !seen[place]) {
                    seen[place] = 1;
                    region[size++] = (int16_t)place;
                }
            }
    }
    return size;
}

/* Number the regions that may be instruments: gray, of some size, at the rim. */
static int32_t regions(const uint8_t *metal, const hv_masks *masks, uint8_t *numbers)
{
    uint8_t one[PIXELS], other[PIXELS], seen[PIXELS];
    int16_t region[PIXELS];
    int32_t count = 0;
    if (2 * sum_of(metal, PIXELS) < masks->least_metal)
        return 0;
    spread(metal, one, 1), spread(one, other, 0); /* close gaps, then drop specks */
    spread(other, one, 0), spread(one, other, 1);
    if (sum_of(other, PIXELS) < masks->least_metal)
        return 0;
    memset(seen, 0, sizeof seen);
    for (int32_t start = 0; start < PIXELS; start++) {
        int is_at_rim;
        if (!other[start] || seen[start])
            continue;
        int32_t size = mark(other, masks->deep, seen, start, region, &is_at_rim);
        if (size < masks->least_metal || !is_at_rim || count == 255)
            continue;
        if (count++ == 0)
            memset(numbers, 0, PIXELS);
        for (int32_t i = 0; i < size; i++)
            numbers[region[i]] = (uint8_t)count;
    }
    return count;
}

/* Count what is decided from the planes of a crop, and leave two of them. */
HV_CLONES static void count_all(const uint8_t *rgb, const hv_masks *masks, hv_counts *counts, hv_left *left)
{
    planes p;
    uint8_t lit[PIXELS], gray[PIXELS], metal[PIXELS], blurred[HV_SIDE * HV_SIDE];
    uint8_t small[QUARTERS], red[QUARTERS];
    split(rgb, &p);
    count(&p, masks->inside, counts, lit, gray, metal);
    count_neighbors(&p, masks->inside, gray, counts);
    compare(&p, lit, counts);
    smooth(p.full, blurred);
    counts->fine_count = contrast(blurred, masks->full_inside, HV_SIDE, 4, counts->fine);
    quarter(p.highest, left->quarter_highest);
    counts->coarse_count = contrast(left->quarter_highest, masks->quarter_inside, HV_QUARTER, 2, counts->coarse);
    quarter(p.gray, small);
    counts->gray_detail = detail(small, masks->quarter_inside);
    quarter(p.second, small);
    counts->second_detail = detail(small, masks->quarter_inside);
    quarter(p.red, red);
    moments(red, small, masks->quarter_inside, counts);
    counts->instruments = regions(metal, masks, left->instruments);
    memcpy(left->highest, p.highest, PIXELS);
}

/* Count all that the gate needs of a crop (SIDE, SIDE, 3), RGB; the bands are those at half and at quarter size. */
void hv_measure(const uint8_t *rgb, const hv_masks *masks, const hv_band *bands, hv_counts *counts, hv_left *left)
{
    count_all(rgb, masks, counts, left);
    counts->has_details =
        hv_detail(left->highest, HV_HALF, &bands[0], masks->deep, &counts->details[0]) &&
        hv_detail(left->quarter_highest, HV_QUARTER, &bands[1], masks->core, &counts->details[1]);
}

/* Sum the differences of two pictures, of at most `most` for each sample. */
HV_CLONES int64_t hv_difference(const uint8_t *one, const uint8_t *other, int32_t size, int32_t most)
{
    int32_t total = 0;
    uint8_t limit = (uint8_t)most;
    for (int32_t i = 0; i < size; i++)
        total += smaller((uint8_t)difference(one[i], other[i]), limit);
    return total;
}

/* List the rows of `known` (count, size) that differ from `sparse` by at most `limit` in sum; return their number. */
HV_CLONES int32_t hv_near(const uint8_t *known, int32_t count, const uint8_t *sparse, int32_t size, int32_t most,
                          double limit, int32_t *places)
{
    int32_t found = 0;
    for (int32_t row = 0; row < count; row++) {
        int32_t total = 0;
        for (int32_t i = 0; i < size; i++)
            total += smaller((uint8_t)difference(known[row * size + i], sparse[i]), (uint8_t)most);
        if (total <= limit)
            places[found++] = row;
    }
    return found;
}
