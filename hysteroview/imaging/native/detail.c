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

enum { MOST_REACH = 16, EACH = 8 };

static int32_t mirrored(int32_t at, int32_t size)
{
    return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
}

HV_FMA static void blur(const uint8_t *plane, int32_t side, const hv_blur *blur, float *across, float *out)
{
    const int32_t reach = blur->size / 2;
    float padded[HV_HALF + 2 * MOST_REACH];
    for (int32_t y = 0; y < side; y++) {
        for (int32_t x = -reach; x < side + reach; x++)
            padded[x + reach] = plane[y * side + mirrored(x, side)];
        for (int32_t x = 0; x < side; x += EACH) {
            __m256 sum = _mm256_mul_ps(_mm256_loadu_ps(padded + x), _mm256_set1_ps(blur->weights[0]));
            for (int32_t i = 1; i < blur->size; i++)
                sum = _mm256_fmadd_ps(_mm256_loadu_ps(padded + x + i), _mm256_set1_ps(blur->weights[i]), sum);
            _mm256_storeu_ps(across + y * side + x, sum);
        }
    }
    for (int32_t y = 0; y < side; y++) {
        const float *above[MOST_REACH + 1], *below[MOST_REACH + 1];
        for (int32_t i = 1; i <= reach; i++) {
            above[i] = across + mirrored(y - i, side) * side;
            below[i] = across + mirrored(y + i, side) * side;
        }
        for (int32_t x = 0; x < side; x += EACH) {
            __m256 middle = _mm256_loadu_ps(across + y * side + x);
            __m256 sum = _mm256_mul_ps(middle, _mm256_set1_ps(blur->weights[reach]));
            for (int32_t i = 1; i <= reach; i++) {
                __m256 both = _mm256_add_ps(_mm256_loadu_ps(above[i] + x), _mm256_loadu_ps(below[i] + x));
                sum = _mm256_fmadd_ps(both, _mm256_set1_ps(blur->weights[reach + i]), sum);
            }
            _mm256_storeu_ps(out + y * side + x, sum);
        }
    }
}

int hv_detail(const uint8_t *plane, int32_t side, const hv_blur *narrow, const hv_blur *wide, const uint8_t *inside,
              double share, hv_details *details)
{
    float across[HV_HALF * HV_HALF], one[HV_HALF * HV_HALF], other[HV_HALF * HV_HALF];
    int32_t levels[HV_LEVELS] = {0}, count = 0, level = 0, below = 0;
    double sum = 0;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
        return 0;
    if (side > HV_HALF || side % EACH || narrow->size / 2 > MOST_REACH || wide->size / 2 > MOST_REACH)
        return 0;
    blur(plane, side, narrow, across, one);
    blur(plane, side, wide, across, other);
    for (int32_t i = 0; i < side * side; i++) {
        if (!inside[i])
            continue;
        float difference = fabsf(one[i] - other[i]);
        sum += difference;
        count++;
        levels[difference * 16 > 255 ? 255 : _mm_cvtss_si32(_mm_set_ss(difference * 16))]++;
    }
    while (level < HV_LEVELS - 1 && (below += levels[level]) < share * count)
        level++;
    details->mean = count ? sum * (1.0 / count) : 0;
    details->level = level;
    return 1;
}
#else
int hv_detail(const uint8_t *plane, int32_t side, const hv_blur *narrow, const hv_blur *wide, const uint8_t *inside,
              double share, hv_details *details)
{
    (void)plane, (void)side, (void)narrow, (void)wide, (void)inside, (void)share, (void)details;
    return 0;
}
#endif
