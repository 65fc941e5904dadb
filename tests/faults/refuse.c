/* Loaded before a program (LD_PRELOAD; Linux with glibc), it lets the n-th of the program's requests fail.
 *
 *     REFUSE        what is counted: "memory"; "start", of threads and processes; or calls of the system: open read write
 *                   fsync close rename mkdir list remove
 *     REFUSE_AT     which one fails, from 1; 0: none, they are only counted
 *     REFUSE_ON     set: all behind it fail, too
 *     REFUSE_AS     how a call fails: ENOSPC, EIO, EINTR, EACCES, EMFILE, EROFS, ENOENT; SHORT: it does half of what
 *                   was asked. A file is closed all the same
 *     REFUSE_WHERE  only calls about a file whose path holds this
 *     REFUSE_SHOW   set: who asked is printed when it fails (addr2line -fie PROGRAM ADDRESS ... makes names of it)
 *     REFUSE_TALLY  a file, to which the program's end adds "requests N held M": how many were counted, and how many
 *                   pieces of memory were not given back
 *
 * Memory is counted where the program itself asks for it, or the C library, jansson or expat for it (fopen, strdup,
 * json_object ...). What others ask for (cairo, fontconfig, SDL, OpenMP, the loader) is always
 * granted: several of them end the program by themselves when they are refused, and that is not for us to mend.
 *
 * The C library makes its calls of the system without a name that could be taken over, so the kernel is asked to stop at
 * them (seccomp): each comes back here as a signal, and is made from here, marked by a sixth argument that none of them
 * has, or answered with the error. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { MARK = 0x7EF05E, RANGES_MOST = 32, CALLS_MOST = 8, HELD_MOST = 1 << 20, SHORT = -1, FRAMES = 24 };

typedef struct Range {
    uintptr_t begin, end;
} Range;

typedef struct Ranges {
    size_t count;
    Range range[RANGES_MOST];
} Ranges;

static Ranges ours, through; /* through: the libraries that ask for it */
static bool counts_memory, counts_calls, counts_starts, goes_on, shows;
static _Thread_local bool inside;
static long fails_at;
static int fails_as;
static char where[512];
static atomic_long *requests, here; /* the count is that of the processes that it forks, too */

/* Whether this request, the next one, is to fail. */
static bool refused(void)
{
    const long number = atomic_fetch_add(requests, 1) + 1;
    const bool fails = fails_at > 0 && (number == fails_at || (goes_on && number > fails_at));
    if (fails && shows) {
        void *frames[FRAMES];
        const bool before = inside;
        inside = true;
        backtrace_symbols_fd(frames, backtrace(frames, FRAMES), STDERR_FILENO);
        inside = before;
    }
    return fails;
}

/* ---- memory ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t line, size_t size);
void __libc_free(void *old);

static atomic_flag held_busy = ATOMIC_FLAG_INIT;
static uintptr_t held[HELD_MOST]; /* 0: never used, 1: used before */
static long held_count;

static bool holds(const Ranges *ranges, const void *address)
{
    for (size_t i = 0; i < ranges->count; i++)
        if ((uintptr_t)address >= ranges->range[i].begin && (uintptr_t)address < ranges->range[i].end)
            return true;
    return false;
}

static bool is_counted(const void *caller)
{
    void *frames[FRAMES];
    bool counted = false;
    if (!counts_memory || inside)
        return false;
    if (holds(&ours, caller))
        return true;
    if (!holds(&through, caller))
        return false;
    inside = true;
    int depth = backtrace(frames, FRAMES), i = 0;
    while (i < depth && frames[i] != caller) /* what lies below is this file */
        i++;
    while (i < depth && holds(&through, frames[i]))
        i++;
    counted = i < depth && holds(&ours, frames[i]);
    inside = false;
    return counted;
}

static void hold(void *piece, bool keep)
{
    const uintptr_t key = (uintptr_t)piece;
    if (!piece || !counts_memory)
        return;
    while (atomic_flag_test_and_set(&held_busy))
        ;
    size_t at = (size_t)((key >> 4) * 0x9E3779B97F4A7C15u) & (HELD_MOST - 1), tried = 0;
    while (held[at] > (keep ? 1 : 0) && held[at] != key && tried++ < HELD_MOST)
        at = (at + 1) & (HELD_MOST - 1);
    if (keep && held[at] <= 1) {
        held[at] = key;
        held_count++;
    } else if (!keep && held[at] == key) {
        held[at] = 1;
        held_count--;
    }
    atomic_flag_clear(&held_busy);
}

static void *no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t size)
{
    const bool counted = is_counted(__builtin_return_address(0));
    if (counted && refused())
        return no_memory();
    void *piece = __libc_malloc(size);
    if (counted)
        hold(piece, true);
    return piece;
}

void *calloc(size_t count, size_t size)
{
    const bool counted = is_counted(__builtin_return_address(0));
    if (counted && refused())
        return no_memory();
    void *piece = __libc_calloc(count, size);
    if (counted)
        hold(piece, true);
    return piece;
}

void *realloc(void *old, size_t size)
{
    const bool counted = is_counted(__builtin_return_address(0));
    if (counted && refused())
        return no_memory();
    hold(old, false);
    void *piece = __libc_realloc(old, size);
    if (counted)
        hold(piece, true);
    return piece;
}

void *aligned_alloc(size_t line, size_t size)
{
    const bool counted = is_counted(__builtin_return_address(0));
    if (counted && refused())
        return no_memory();
    void *piece = __libc_memalign(line, size);
    if (counted)
        hold(piece, true);
    return piece;
}

void free(void *old)
{
    hold(old, false);
    __libc_free(old);
}

static int note_object(struct dl_phdr_info *object, size_t size, void *context)
{
    const char *slash = strrchr(object->dlpi_name, '/'), *name = slash ? slash + 1 : object->dlpi_name;
    static const char *const between[] = {"libc.so", "libm.so", "libjansson.so", "libexpat.so"};
    Ranges *ranges = *name == 0 ? &ours : NULL;
    for (size_t i = 0; i < sizeof between / sizeof between[0]; i++)
        if (strncmp(name, between[i], strlen(between[i])) == 0)
            ranges = &through;
    (void)size, (void)context;
    for (int i = 0; ranges && i < object->dlpi_phnum; i++) {
        const uintptr_t begin = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        if (object->dlpi_phdr[i].p_type == PT_LOAD && ranges->count < RANGES_MOST)
            ranges->range[ranges->count++] = (Range){begin, begin + object->dlpi_phdr[i].p_memsz};
    }
    return 0;
}

/* ---- threads and processes ---- */

/* The C library's own, found when the first of them is asked for. */
#define THE_REAL(function) ((__typeof__(&function))(uintptr_t)dlsym(RTLD_NEXT, #function))

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *context)
{
    if (counts_starts && refused())
        return EAGAIN;
    return THE_REAL(pthread_create)(thread, how, work, context);
}

pid_t fork(void)
{
    if (counts_starts && refused()) {
        errno = EAGAIN;
        return -1;
    }
    return THE_REAL(fork)();
}

int posix_spawnp(pid_t *process, const char *program, const posix_spawn_file_actions_t *files,
                 const posix_spawnattr_t *how, char *const words[], char *const environment[])
{
    if (counts_starts && refused())
        return EAGAIN;
    return THE_REAL(posix_spawnp)(process, program, files, how, words, environment);
}

/* ---- calls of the system ---- */

typedef struct Call {
    const char *name;
    int numbers[4]; /* of the kernel's calls */
    int count;
} Call;

static const Call calls[] = {
#ifdef SYS_open
    {"open", {SYS_open, SYS_openat}, 2},
    {"rename", {SYS_rename, SYS_renameat, SYS_renameat2}, 3},
    {"mkdir", {SYS_mkdir, SYS_mkdirat}, 2},
    {"remove", {SYS_unlink, SYS_unlinkat}, 2},
#else
    {"open", {SYS_openat}, 1},
    {"rename", {SYS_renameat, SYS_renameat2}, 2},
    {"mkdir", {SYS_mkdirat}, 1},
    {"remove", {SYS_unlinkat}, 1},
#endif
    {"read", {SYS_read, SYS_pread64, SYS_readv}, 3},
    {"write", {SYS_write, SYS_pwrite64, SYS_writev}, 3},
    {"fsync", {SYS_fsync, SYS_fdatasync}, 2},
    {"close", {SYS_close}, 1},
    {"list", {SYS_getdents64}, 1},
};

/* Whether it is about a file whose path holds `where`. */
static bool is_about(int number, const uint64_t *arguments)
{
    char path[1024], link[40];
    const char *name = NULL;
    if (!where[0])
        return true;
    switch (number) {
#ifdef SYS_open
    case SYS_open:
    case SYS_rename:
    case SYS_mkdir:
    case SYS_unlink:
        name = (const char *)(uintptr_t)arguments[0];
        break;
#endif
    case SYS_openat:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_mkdirat:
    case SYS_unlinkat:
        name = (const char *)(uintptr_t)arguments[1];
        break;
    default: {
        size_t at = sizeof link - 1;
        link[at] = 0;
        for (uint64_t file = arguments[0], first = 1; file > 0 || first; file /= 10, first = 0)
            link[--at] = (char)('0' + file % 10);
        at -= 14;
        memcpy(link + at, "/proc/self/fd/", 14);
        const ssize_t length = readlink(link + at, path, sizeof path - 1);
        path[length > 0 ? length : 0] = 0;
        name = path;
    }
    }
    return strstr(name, where) != NULL;
}

static long make(int number, const uint64_t *a)
{
    const long result = syscall(number, a[0], a[1], a[2], a[3], a[4], (long)MARK);
    return result < 0 ? -errno : result;
}

static void on_call(int signal, siginfo_t *info, void *context)
{
    ucontext_t *at = context;
    const int number = info->si_syscall, before = errno;
    (void)signal;
#if defined __x86_64__
    greg_t *r = at->uc_mcontext.gregs;
    uint64_t arguments[] = {(uint64_t)r[REG_RDI], (uint64_t)r[REG_RSI], (uint64_t)r[REG_RDX],
                            (uint64_t)r[REG_R10], (uint64_t)r[REG_R8]};
#elif defined __aarch64__
    uint64_t arguments[5];
    memcpy(arguments, at->uc_mcontext.regs, sizeof arguments);
#endif
    long result;
    if (!counts_calls || !is_about(number, arguments) || !refused()) {
        result = make(number, arguments);
    } else if (fails_as == SHORT) {
        if ((number == SYS_read || number == SYS_write) && arguments[2] > 1)
            arguments[2] /= 2;
        result = make(number, arguments);
    } else {
        if (number == SYS_close)
            make(number, arguments);
        result = -fails_as;
    }
    errno = before;
#if defined __x86_64__
    r[REG_RAX] = result;
#elif defined __aarch64__
    at->uc_mcontext.regs[0] = (uint64_t)result;
#endif
}

static void stop_at_calls(const Call *call)
{
    struct sigaction action = {.sa_sigaction = on_call, .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sock_filter filter[4 + 2 * CALLS_MOST];
    unsigned short n = 0;
    filter[n++] =
        (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5]));
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MARK,
                                               (unsigned char)(2 * call->count + 1), 0);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i < call->count; i++) {
        filter[n++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call->numbers[i], 0, 1);
        filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    }
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {n, filter};
    if (sigaction(SIGSYS, &action, NULL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        fprintf(stderr, "refuse: calls cannot be stopped at here: %s\n", strerror(errno));
        _exit(99);
    }
}

/* ---- beginning and end ---- */

static int read_error(const char *name)
{
    static const struct {
        const char *name;
        int number;
    } errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},     {"EINTR", EINTR},   {"EACCES", EACCES},
                  {"EMFILE", EMFILE}, {"EROFS", EROFS}, {"ENOENT", ENOENT}, {"SHORT", SHORT}};
    for (size_t i = 0; name && i < sizeof errors / sizeof errors[0]; i++)
        if (strcmp(name, errors[i].name) == 0)
            return errors[i].number;
    return EIO;
}

__attribute__((constructor)) static void begin(void)
{
    const char *what = getenv("REFUSE"), *at = getenv("REFUSE_AT"), *place = getenv("REFUSE_WHERE");
    const bool first = !getenv("REFUSE_BEGUN"); /* the programs that this one starts are let alone */
    void *frames[2];
    if (!what)
        return;
    requests = mmap(NULL, sizeof *requests, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (requests == MAP_FAILED)
        requests = &here;
    fails_at = at ? atol(at) : 0;
    goes_on = getenv("REFUSE_ON") != NULL;
    shows = getenv("REFUSE_SHOW") != NULL;
    fails_as = read_error(getenv("REFUSE_AS"));
    snprintf(where, sizeof where, "%s", place ? place : "");
    setenv("REFUSE_BEGUN", "1", 1);
    if (strcmp(what, "memory") == 0) {
        backtrace(frames, 2); /* the first time it asks for memory itself */
        dl_iterate_phdr(note_object, NULL);
        counts_memory = first;
        return;
    }
    if (strcmp(what, "start") == 0) {
        counts_starts = first;
        return;
    }
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        if (strcmp(what, calls[i].name) == 0) {
            counts_calls = first;
            stop_at_calls(&calls[i]);
            return;
        }
    fprintf(stderr, "refuse: REFUSE=%s is not known\n", what);
    _exit(99);
}

__attribute__((destructor)) static void end(void)
{
    const char *tally = getenv("REFUSE_TALLY");
    char line[80];
    if (!tally || !(counts_memory || counts_calls || counts_starts))
        return;
    counts_calls = counts_starts = false;
    const bool counted = counts_memory;
    counts_memory = false;
    snprintf(line, sizeof line, "requests %ld held %ld\n", atomic_load(requests), counted ? held_count : 0);
    const int file = open(tally, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (file < 0 || write(file, line, strlen(line)) < 0)
        _exit(99);
    close(file);
}
