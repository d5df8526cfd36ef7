/* Detail of a plane between two scales: the difference of two Gaussian blurs, with its mean and a percentile.
 *
 * OpenCV's filters add the products across one after the other, and down from the middle outward, each
 * with one rounding (FMA). The same is done here, so that the bits are the same; processors without FMA
 * leave it to OpenCV.
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels.h"

#if defined(__GNUC__) && defined(__x86_64__)
#include <immintrin.h>
#define HV_FMA __attribute__((target("avx2,fma")))

enum { MOST_REACH = 16, EACH = 8, AT_ONCE = 7, STRIP = EACH * AT_ONCE };

static int32_t mirrored(int32_t at, int32_t size)
{
    return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
}

/* Blur in strips whose sums are independent: one sum alone would wait for each of its products. */
HV_FMA static void blur(const uint8_t *plane, int32_t side, const hv_blur *blur, float *across, float *out)
{
    const int32_t reach = blur->size / 2;
    float padded[HV_HALF + 2 * MOST_REACH];
    for (int32_t y = 0; y < side; y++) {
        for (int32_t x = 0; x < side; x++)
            padded[reach + x] = plane[y * side + x];
        for (int32_t x = 1; x <= reach; x++) {
            padded[reach - x] = padded[reach + x];
            padded[reach + side - 1 + x] = padded[reach + side - 1 - x];
        }
        for (int32_t x = 0; x < side; x += STRIP) {
            __m256 sums[AT_ONCE], weight = _mm256_set1_ps(blur->weights[0]);
            for (int part = 0; part < AT_ONCE; part++)
                sums[part] = _mm256_mul_ps(_mm256_loadu_ps(padded + x + EACH * part), weight);
            for (int32_t i = 1; i < blur->size; i++) {
                weight = _mm256_set1_ps(blur->weights[i]);
                for (int part = 0; part < AT_ONCE; part++)
                    sums[part] = _mm256_fmadd_ps(_mm256_loadu_ps(padded + x + i + EACH * part), weight, sums[part]);
            }
            for (int part = 0; part < AT_ONCE; part++)
                _mm256_storeu_ps(across + y * side + x + EACH * part, sums[part]);
        }
    }
    for (int32_t y = 0; y < side; y++) {
        for (int32_t x = 0; x < side; x += STRIP) {
            __m256 sums[AT_ONCE], weight = _mm256_set1_ps(blur->weights[reach]);
            for (int part = 0; part < AT_ONCE; part++)
                sums[part] = _mm256_mul_ps(_mm256_loadu_ps(across + y * side + x + EACH * part), weight);
            for (int32_t i = 1; i <= reach; i++) {
                const float *above = across + mirrored(y - i, side) * side + x;
                const float *below = across + mirrored(y + i, side) * side + x;
                weight = _mm256_set1_ps(blur->weights[reach + i]);
                for (int part = 0; part < AT_ONCE; part++) {
                    __m256 one = _mm256_loadu_ps(above + EACH * part), other = _mm256_loadu_ps(below + EACH * part);
                    sums[part] = _mm256_fmadd_ps(_mm256_add_ps(one, other), weight, sums[part]);
                }
            }
            for (int part = 0; part < AT_ONCE; part++)
                _mm256_storeu_ps(out + y * side + x + EACH * part, sums[part]);
        }
    }
}

/* Turn two blurs into their difference, in place, and its levels in 1/16. */
HV_FMA static void subtract(float *one, const float *other, int32_t count, int32_t *levels)
{
    const __m256 sign = _mm256_set1_ps(-0.0f), unit = _mm256_set1_ps(16), most = _mm256_set1_ps(255);
    for (int32_t i = 0; i < count; i += EACH) {
        __m256 difference = _mm256_sub_ps(_mm256_loadu_ps(one + i), _mm256_loadu_ps(other + i));
        difference = _mm256_andnot_ps(sign, difference);
        __m256i level = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_mul_ps(difference, unit), most));
        _mm256_storeu_ps(one + i, difference);
        _mm256_storeu_si256((__m256i *)(levels + i), level);
    }
}

int hv_detail(const uint8_t *plane, int32_t side, const hv_band *band, const uint8_t *inside, hv_details *details)
{
    const hv_blur *narrow = &band->narrow, *wide = &band->wide;
    float across[HV_HALF * HV_HALF], one[HV_HALF * HV_HALF], other[HV_HALF * HV_HALF];
    int32_t levels[HV_HALF * HV_HALF], found[4][HV_LEVELS] = {{0}}, count = 0, level = 0, below = 0;
    double sum = 0;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return 0;
    if (side > HV_HALF || side % STRIP || narrow->size / 2 > MOST_REACH || wide->size / 2 > MOST_REACH)
        return 0;
    blur(plane, side, narrow, across, one);
    blur(plane, side, wide, across, other);
    subtract(one, other, side * side, levels);
    for (int32_t i = 0; i < side * side; i++) {
        if (!inside[i])
            continue;
        sum += one[i]; /* in this order */
        count++;
        found[i % 4][levels[i]]++; /* neighbors are often equal, and would wait for each other */
    }
    while (level < HV_LEVELS - 1) {
        below += found[0][level] + found[1][level] + found[2][level] + found[3][level];
        if (below >= band->share * count)
            break;
        level++;
    }
    details->mean = count ? sum * (1.0 / count) : 0;
    details->level = level;
    return 1;
}
#else
int hv_detail(const uint8_t *plane, int32_t side, const hv_band *band, const uint8_t *inside, hv_details *details)
{
    (void)plane, (void)side, (void)band, (void)inside, (void)details;
    return 0;
}
#endif
