/**
 * One process owns a run directory at a time. Start with {@link dev.isonomy.run.lease.Acquisition},
 * which takes the lease or refuses, and {@link dev.isonomy.run.lease.RunLease}, which keeps it,
 * notices its loss and gives it back. The protocol needs nothing of a file system but that a
 * listing shows what was written before it: no exclusive creation, no lock, no conditional put.
 */
package dev.isonomy.run.lease;
