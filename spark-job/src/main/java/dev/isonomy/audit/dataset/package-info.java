/**
 * The audit of labelled Parquet that no run of Isonomy made: {@link
 * dev.isonomy.audit.dataset.DatasetAudit} finds its labels and images, measures the balance of the
 * labels and writes the report.
 */
package dev.isonomy.audit.dataset;
