/* The ellipse that fits an outline, with the bits of the same sums in numpy. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernels.h"

typedef struct {
    double x, y, across, down;
} ellipse_fit;

enum { U4, U2V2, U3, U2V, V4, UV2, V3, UV, U2, V2, U1, V1, TERMS };

/* Solve four equations with a symmetric, positive matrix; 0 if it is not positive. */
static int solve(double matrix[4][5], double *solution)
{
    for (int i = 0; i < 4; i++) {
        if (!(matrix[i][i] > 0))
            return 0;
        for (int j = i + 1; j < 4; j++) {
            double factor = matrix[j][i] / matrix[i][i];
            for (int k = i; k < 5; k++)
                matrix[j][k] = matrix[j][k] - factor * matrix[i][k];
        }
    }
    for (int i = 3; i >= 0; i--) {
        double rest = matrix[i][4];
        for (int k = i + 1; k < 4; k++)
            rest = rest - matrix[i][k] * solution[k];
        solution[i] = rest / matrix[i][i];
    }
    return 1;
}

/* Fit an ellipse with axes along the frame to the points that are kept; 0 if there is none. */
static int fit(const double *x, const double *y, const uint8_t *kept, int32_t count, double width, double height,
               ellipse_fit *found)
{
    double middle_x = 0, middle_y = 0, s[TERMS] = {0}, solution[4];
    int32_t points = 0;
    for (int32_t i = 0; i < count; i++)
        if (kept[i])
            middle_x += x[i], middle_y += y[i], points++;
    if (points < 20)
        return 0;
    middle_x /= points, middle_y /= points;
    for (int32_t i = 0; i < count; i++) {
        if (!kept[i])
            continue;
        double u = (x[i] - middle_x) / width, v = (y[i] - middle_y) / height, uu = u * u, vv = v * v;
        s[U4] += uu * uu, s[U2V2] += uu * vv, s[U3] += uu * u, s[U2V] += uu * v;
        s[V4] += vv * vv, s[UV2] += vv * u, s[V3] += vv * v;
        s[UV] += u * v, s[U2] += uu, s[V2] += vv, s[U1] += u, s[V1] += v;
    }
    double matrix[4][5] = {
        {s[U4], s[U2V2], s[U3], s[U2V], s[U2]},
        {s[U2V2], s[V4], s[UV2], s[V3], s[V2]},
        {s[U3], s[UV2], s[U2], s[UV], s[U1]},
        {s[U2V], s[V3], s[UV], s[V2], s[V1]},
    };
    if (!solve(matrix, solution))
        return 0;
    const double a = solution[0], b = solution[1], c = solution[2], d = solution[3];
    if (!(a > 0) || !(b > 0))
        return 0;
    double u0 = -c / (2 * a), v0 = -d / (2 * b), reach = 1 + a * u0 * u0 + b * v0 * v0;
    double across = sqrt(reach / a), down = sqrt(reach / b);
    if (across > 2 || down > 2)
        return 0;
    found->x = u0 * width + middle_x, found->y = v0 * height + middle_y;
    found->across = across * width, found->down = down * height;
    return 1;
}

/* Return the value at a rank; the values are put into another order. */
static double ranked(double *values, int32_t count, int32_t rank)
{
    int32_t low = 0, high = count - 1;
    while (low < high) {
        double pivot = values[(low + high) / 2];
        int32_t i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot)
                i++;
            while (values[j] > pivot)
                j--;
            if (i <= j) {
                double other = values[i];
                values[i++] = values[j], values[j--] = other;
            }
        }
        if (rank <= j)
            high = j;
        else if (rank >= i)
            low = i;
        else
            break;
    }
    return values[rank];
}

/* Fit an ellipse to the free points of an outline (n, 2), x and y, three times, without those that are far off.
 *
 * Writes left, top, right and bottom. Returns 1 if it fits, 0 if not, and -1 if there are too many points.
 */
int32_t hv_ellipse(const int32_t *points, int32_t count, int32_t width, int32_t height, const hv_sides *sides,
                   const int32_t *panels, int32_t panel_count, double *ellipse)
{
    enum { MOST_POINTS = 4096 };
    const double tolerance = 0.025;
    double x[MOST_POINTS], y[MOST_POINTS], distance[MOST_POINTS], copy[MOST_POINTS];
    uint8_t kept[MOST_POINTS];
    ellipse_fit found = {0, 0, 1, 1};
    int32_t free = 0, near = 0;
    if (count > MOST_POINTS)
        return -1;
    for (int32_t i = 0; i < count; i++) {
        const int32_t px = points[2 * i], py = points[2 * i + 1];
        const int32_t gaps[4] = {px - sides->left, py - sides->top, sides->right - 1 - px, sides->bottom - 1 - py};
        int is_free = px > 1 && px < width - 2 && py > 1 && py < height - 2;
        for (int each = 0; each < 4; each++)
            is_free = is_free && (!sides->straight[each] || gaps[each] > 1);
        for (int32_t each = 0; each < panel_count; each++) {
            const int32_t *box = panels + 4 * each;
            int is_beside = px > box[0] - 3 && px < box[0] + box[2] + 2 && py > box[1] - 3 && py < box[1] + box[3] + 2;
            is_free = is_free && !is_beside;
        }
        if (is_free)
            x[free] = px + 0.5, y[free] = py + 0.5, kept[free++] = 1;
    }
    if (free < 20 || free < 0.15 * count)
        return 0;
    for (int round = 0; round < 3; round++) {
        if (!fit(x, y, kept, free, width, height, &found))
            return 0;
        near = 0;
        for (int32_t i = 0; i < free; i++) {
            double u = (x[i] - found.x) / found.across, v = (y[i] - found.y) / found.down;
            distance[i] = fabs(sqrt(u * u + v * v) - 1);
            near += distance[i] < tolerance;
        }
        double limit = tolerance;
        if (2 * near <= free) { /* otherwise the median is below the tolerance */
            memcpy(copy, distance, (size_t)free * sizeof *copy);
            double lower = ranked(copy, free, (free - 1) / 2), upper = ranked(copy, free, free / 2);
            double median = (lower + upper) / 2;
            limit = median > limit ? median : limit;
        }
        for (int32_t i = 0; i < free; i++)
            kept[i] = distance[i] < limit;
    }
    double ratio = found.across / found.down;
    ellipse[0] = found.x - found.across, ellipse[1] = found.y - found.down;
    ellipse[2] = found.x + found.across, ellipse[3] = found.y + found.down;
    return (double)near / free > 0.76 && ratio > 0.6 && ratio < 1.7;
}
