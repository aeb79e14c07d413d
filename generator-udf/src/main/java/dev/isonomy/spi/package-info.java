/**
 * What a jar on the class path can add to Isonomy without being named by it: sources that draw
 * their images, reference images, and embedded models. Each is an interface that {@link
 * java.util.ServiceLoader} finds by a file in {@code META-INF/services}; a configuration names an
 * implementation. Start at {@link dev.isonomy.spi.Provider}, and at {@link
 * dev.isonomy.spi.Providers}, which looks them up. Nothing here knows Spark.
 */
package dev.isonomy.spi;
