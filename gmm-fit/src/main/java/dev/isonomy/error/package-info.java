/**
 * Errors of users, reported in one line. Start with {@link dev.isonomy.error.UserException}: every
 * check of user input throws it, and the command line turns it into exit status 2.
 */
package dev.isonomy.error;
