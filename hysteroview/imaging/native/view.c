/* What the search for the field of view reads in a thumbnail; the same as the same steps of OpenCV give. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"
#include "sums.h"

enum { MOST_WIDE = 256, MOST_HIGH = 256 };

/* Find the levels of a thumbnail (h, w, 3), BGR, and where it is vivid or evenly gray (0 or 1); -1 if it is too large.
 */
HV_CLONES int32_t hv_surfaces(const uint8_t *bgr, int32_t width, int32_t height, uint8_t *highest, uint8_t *lowest,
                              uint8_t *vivid, uint8_t *even)
{
    uint8_t rows[3][3][MOST_WIDE]; /* three rows of each channel */
    if (width < 1 || height < 1 || width > MOST_WIDE || height > MOST_HIGH)
        return -1;
    for (int32_t y = -1; y < height; y++) {
        int32_t next = y + 1 < height ? y + 1 : height - 1;
        const uint8_t *restrict from = bgr + (ptrdiff_t)3 * width * next;
        uint8_t *restrict blue = rows[0][(y + 1) % 3], *restrict green = rows[1][(y + 1) % 3];
        uint8_t *restrict red = rows[2][(y + 1) % 3];
        for (int32_t x = 0; x < width; x++)
            blue[x] = from[3 * x], green[x] = from[3 * x + 1], red[x] = from[3 * x + 2];
        if (y < 0)
            continue;
        uint8_t spread[MOST_WIDE];
        memset(spread, 0, sizeof spread);
        for (int channel = 0; channel < 3; channel++) {
            const uint8_t *restrict row = rows[channel][y % 3], *restrict below = rows[channel][(y + 1) % 3];
            const uint8_t *restrict above = y > 0 ? rows[channel][(y + 2) % 3] : row;
            uint8_t high[MOST_WIDE + 2], low[MOST_WIDE + 2];
            for (int32_t x = 0; x < width; x++) {
                high[x + 1] = larger(larger(above[x], row[x]), below[x]);
                low[x + 1] = smaller(smaller(above[x], row[x]), below[x]);
            }
            high[0] = high[1], low[0] = low[1], high[width + 1] = high[width], low[width + 1] = low[width];
            for (int32_t x = 0; x < width; x++) {
                uint8_t most = larger(larger(high[x], high[x + 1]), high[x + 2]);
                uint8_t least = smaller(smaller(low[x], low[x + 1]), low[x + 2]);
                spread[x] = larger(spread[x], (uint8_t)(most - least));
            }
        }
        const uint8_t *restrict b = rows[0][y % 3], *restrict g = rows[1][y % 3], *restrict r = rows[2][y % 3];
        uint8_t *restrict highs = highest + (ptrdiff_t)width * y, *restrict lows = lowest + (ptrdiff_t)width * y;
        uint8_t *restrict vivids = vivid + (ptrdiff_t)width * y, *restrict evens = even + (ptrdiff_t)width * y;
        for (int32_t x = 0; x < width; x++) {
            uint8_t other = larger(b[x], g[x]), high = larger(other, r[x]);
            highs[x] = high;
            lows[x] = smaller(smaller(b[x], g[x]), r[x]);
            vivids[x] = (uint8_t)((uint8_t)(high - r[x]) > 50);
            evens[x] = (uint8_t)((spread[x] <= 2) & (other >= r[x]) & (high > 30) & (high < 225));
        }
    }
    return 0;
}
