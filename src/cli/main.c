/* SPDX-License-Identifier: Apache-2.0
 *
 * goshawk - the program: ask a folder of filings, get cited answers.
 *
 * commands.c holds the table of commands, cmd_*.c one command each. Exit codes: 0 done, 1 nothing
 * found or declined, 2 wrong use, 3 some inputs failed, 4 the library cannot be used.
 */
#include "commands.h"

#include <fcntl.h>
#include <unistd.h>

/* Where a standard stream is closed, the next file opened would take its number, and what is
 * printed would go into the library. */
static void fill_standard_streams(void)
{
    int fd;
    do fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= 2);
    if (fd > 2) close(fd);
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    cli_locale_start();
    return cli_finish(cli_main(argc, argv));
}
