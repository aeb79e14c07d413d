package dev.isonomy.attribute;

import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A named attribute with its classes, in the order of their labels 0, 1, ...
 *
 * @param name letters, digits, '_' and '-' only, so that it can be a column's and a key's name
 * @param classes at least two distinct names of the same form
 */
public record Attribute(String name, List<String> classes) implements Serializable {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_-]+");

  /**
   * Checks the names.
   *
   * @throws UserException if a name has another form or is used twice, or there are fewer than two
   *     classes
   */
  public Attribute {
    checkName("attribute", name);
    classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new UserException(
          "attribute " + name + " must have at least 2 classes but has " + classes.size());
    }
    Set<String> seen = new HashSet<>();
    for (String each : classes) {
      checkName("class of attribute " + name, each);
      if (!seen.add(each)) {
        throw new UserException("attribute " + name + " names the class " + each + " twice");
      }
    }
  }

  /** How many classes there are. */
  public int size() {
    return classes.size();
  }

  /**
   * The label of a class.
   *
   * @param className a class's name
   * @return its index in {@link #classes()}
   * @throws UserException if there is no such class
   */
  public int classOf(String className) {
    int index = classes.indexOf(className);
    if (index < 0) {
      throw new UserException(
          "attribute " + name + " has no class " + className + "; its classes are " + classes);
    }
    return index;
  }

  private static void checkName(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new UserException(
          what + " must be named by letters, digits, '_' or '-' but was '" + name + "'");
    }
  }
}
