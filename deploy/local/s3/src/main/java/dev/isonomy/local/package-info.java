/**
 * An S3 server on this machine, for tests and the local cluster: {@link dev.isonomy.local.S3Server}
 * starts s3proxy over a directory and, beside it, a door through which requests fail ({@link
 * dev.isonomy.local.FaultyProxy}).
 */
package dev.isonomy.local;
