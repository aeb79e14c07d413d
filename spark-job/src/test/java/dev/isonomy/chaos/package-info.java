/**
 * Kills and faults at random moments, and runs that have to survive them. Start at {@link
 * dev.isonomy.chaos.Chaos}.
 */
package dev.isonomy.chaos;
