/**
 * Reading JSON that people may have edited. Start with {@link dev.isonomy.json.JsonFields}: every
 * complaint names the file, the key, what was found and what is allowed.
 */
package dev.isonomy.json;
