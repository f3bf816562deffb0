/* Fails calls to the system once it is armed, or lets the clock jump: `chaos_arm` is called in the process that is to suffer.

   Only calls that may change files fail: opening to write, writing, renaming, syncing, making folders. The n-th of them fails and, where
   it lasts, all that follow. EACCES and EMFILE fail the opening of files to read as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static atomic_long left = -1;       /* calls until the fault; negative: disarmed */
static int code, lasting, reads;
static long jump;                   /* seconds the clock is off once the count is over */
static char home[4096];

void chaos_arm(const char *folder, long calls, int error, int lasts, long seconds) {
    strncpy(home, folder, sizeof home - 1);
    code = error; lasting = lasts; jump = seconds;
    reads = error == EACCES || error == EMFILE;
    atomic_store(&left, calls);
}

static int due(void) {
    long now = atomic_load(&left);
    if (now < 0) return 0;
    if (now > 0) { atomic_fetch_sub(&left, 1); return 0; }
    if (!lasting) atomic_store(&left, -1);
    return code != 0;
}
static int ours(const char *path) { return path && home[0] && strncmp(path, home, strlen(home)) == 0; }
#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define FAIL do { errno = code; return -1; } while (0)
#define OPENED(flags) (reads || ((flags) & (O_WRONLY | O_RDWR | O_CREAT)))
#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); }

int open(const char *path, int flags, ...) { REAL(open); MODE; if (ours(path) && OPENED(flags) && due()) FAIL; return real(path, flags, mode); }
int open64(const char *path, int flags, ...) { REAL(open64); MODE; if (ours(path) && OPENED(flags) && due()) FAIL; return real(path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { REAL(openat); MODE; if (ours(path) && OPENED(flags) && due()) FAIL; return real(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { REAL(openat64); MODE; if (ours(path) && OPENED(flags) && due()) FAIL; return real(at, path, flags, mode); }
int rename(const char *from, const char *to) { REAL(rename); if (ours(to) && !(code == EMFILE) && due()) FAIL; return real(from, to); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); if (ours(path) && !(code == EMFILE) && due()) FAIL; return real(path, mode); }

static int written(int file) {      /* only files below the home: not the terminal, pipes and sockets */
    struct stat found;
    return file > 2 && (code == ENOSPC || code == EIO) && atomic_load(&left) >= 0 && !fstat(file, &found) && S_ISREG(found.st_mode);
}
ssize_t write(int file, const void *data, size_t size) { REAL(write); if (written(file) && due()) FAIL; return real(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at) { REAL(pwrite); if (written(file) && due()) FAIL; return real(file, data, size, at); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) { REAL(pwrite64); if (written(file) && due()) FAIL; return real(file, data, size, at); }
int fsync(int file) { REAL(fsync); if (written(file) && due()) FAIL; return real(file); }
int fdatasync(int file) { REAL(fdatasync); if (written(file) && due()) FAIL; return real(file); }

static long off(void) { return jump && atomic_load(&left) == 0 ? jump : 0; }
static void tick(void) { long now = atomic_load(&left); if (jump && now > 0) atomic_fetch_sub(&left, 1); }
int clock_gettime(clockid_t which, struct timespec *now) {
    REAL(clock_gettime);
    int done = real(which, now);
    if (!done && which == CLOCK_REALTIME && jump) { tick(); now->tv_sec += off(); }
    return done;
}
time_t time(time_t *into) {
    REAL(time);
    if (jump) tick();
    time_t now = real(0) + off();
    if (into) *into = now;
    return now;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday);
    int done = real(now, zone);
    if (!done && jump) { tick(); now->tv_sec += off(); }
    return done;
}
