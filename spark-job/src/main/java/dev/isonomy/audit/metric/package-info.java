/**
 * What a metric of the audit is. A {@link dev.isonomy.audit.metric.Metric} names the tallies that
 * see the pixels, features and labels of each image once and are merged across partitions; what it
 * found of a set ({@link dev.isonomy.audit.metric.Finding}) reports itself to {@code audit.json}
 * and to the page. The metrics themselves are in {@code dev.isonomy.audit.measure}; start reading
 * with {@code Metric}.
 */
package dev.isonomy.audit.metric;
