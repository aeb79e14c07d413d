package dev.isonomy.stage.lift;

import java.io.Serializable;
import org.apache.spark.sql.Row;

/**
 * A row and its place in the table.
 *
 * @param number from 0
 * @param unit the unit that it belongs to
 * @param row its values, with their schema
 */
record NumberedRow(long number, long unit, Row row) implements Serializable {}
