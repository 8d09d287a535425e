/* SPDX-License-Identifier: Apache-2.0
 *
 * A llama-server of one's own: the test program itself plays it when it is called with --model.
 * What the model's file says tells how it behaves.
 */
#include "chat/chat.h"

#include "service.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

static char *folder;

/* ---- the server that is played -----------------------------------------------------------------
 */

static const char *argument(char **argv, const char *name)
{
    for (; *argv; argv++)
        if (strcmp(*argv, name) == 0) return argv[1] ? argv[1] : "";
    return "";
}

static void reply_to(int fd, const char *head, bool loaded)
{
    const char *key = getenv("LLAMA_API_KEY");
    char *want = gk_format("Authorization: Bearer %s\r\n", key ? key : "none");
    gk_string reply = {0};
    if (gk_starts_with(head, "GET /health "))
        server_reply(&reply, loaded ? "200 OK" : "503 Loading", "", "{}");
    else if (!strstr(head, want))
        server_reply(&reply, "401 No", "", "{}");
    else
        server_reply(&reply, "200 OK", "Content-Type: text/event-stream\r\n",
                     "data: {\"choices\":[{\"delta\":{\"content\":\"It is 9.\"}}]}\n\n"
                     "data: [DONE]\n\n");
    send(fd, reply.data, reply.length, MSG_NOSIGNAL);
    gk_string_free(&reply);
    gk_free(want);
}

/* Listens where it is told to; its process number stands beside the model. */
static int play(char **argv)
{
    const char *model = argument(argv, "--model");
    char *text, *place = gk_format("%s.pid", model), *number = gk_format("%d", getpid());
    size_t size;
    gk_file_read(model, &text, &size, NULL);
    fprintf(stderr, "loading\n");
    if (strstr(text, "broken")) {
        fprintf(stderr, "error: unknown model architecture\n");
        _exit(1);
    }
    if (strstr(text, "stubborn")) signal(SIGTERM, SIG_IGN);
    gk_file_write(place, number, strlen(number), NULL);
    struct sockaddr_in at = {.sin_family = AF_INET};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons((uint16_t)atoi(argument(argv, "--port")));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 16) != 0) return 2;
    for (int n = 0;; n++) {
        int client = accept(fd, NULL, NULL);
        gk_string head = {0}, body = {0};
        if (server_read(client, &head, &body)) reply_to(client, head.data, n >= 2);
        gk_string_free(&head);
        gk_string_free(&body);
        close(client);
    }
}

/* ---- the tests ---------------------------------------------------------------------------------
 */

/* A model whose server behaves so; gk_free. */
static char *model_of(const char *name, const char *behaviour)
{
    char *path = gk_path_join(folder, name);
    gk_file_write(path, behaviour, strlen(behaviour), NULL);
    return path;
}

/* The number that the server wrote; waits for it. */
static pid_t server_of(const char *model)
{
    char *place = gk_format("%s.pid", model), *text = NULL;
    size_t size;
    for (int i = 0; i < 500 && !gk_path_exists(place); i++) usleep(10000);
    gk_file_read(place, &text, &size, NULL);
    pid_t pid = text ? (pid_t)atoi(text) : 0;
    gk_free(text);
    gk_free(place);
    return pid;
}

/* Waits until there is no such process; false: it is still there. */
static bool is_gone(pid_t pid)
{
    for (int i = 0; i < 800; i++) {
        if (kill(pid, 0) != 0 && errno == ESRCH) return true;
        usleep(10000);
    }
    return false;
}

static gk_status open_model(const char *model, gk_chat **chat, gk_error *err)
{
    char *log = gk_path_join(folder, "llm.log"), *own = gk_path_join(folder, "server.log");
    const gk_chat_config config = {.url = "", .model = model, .log = log, .server_log = own};
    gk_status status = gk_chat_open(&config, chat, err);
    gk_free(own);
    gk_free(log);
    return status;
}

static void a_server_is_started_asked_and_stopped(void **state)
{
    (void)state;
    char *model = model_of("good.gguf", "good");
    gk_chat *chat;
    gk_error err = {0};
    if (open_model(model, &chat, &err) != GK_OK) fail_msg("%s", err.message);
    pid_t pid = server_of(model);
    assert_true(pid > 0);
    json_t *messages = json_array();
    gk_chat_reply *reply;
    if (gk_chat_send(chat, messages, NULL, 10, NULL, NULL, &reply, &err) != GK_OK)
        fail_msg("%s", err.message);
    assert_string_equal(reply->text, "It is 9.");
    gk_chat_reply_free(reply);
    json_decref(messages);
    gk_chat_close(chat);
    assert_true(is_gone(pid));
    gk_free(model);
}

static void its_log_is_kept_for_its_owner(void **state)
{
    (void)state;
    char *own = gk_path_join(folder, "server.log"), *text;
    size_t size;
    struct stat at;
    assert_int_equal(gk_file_read(own, &text, &size, NULL), GK_OK);
    assert_non_null(strstr(text, "loading"));
    assert_int_equal(stat(own, &at), 0);
    assert_int_equal(at.st_mode & 0777, 0600);
    gk_free(text);
    gk_free(own);
}

static void one_that_does_not_obey_is_killed(void **state)
{
    (void)state;
    char *model = model_of("stubborn.gguf", "stubborn");
    gk_chat *chat;
    gk_error err = {0};
    if (open_model(model, &chat, &err) != GK_OK) fail_msg("%s", err.message);
    pid_t pid = server_of(model);
    gk_chat_close(chat);
    assert_true(is_gone(pid));
    gk_free(model);
}

/* A process like ours opens the model and is killed while its server runs. */
static void it_ends_when_we_are_killed(void **state)
{
    (void)state;
    char *model = model_of("orphan.gguf", "good");
    pid_t like_us = fork();
    if (like_us == 0) {
        gk_chat *chat;
        if (open_model(model, &chat, NULL) != GK_OK) _exit(1);
        for (;;) pause();
    }
    pid_t pid = server_of(model);
    assert_true(pid > 0);
    assert_int_equal(kill(pid, 0), 0);
    kill(like_us, SIGKILL);
    waitpid(like_us, NULL, 0);
    assert_true(is_gone(pid));
    gk_free(model);
}

static void one_that_ends_at_once_is_told_with_its_words(void **state)
{
    (void)state;
    char *model = model_of("broken.gguf", "broken");
    gk_chat *chat;
    gk_error err = {0};
    assert_int_equal(open_model(model, &chat, &err), GK_MODEL);
    if (!strstr(err.message, "unknown model architecture")) fail_msg("%s", err.message);
    gk_free(model);
}

static void where_there_is_none_it_says_so(void **state)
{
    (void)state;
    char *model = model_of("good.gguf", "good"),
         *program = gk_strdup(getenv("GOSHAWK_LLAMA_SERVER"));
    gk_chat *chat;
    gk_error err = {0};
    setenv("GOSHAWK_LLAMA_SERVER", "/nonexistent/llama-server", 1);
    assert_int_equal(open_model(model, &chat, &err), GK_NOT_FOUND);
    assert_non_null(strstr(err.message, "GOSHAWK_LLAMA_SERVER"));
    setenv("GOSHAWK_LLAMA_SERVER", program, 1);
    assert_int_equal(open_model("/nonexistent/model.gguf", &chat, &err), GK_NOT_FOUND);
    gk_free(program);
    gk_free(model);
}

static int make_folder(void **state)
{
    (void)state;
    char template[] = "/tmp/gk_local_XXXXXX";
    folder = gk_strdup(mkdtemp(template));
    server_without_proxy();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    const char *const rm[] = {"/bin/rm", "-rf", folder, NULL};
    gk_process_result result;
    gk_process_run(rm, 30, 1 << 16, &result, NULL);
    gk_process_result_free(&result);
    gk_free(folder);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && *argument(argv, "--model")) return play(argv);
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0) {
        self[n] = '\0';
        setenv("GOSHAWK_LLAMA_SERVER", self, 1);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_is_started_asked_and_stopped),
        cmocka_unit_test(its_log_is_kept_for_its_owner),
        cmocka_unit_test(one_that_does_not_obey_is_killed),
        cmocka_unit_test(it_ends_when_we_are_killed),
        cmocka_unit_test(one_that_ends_at_once_is_told_with_its_words),
        cmocka_unit_test(where_there_is_none_it_says_so),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
