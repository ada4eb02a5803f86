/* A camera that is not there: loaded by LD_PRELOAD, it answers for /dev/video63 as a UVC camera
 * does that streams MJPG, so that OpenCV's own V4L2 code reads it. FACEVOUCH_MADE_CAMERA is
 * WIDTH:HEIGHT:FPS:FILE; the file holds each picture's length (32 bits) and bytes. With a rate of 0
 * a picture is there as soon as it is asked for. After the last one the camera begins again, or
 * where FACEVOUCH_MADE_CAMERA_ENDS is set it is unplugged.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUFFER (4u << 20)
#define MOST 10

static int device = -1;
static unsigned width, height, fps, buffers, queued, first;
static unsigned order[MOST];
static uint8_t *memory, *pictures;
static size_t length, at;
static struct timespec due;

static int opened(void) {
    char path[512];
    const char *said = getenv("FACEVOUCH_MADE_CAMERA");
    if (!said || sscanf(said, "%u:%u:%u:%511s", &width, &height, &fps, path) != 4) {
        errno = ENOENT;
        return -1;
    }
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (!file || fstat(fileno(file), &about)) return -1;
    length = about.st_size;
    pictures = malloc(length);
    if (fread(pictures, 1, length, file) != length) return -1;
    fclose(file);
    device = memfd_create("camera", MFD_CLOEXEC);
    if (device < 0 || ftruncate(device, (off_t)BUFFER * MOST)) return -1;
    memory = mmap(NULL, (size_t)BUFFER * MOST, PROT_READ | PROT_WRITE, MAP_SHARED, device, 0);
    at = first = queued = 0;
    return device;
}

#define OPEN(name)                                                    \
    int name(const char *path, int flags, ...) {                      \
        static int (*real)(const char *, int, ...);                   \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        int mode = va_arg(more, int);                                 \
        va_end(more);                                                 \
        if (!real) real = dlsym(RTLD_NEXT, #name);                    \
        if (!strcmp(path, "/dev/video63")) return opened();           \
        return real(path, flags, mode);                               \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "close");
    if (file == device) device = -1;
    return real(file);
}

static int taken(struct v4l2_buffer *buffer) {
    uint32_t size;
    if (at >= length) {
        if (getenv("FACEVOUCH_MADE_CAMERA_ENDS")) { errno = ENODEV; return -1; }
        at = 0;
    }
    if (!queued) { errno = EAGAIN; return -1; }
    if (fps) {
        if (!due.tv_sec) clock_gettime(CLOCK_MONOTONIC, &due);
        due.tv_nsec += 1000000000L / fps;
        if (due.tv_nsec >= 1000000000L) { due.tv_sec++; due.tv_nsec -= 1000000000L; }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    }
    memcpy(&size, pictures + at, 4);
    buffer->index = order[first];
    first = (first + 1) % MOST;
    queued--;
    memcpy(memory + (size_t)BUFFER * buffer->index, pictures + at + 4, size);
    at += 4 + size;
    buffer->bytesused = size;
    buffer->length = BUFFER;
    buffer->flags = V4L2_BUF_FLAG_DONE;
    clock_gettime(CLOCK_MONOTONIC, (struct timespec *)&buffer->timestamp);
    buffer->timestamp.tv_usec /= 1000;
    return 0;
}

static void format(struct v4l2_pix_format *pix) {
    pix->width = width;
    pix->height = height;
    pix->pixelformat = V4L2_PIX_FMT_MJPEG;
    pix->field = V4L2_FIELD_NONE;
    pix->bytesperline = 0;
    pix->sizeimage = BUFFER;
}

static int answer(unsigned request, void *given) {
    struct v4l2_buffer *buffer = given;
    struct v4l2_capability *able = given;
    struct v4l2_streamparm *rate = given;
    struct v4l2_requestbuffers *wanted = given;
    switch (request) {
    case VIDIOC_QUERYCAP:
        memset(able, 0, sizeof *able);
        strcpy((char *)able->driver, "uvcvideo");
        strcpy((char *)able->card, "made camera");
        able->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    case VIDIOC_G_FMT:
    case VIDIOC_S_FMT:
    case VIDIOC_TRY_FMT:
        format(&((struct v4l2_format *)given)->fmt.pix);
        return 0;
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        rate->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        rate->parm.capture.timeperframe.numerator = 1;
        rate->parm.capture.timeperframe.denominator = fps ? fps : 30;
        return 0;
    case VIDIOC_REQBUFS:
        if (wanted->count > MOST) wanted->count = MOST;
        buffers = wanted->count;
        queued = first = 0;
        return 0;
    case VIDIOC_QUERYBUF:
        buffer->length = BUFFER;
        buffer->m.offset = buffer->index * BUFFER;
        return 0;
    case VIDIOC_QBUF:
        order[(first + queued++) % MOST] = buffer->index;
        return 0;
    case VIDIOC_DQBUF:
        return taken(buffer);
    case VIDIOC_STREAMON:
        due.tv_sec = 0;
        return 0;
    case VIDIOC_STREAMOFF:
        queued = first = 0;
        return 0;
    default:
        errno = EINVAL;
        return -1;
    }
}

int ioctl(int file, unsigned long request, ...) {
    static int (*real)(int, unsigned long, ...);
    va_list more;
    va_start(more, request);
    void *given = va_arg(more, void *);
    va_end(more);
    if (!real) real = dlsym(RTLD_NEXT, "ioctl");
    if (file == device && device >= 0) return answer((unsigned)request, given);
    return real(file, request, given);
}
