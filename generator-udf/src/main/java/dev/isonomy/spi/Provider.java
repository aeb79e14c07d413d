package dev.isonomy.spi;

/**
 * Something that a jar on the class path adds. An implementation is public, has a public
 * constructor without parameters, and is named in {@code META-INF/services}.
 */
public interface Provider {
  /** What a configuration calls it; unique among the providers of one interface. */
  String name();
}
