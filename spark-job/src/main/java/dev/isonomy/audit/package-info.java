/**
 * The audit: how balanced a data set is and how good its images are, beside the balance methods it
 * was not made with.
 *
 * <p>{@link dev.isonomy.audit.Audit} measures labelled rows ({@link dev.isonomy.audit.AuditSchema})
 * in one pass per set and gives an {@link dev.isonomy.audit.AuditReport}; {@link
 * dev.isonomy.audit.AuditJson} writes it for machines and {@link dev.isonomy.audit.AuditPage} for
 * people. Start with {@code Audit}.
 */
package dev.isonomy.audit;
