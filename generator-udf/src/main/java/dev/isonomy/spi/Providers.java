package dev.isonomy.spi;

import dev.isonomy.error.UserException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Looks providers up on the class path. */
public final class Providers {
  private Providers() {}

  /**
   * All providers of an interface, in the order of the class path.
   *
   * @param port one of the interfaces of this package
   */
  public static <P extends Provider> List<P> all(Class<P> port) {
    return ServiceLoader.load(port, loader(port)).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /** The names of all providers of an interface, sorted. */
  public static <P extends Provider> List<String> names(Class<P> port) {
    return all(port).stream().map(Provider::name).sorted().toList();
  }

  /**
   * The provider of a name, empty if there is none.
   *
   * @throws UserException if several jars on the class path use the name
   */
  public static <P extends Provider> Optional<P> named(Class<P> port, String name) {
    List<P> found = all(port).stream().filter(each -> each.name().equals(name)).toList();
    if (found.size() > 1) {
      throw new UserException(
          "the class path must have one %s named %s but has %s"
              .formatted(
                  port.getSimpleName(),
                  name,
                  String.join(
                      " and ", found.stream().map(each -> each.getClass().getName()).toList())));
    }
    return found.stream().findFirst();
  }

  /**
   * The context's class loader, which on Spark's drivers and executors knows the jars of {@code
   * --jars}; where it does not know this class, as in threads that Spark did not start, the loader
   * of the job jar.
   */
  private static ClassLoader loader(Class<?> port) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      return Class.forName(port.getName(), false, context) == port
          ? context
          : port.getClassLoader();
    } catch (ClassNotFoundException e) {
      return port.getClassLoader();
    }
  }
}
