/* SPDX-License-Identifier: Apache-2.0
 *
 * Vectors of texts, those that the cache has taken from there. The cache is a folder with one file
 * for each model and prompt, NAME-PROMPT.vectors, NAME being the first 16 digits of the job:
 *
 *   header   magic "GKVECTOR" · version, u32 · dimensions, u32 · job, 32 bytes
 *   records  text, 16 bytes · vector, dimensions · f32
 *
 * Numbers are little-endian. job is the SHA-256 of what shapes a vector: the model's fingerprint,
 * the prompt's text, the pooling, and where a text is cut. text is the first half of the text's
 * SHA-256. Records stand in any order; one that is only begun is what a kill left, and the next
 * writer cuts it off. Writers append whole batches under a lock (flock), so several processes may
 * share a file; readers need none. A record whose vector is not of length 1 is what a crash of the
 * machine left: its text is embedded again.
 */
#include "base/index.h"
#include "corpus/corpus.h"
#include "model/config.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the file's numbers are the machine's");

enum {
    VERSION = 1,
    TEXT = 16,          /* bytes that tell a text */
    JOB = 32,           /* bytes that tell a job */
    BATCH = 512,        /* texts embedded between two looks at the watch */
    READ_SIZE = 1 << 22 /* bytes read at a time */
};
static const char MAGIC[8] = {'G', 'K', 'V', 'E', 'C', 'T', 'O', 'R'};

typedef struct header {
    char magic[8];
    uint32_t version, dimensions;
    unsigned char job[JOB];
} header;

/* ---- the file ------------------------------------------------------------------------------- */

typedef struct store {
    int fd; /* -1: nothing is kept */
    char *path;
    header head;
} store;

static size_t record_size(const store *s)
{
    return TEXT + (size_t)s->head.dimensions * sizeof(float);
}

static gk_status store_fail(const store *s, gk_error *err)
{
    return gk_fail(err, GK_IO, "%s: %s", s->path, strerror(errno));
}

static void hex_to_bytes(const char *hex, unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned value = 0;
        for (size_t k = 0; k < 2; k++) {
            char c = hex[2 * i + k];
            value = value << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        bytes[i] = (unsigned char)value;
    }
}

/* The job's SHA-256 in hex. */
static gk_status job_of(const gk_model *model, const char *prompt, char hex[65], gk_error *err)
{
    gk_model_info *info;
    gk_status status = gk_model_info_get(model, &info, err);
    if (status != GK_OK) return status;
    char fingerprint[65];
    gk_model_fingerprint(model, fingerprint);
    const char *text = gk_prompt_find(info->prompts, info->prompt_count, prompt);
    char *job = gk_format("%s\n%s\n%s\n%zu", fingerprint, text ? text : "",
                          info->pooling ? info->pooling : "", info->max_tokens);
    gk_sha256(job, strlen(job), hex);
    gk_free(job);
    gk_model_info_free(info);
    return GK_OK;
}

static char *default_folder(void)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache && *cache == '/') return gk_path_join(cache, "goshawk/vectors");
    return home && *home ? gk_path_join(home, ".cache/goshawk/vectors") : NULL;
}

/* Writes the header into a new file, or checks the one that stands there. */
static gk_status check_header(store *s, gk_error *err)
{
    header there;
    if (flock(s->fd, LOCK_EX) != 0) return store_fail(s, err);
    ssize_t n = pread(s->fd, &there, sizeof there, 0);
    gk_status status = GK_OK;
    if (n >= 0 && n < (ssize_t)sizeof there) {
        if (ftruncate(s->fd, 0) != 0 ||
            pwrite(s->fd, &s->head, sizeof s->head, 0) != (ssize_t)sizeof s->head)
            status = store_fail(s, err);
    } else if (n < 0) {
        status = store_fail(s, err);
    } else if (memcmp(&there, &s->head, sizeof there) != 0) {
        status = gk_fail(err, GK_INPUT,
                         "%s is no cache of this model's vectors; delete it, or name another "
                         "folder for the cache",
                         s->path);
    }
    flock(s->fd, LOCK_UN);
    return status;
}

static gk_status store_open(store *s, const gk_model *model, const char *prompt, const char *cache,
                            gk_error *err)
{
    *s = (store){.fd = -1};
    s->head = (header){.version = VERSION, .dimensions = (uint32_t)gk_model_dimensions(model)};
    memcpy(s->head.magic, MAGIC, sizeof MAGIC);
    if (cache && !*cache) return GK_OK;
    char job[65], *folder = cache ? gk_strdup(cache) : default_folder();
    if (!folder)
        return gk_fail(err, GK_IO,
                       "no place for the cache of vectors: $HOME is not set; name a "
                       "folder for it");
    gk_status status = job_of(model, prompt, job, err);
    if (status == GK_OK) status = gk_folder_make(folder, err);
    if (status == GK_OK) {
        hex_to_bytes(job, s->head.job, JOB);
        s->path = gk_format("%s/%.16s-%s.vectors", folder, job, prompt);
        s->fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        status = s->fd < 0 ? store_fail(s, err) : check_header(s, err);
    }
    gk_free(folder);
    return status;
}

static void store_close(store *s)
{
    if (s->fd >= 0) close(s->fd);
    gk_free(s->path);
}

/* Appends records; what an earlier writer only began is cut off, and so is what a full disk leaves
 * of these. */
static gk_status append(store *s, const char *records, size_t size, gk_error *err)
{
    struct stat st;
    if (flock(s->fd, LOCK_EX) != 0) return store_fail(s, err);
    gk_status status = fstat(s->fd, &st) == 0 ? GK_OK : store_fail(s, err);
    if (status == GK_OK) {
        off_t head = (off_t)sizeof s->head, record = (off_t)record_size(s);
        off_t whole = st.st_size < head ? head : head + (st.st_size - head) / record * record;
        size_t done = 0;
        while (done < size) {
            ssize_t n = pwrite(s->fd, records + done, size - done, whole + (off_t)done);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) break;
            done += (size_t)n;
        }
        if (done < size) {
            status = store_fail(s, err);
            if (ftruncate(s->fd, whole) != 0) errno = 0; /* the next writer does it */
        }
    }
    flock(s->fd, LOCK_UN);
    return status;
}

/* ---- the texts ------------------------------------------------------------------------------ */

typedef struct job {
    const gk_model *model;
    const char *prompt;
    const char *const *texts;
    size_t count, dimensions;
    int threads;
    const gk_watch *watch;
    unsigned char (*keys)[TEXT]; /* (count) */
    uint32_t *first;             /* (count) the first text that is equal */
    bool *have;                  /* (count) of first texts */
    float *vectors;              /* (count, dimensions) */
    store store;
} job;

enum { HASHED = 256 }; /* texts, by one thread at a time */

static void hash_some(void *ctx, size_t part)
{
    job *j = ctx;
    for (size_t i = part * HASHED; i < j->count && i < (part + 1) * HASHED; i++) {
        char hex[65];
        gk_sha256(j->texts[i], strlen(j->texts[i]), hex);
        hex_to_bytes(hex, j->keys[i], TEXT);
    }
}

static gk_key text_key(const void *ctx, uint32_t number)
{
    return (gk_key){((const job *)ctx)->keys[number], TEXT};
}

static bool is_unit(const float *vector, size_t dimensions)
{
    double sum = 0;
    for (size_t i = 0; i < dimensions; i++) sum += (double)vector[i] * (double)vector[i];
    return fabs(sum - 1) < 1e-3; /* false for a NaN, too */
}

/* Takes from the records what is wanted and not there yet. */
static void take_records(job *j, const gk_index *wanted, const char *records, size_t count)
{
    const size_t size = record_size(&j->store);
    for (size_t i = 0; i < count; i++) {
        uint32_t number = gk_index_find(wanted, (gk_key){records + i * size, TEXT});
        if (number == UINT32_MAX || j->have[number]) continue;
        float *vector = j->vectors + number * j->dimensions;
        memcpy(vector, records + i * size + TEXT, size - TEXT);
        j->have[number] = is_unit(vector, j->dimensions);
    }
}

static gk_status read_records(job *j, const gk_index *wanted, gk_error *err)
{
    const size_t size = record_size(&j->store);
    size_t room = (READ_SIZE / size + 1) * size, held = 0;
    char *buffer = gk_alloc(room);
    off_t at = (off_t)sizeof(header);
    gk_status status = GK_OK;
    for (;;) {
        ssize_t n = pread(j->store.fd, buffer + held, room - held, at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) status = store_fail(&j->store, err);
        if (n <= 0) break;
        at += n;
        held += (size_t)n;
        size_t whole = held / size;
        take_records(j, wanted, buffer, whole);
        held -= whole * size;
        memmove(buffer, buffer + whole * size, held);
    }
    gk_free(buffer);
    return status;
}

static bool goes_on(const job *j, size_t done, size_t total, double start)
{
    if (!j->watch || !j->watch->on_work) return true;
    const gk_work work = {
        .stage = strcmp(j->prompt, "query") == 0 ? "embedding queries" : "embedding passages",
        .done = done,
        .total = total,
        .seconds_left = done ? (gk_seconds() - start) / (double)done * (double)(total - done) : -1};
    return j->watch->on_work(j->watch->ctx, &work);
}

/* Embeds the texts whose numbers these are, and keeps their vectors. */
static gk_status embed_batch(job *j, const uint32_t *numbers, size_t count, gk_error *err)
{
    const char **texts = gk_alloc_array(count, sizeof *texts);
    float *vectors = gk_alloc_floats(count * j->dimensions);
    for (size_t i = 0; i < count; i++) texts[i] = j->texts[numbers[i]];
    const gk_embed_options options = {.prompt = j->prompt, .threads = j->threads};
    gk_status status = gk_model_embed(j->model, texts, NULL, count, &options, vectors, err);
    gk_free(texts);
    const size_t size = record_size(&j->store);
    char *records = gk_alloc_array(count, size);
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        const float *vector = vectors + i * j->dimensions;
        memcpy(records + i * size, j->keys[numbers[i]], TEXT);
        memcpy(records + i * size + TEXT, vector, size - TEXT);
        memcpy(j->vectors + numbers[i] * j->dimensions, vector, size - TEXT);
    }
    gk_free(vectors);
    if (status == GK_OK && j->store.fd >= 0) status = append(&j->store, records, count * size, err);
    gk_free(records);
    return status;
}

static gk_status embed_missing(job *j, gk_error *err)
{
    uint32_t *missing = gk_alloc_array(j->count, sizeof *missing);
    size_t count = 0;
    for (uint32_t i = 0; i < j->count; i++)
        if (j->first[i] == i && !j->have[i]) missing[count++] = i;
    double start = gk_seconds();
    gk_status status = GK_OK;
    for (size_t done = 0; done < count && status == GK_OK;) {
        if (!goes_on(j, done, count, start)) {
            status = gk_fail(err, GK_STOPPED, "stopped with %zu of %zu texts embedded", done,
                             count);
            break;
        }
        size_t n = count - done < BATCH ? count - done : BATCH;
        status = embed_batch(j, missing + done, n, err);
        done += n;
    }
    gk_free(missing);
    return status;
}

static gk_status find_vectors(job *j, const char *cache, gk_error *err)
{
    gk_status status = store_open(&j->store, j->model, j->prompt, cache, err);
    if (status != GK_OK) return status;
    gk_parallel(j->threads, (j->count + HASHED - 1) / HASHED, hash_some, j);
    gk_index wanted = gk_index_new(j->count, text_key, j);
    for (uint32_t i = 0; i < j->count; i++) j->first[i] = gk_index_add(&wanted, i);
    if (j->store.fd >= 0) status = read_records(j, &wanted, err);
    gk_index_free(&wanted);
    if (status == GK_OK) status = embed_missing(j, err);
    for (size_t i = 0; i < j->count && status == GK_OK; i++)
        if (j->first[i] != i)
            memcpy(j->vectors + i * j->dimensions, j->vectors + j->first[i] * j->dimensions,
                   j->dimensions * sizeof *j->vectors);
    return status;
}

gk_status gk_corpus_vectors(const gk_model *model, const char *prompt, const char *const *texts,
                            size_t count, const char *cache, int threads, const gk_watch *watch,
                            float **vectors, gk_error *err)
{
    *vectors = NULL;
    if (count >= UINT32_MAX)
        return gk_fail(err, GK_INVALID, "no more than %u texts are taken", UINT32_MAX - 1);
    job j = {.model = model,
             .prompt = prompt,
             .texts = texts,
             .count = count,
             .dimensions = gk_model_dimensions(model),
             .threads = threads,
             .watch = watch};
    j.keys = gk_alloc_array(count, sizeof *j.keys);
    j.first = gk_alloc_array(count, sizeof *j.first);
    j.have = gk_alloc_array(count, sizeof *j.have);
    j.vectors = gk_alloc_floats(count * j.dimensions);
    gk_status status = find_vectors(&j, cache, err);
    store_close(&j.store);
    gk_free(j.keys);
    gk_free(j.first);
    gk_free(j.have);
    if (status == GK_OK)
        *vectors = j.vectors;
    else
        gk_free(j.vectors);
    return status;
}
