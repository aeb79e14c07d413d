package dev.isonomy.attribute;

import dev.isonomy.error.Quoted;
import dev.isonomy.error.Suggestion;
import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A named attribute with its classes, in the order of their labels 0, 1, ...
 *
 * <p>Names are any Unicode text, as found in real data sets: they may contain blanks, dots, quotes
 * and digits, and the name of a class may be empty. Canonically equivalent spellings (a letter with
 * an accent as one character or as two) are the same name.
 *
 * @param name not empty
 * @param classes at least two distinct names
 */
public record Attribute(String name, List<String> classes) implements Serializable {
  /**
   * Checks the names.
   *
   * @throws UserException if a name is no text or is used twice, or there are fewer than two
   *     classes
   */
  public Attribute {
    checkText("attribute", name);
    if (name.isEmpty()) {
      throw new UserException("an attribute must have a name but has an empty one");
    }
    for (String each : classes) {
      checkText("class of attribute " + Quoted.of(name), each);
    }
    classes = List.copyOf(classes);
    if (classes.size() < 2) {
      throw new UserException(
          "attribute "
              + Quoted.of(name)
              + " must have at least 2 classes but has "
              + classes.size());
    }
    Set<String> seen = new HashSet<>();
    for (String each : classes) {
      if (!seen.add(canonical(each))) {
        throw new UserException(
            "attribute " + Quoted.of(name) + " names the class " + Quoted.of(each) + " twice");
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
   * @throws UserException if there is no such class; it offers the nearest one
   */
  public int classOf(String className) {
    int index = indexOf(className);
    if (index < 0) {
      throw new UserException(
          "attribute "
              + Quoted.of(name)
              + " has no class "
              + Quoted.of(className)
              + "; its classes are "
              + Quoted.list(classes)
              + Suggestion.hint(className, classes));
    }
    return index;
  }

  /**
   * The label of a class, if there is one of this name.
   *
   * @param className any text
   * @return its index in {@link #classes()}, -1 if there is none
   */
  public int indexOf(String className) {
    int index = classes.indexOf(className);
    if (index >= 0
        || (isCanonical(className) && classes.stream().allMatch(Attribute::isCanonical))) {
      return index;
    }
    String canonical = canonical(className);
    return classes.stream().map(Attribute::canonical).toList().indexOf(canonical);
  }

  private static boolean isCanonical(String name) {
    return Normalizer.isNormalized(name, Normalizer.Form.NFC);
  }

  /** The canonical spelling. */
  static String canonical(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static void checkText(String what, String name) {
    if (name == null) {
      throw new UserException(what + " must have a name but has null");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new UserException(
          what
              + " must be named by Unicode text but was "
              + Quoted.of(name)
              + ", half a character");
    }
  }
}
