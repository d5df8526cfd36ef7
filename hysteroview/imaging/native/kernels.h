/* What the compiled steps look like from outside; the binder (cffi) reads the same lines. */

enum { HV_SIDE = 224, HV_HALF = 112, HV_QUARTER = 56, HV_LEVELS = 256 };

/* One axis of an interpolation: the first of two neighboring samples, and the weights of both. */
typedef struct {
    int32_t size;
    const int32_t *first;  /* [size], sorted; -1 stands before the first sample */
    const int16_t *weight; /* [size][2], in 1/2048 */
} hv_axis;

/* How one plane of a region is resized: halved some times, then interpolated. */
typedef struct {
    int32_t width, height, halvings;
    hv_axis columns, rows;
} hv_resizing;

typedef struct {
    const uint8_t *pixels;
    ptrdiff_t stride;
} hv_plane;

/* From (Y, C_B, C_R) to (R, G, B), in 1/1024. */
typedef struct {
    int32_t gain[9];
    int32_t offset[3];
} hv_matrix;

/* How luma, blue and red of a region become a part of a crop. */
typedef struct {
    hv_resizing resizing[3];
    hv_matrix matrix;
    int32_t first_column[3], first_row[3]; /* of the region in each plane */
    ptrdiff_t offset, stride;              /* of the part in the crop, and of its rows, in bytes */
    const uint8_t *mask;                   /* of the part, 255 where it is not black; NULL for none */
    ptrdiff_t mask_stride;
} hv_plan;

/* Which samples of a plane a thumbnail keeps. */
typedef struct {
    int32_t first_row, row_step, first_column, column_step;
} hv_grid;

/* The masks of a crop, 255 inside. */
typedef struct {
    const uint8_t *inside;         /* [HALF][HALF] */
    const uint8_t *full_inside;    /* [SIDE][SIDE] */
    const uint8_t *quarter_inside; /* [QUARTER][QUARTER] */
    const uint8_t *deep;           /* [HALF][HALF], without a rim */
    const uint8_t *core;           /* [QUARTER][QUARTER], without a rim */
    double least_metal;            /* pixels of a region that may be an instrument */
} hv_masks;

/* A symmetric row of weights. */
typedef struct {
    int32_t size;
    float weights[33];
} hv_blur;

/* Detail of a plane between two scales: two blurs, and the share of the places below its sharpest ones. */
typedef struct {
    hv_blur narrow, wide;
    double share;
} hv_band;

/* What a difference of two blurs shows inside a mask. */
typedef struct {
    double mean;
    int32_t level; /* percentile, in 1/16 */
} hv_details;

/* Counts and sums over a crop, each within the mask of its size. */
typedef struct {
    int32_t vivid, gray, painted; /* colors that no camera produces */
    int32_t clipped;              /* all channels above 224 */
    int32_t dim;                  /* no channel above 149 */
    int32_t lit;                  /* neither shadow nor glare */
    int32_t deep_red, rings;
    int32_t instruments; /* gray regions of some size at the rim */
    int32_t sum_gray, sum_highest;
    int32_t fine[4], coarse[4];     /* differences of pixels two apart: across, down, both diagonals */
    int32_t fine_count, coarse_count;
    int32_t gray_detail, second_detail; /* differences from the mean of 5 x 5, at quarter size */
    int32_t quarter_count;
    int32_t red_sum, red_squares, second_sum, second_squares; /* at quarter size */
    int64_t product;
    int32_t green_red, blue_green; /* percentiles of the ratios in %, over the lit pixels */
    int32_t has_details;           /* 0 if the processor cannot measure them to the same bits */
    hv_details details[2];         /* of the largest channel, at half and at quarter size */
} hv_counts;

/* Planes that `hv_measure` leaves for other steps. */
typedef struct {
    uint8_t highest[12544];         /* [HALF][HALF], largest channel */
    uint8_t quarter_highest[3136];  /* [QUARTER][QUARTER] */
    uint8_t instruments[12544];     /* [HALF][HALF], numbers of regions; undefined without any */
} hv_left;

/* A connected region of a mask: its box and its pixels. */
typedef struct {
    int32_t left, top, width, height, pixels;
} hv_region;

/* Where a region lies in a mask, and which of its sides are straight. */
typedef struct {
    int32_t left, top, right, bottom; /* right and bottom are exclusive */
    uint8_t straight[4];              /* left, top, right, bottom */
} hv_sides;

int hv_crop(const hv_plan *plan, const hv_plane *planes, uint8_t *rgb);
int hv_sample(const hv_plane *planes, const hv_grid *grids, const hv_matrix *matrix, int32_t width, int32_t height,
              uint8_t *pixels);
void hv_measure(const uint8_t *rgb, const hv_masks *masks, const hv_band *bands, hv_counts *counts, hv_left *left);
int32_t hv_near(const uint8_t *known, int32_t count, const uint8_t *sparse, int32_t size, int32_t most, double limit,
                int32_t *places);
int hv_detail(const uint8_t *plane, int32_t side, const hv_band *band, const uint8_t *inside, hv_details *details);
int64_t hv_difference(const uint8_t *one, const uint8_t *other, int32_t count, int32_t most);
int32_t hv_surfaces(const uint8_t *bgr, int32_t width, int32_t height, uint8_t *highest, uint8_t *lowest,
                    uint8_t *vivid, uint8_t *even);
int32_t hv_rectangles(const uint8_t *area, int32_t width, int32_t height, int32_t side, double least,
                      hv_region *found, int32_t most);
int32_t hv_ellipse(const int32_t *points, int32_t count, int32_t width, int32_t height, const hv_sides *sides,
                   const int32_t *panels, int32_t panel_count, double *ellipse);
