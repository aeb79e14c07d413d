/**
 * The audit: how balanced a data set is and how good its images are, beside the balance methods it
 * was not made with.
 *
 * <p>{@link dev.isonomy.audit.Audit} reads each set once, has its metrics ({@link
 * dev.isonomy.audit.metric.Metric}) measure it, and gives an {@link dev.isonomy.audit.AuditReport};
 * {@link dev.isonomy.audit.AuditJson} writes it for machines and {@code dev.isonomy.audit.page} for
 * people. Start with {@code Audit}.
 */
package dev.isonomy.audit;
