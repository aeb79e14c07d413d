/**
 * What a user did wrong, told in one line. Start with {@link dev.isonomy.error.UserException}:
 * every check of input that a user can mend throws it, and the command line turns it into exit code
 * 2.
 */
package dev.isonomy.error;
