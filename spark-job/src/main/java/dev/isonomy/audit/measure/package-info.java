/**
 * The metrics of every audit ({@link dev.isonomy.audit.measure.Metrics}): balance, quality, copies,
 * and what happens within cells. The formulas are in {@link dev.isonomy.metric}; this package knows
 * neither Spark nor HTML. To add a metric, write one class and add it to {@code Metrics}; start
 * reading with {@link dev.isonomy.audit.measure.KernelMetric}.
 */
package dev.isonomy.audit.measure;
