#ifndef MAILLAB_CREADLINE_SHIM_H
#define MAILLAB_CREADLINE_SHIM_H

/*
 * Swift 6 refuses readline's mutable globals; these small functions stand between. All of them
 * are called from one file of Shell, on one thread (but for maillab_restore_terminal).
 */

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

/* Ctrl-C came: set by the handler, read by whoever runs the world. */
static volatile sig_atomic_t maillab_interrupt_flag = 0;
/* Ctrl-] came: the line that readline returns then is not for the wire. */
static int maillab_escape_flag = 0;

static inline void maillab_on_interrupt(int number) {
    (void)number;
    maillab_interrupt_flag = 1;
}

static inline void maillab_catch_interrupts(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = maillab_on_interrupt;
    sigemptyset(&action.sa_mask);
    /* No SA_RESTART: readline must notice. */
    sigaction(SIGINT, &action, NULL);
}

/* Swift cannot compare the addresses of handlers. */
static inline int maillab_is_ignored(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static inline int maillab_interrupted(void) { return maillab_interrupt_flag != 0; }
static inline void maillab_clear_interrupt(void) { maillab_interrupt_flag = 0; }

/* Readline calls this when a signal has interrupted its reading: Ctrl-C gives up the line. */
static inline int maillab_signal_hook(void) {
    if (maillab_interrupt_flag) {
        maillab_interrupt_flag = 0;
        fputs("^C\n", stdout);
        fflush(stdout);
        rl_replace_line("", 1);
        rl_point = rl_mark = 0;
        rl_on_new_line();
        rl_redisplay();
    }
    return 0;
}

static inline int maillab_escape_key(int count, int key) {
    (void)count;
    (void)key;
    maillab_escape_flag = 1;
    rl_done = 1;
    return 0;
}

static inline int maillab_escaped(void) { return maillab_escape_flag; }

typedef char **(*maillab_completer)(const char *text, int start, int end);

static inline void maillab_set_up(maillab_completer completer) {
    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
    rl_readline_name = "maillab";
    rl_catch_signals = 0;
    rl_signal_event_hook = maillab_signal_hook;
    rl_attempted_completion_function = completer;
    rl_basic_word_break_characters = " \t\n";
    rl_completer_word_break_characters = " \t\n";
    rl_completer_quote_characters = "\"'";
    using_history();
    stifle_history(1000);
}

/* In a conversation Ctrl-] leaves it; at the lab's prompt it has readline's own meaning. */
static inline char *maillab_read_line(const char *prompt, int is_conversation) {
    maillab_escape_flag = 0;
    maillab_interrupt_flag = 0;
    if (is_conversation) rl_bind_key(0x1d, maillab_escape_key);
    char *line = readline(prompt);
    if (is_conversation) rl_bind_key(0x1d, rl_char_search);
    return line;
}

/* Our list of matches is the whole truth: no file names behind it, one space after a match. */
static inline void maillab_completion_is_final(void) {
    rl_attempted_completion_over = 1;
    rl_completion_append_character = ' ';
}

/* The program ends while readline reads, on another thread: nothing is read after that. */
static inline void maillab_restore_terminal(void) { rl_deprep_terminal(); }

static inline void maillab_flush(void) { fflush(stdout); }
static inline const char *maillab_line_so_far(void) { return rl_line_buffer; }
static inline void maillab_history_add(const char *line) { add_history(line); }
static inline int maillab_history_read(const char *path) { return read_history(path); }
static inline int maillab_history_write(const char *path) { return write_history(path); }

#endif
