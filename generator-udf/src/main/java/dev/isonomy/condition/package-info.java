/**
 * What a network is given beside a state and its level: declared by its bundle, with a value for
 * every draw.
 *
 * <p>Start reading at {@link dev.isonomy.condition.Condition}.
 */
package dev.isonomy.condition;
