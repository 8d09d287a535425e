/* SPDX-License-Identifier: Apache-2.0
 *
 * The JSON files of a model folder but its tokenizer. The input's first byte chooses the file, the
 * rest is its content; the others are as a good folder has them.
 */
#include "model/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name, *good;
} files[] = {
    {"config.json",
     "{\"model_type\": \"xlm-roberta\", \"num_hidden_layers\": 1, \"hidden_size\": 8, "
     "\"num_attention_heads\": 2, \"intermediate_size\": 16, \"vocab_size\": 10, "
     "\"max_position_embeddings\": 12, \"type_vocab_size\": 1, \"pad_token_id\": 1}"},
    {"modules.json", "[{\"type\": \"a.Transformer\", \"path\": \"\"}, {\"type\": \"a.Pooling\", "
                     "\"path\": \"1_Pooling\"}]"},
    {"1_Pooling/config.json", "{\"pooling_mode_mean_tokens\": true}"},
    {"sentence_bert_config.json", "{\"max_seq_length\": 8}"},
    {"config_sentence_transformers.json", "{\"prompts\": {\"query\": \"query: \"}}"},
};
enum { FILES = sizeof files / sizeof *files };

static char folder[] = "/tmp/goshawk-fuzz-XXXXXX";

static void write_file(const char *name, const void *data, size_t size)
{
    char *path = gk_path_join(folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0) abort();
    gk_free(path);
}

static void remove_folder(void)
{
    for (size_t i = 0; i < FILES; i++) {
        char *path = gk_path_join(folder, files[i].name);
        unlink(path);
        gk_free(path);
    }
    char *pooling = gk_path_join(folder, "1_Pooling");
    rmdir(pooling);
    rmdir(folder);
    gk_free(pooling);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    if (!mkdtemp(folder)) abort();
    char *pooling = gk_path_join(folder, "1_Pooling");
    if (mkdir(pooling, 0700) != 0) abort();
    gk_free(pooling);
    for (size_t i = 0; i < FILES; i++)
        write_file(files[i].name, files[i].good, strlen(files[i].good));
    atexit(remove_folder);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    const size_t which = data[0] % FILES;
    gk_config config;
    gk_error err;
    write_file(files[which].name, data + 1, size - 1);
    if (gk_config_read(folder, &config, &err) == GK_OK) {
        if (config.max_tokens < 2 || config.max_tokens > config.positions - config.first_position ||
            config.hidden % config.heads)
            abort();
    }
    gk_config_free(&config);
    write_file(files[which].name, files[which].good, strlen(files[which].good));
    return 0;
}
