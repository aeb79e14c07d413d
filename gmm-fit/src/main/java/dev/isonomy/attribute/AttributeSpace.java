package dev.isonomy.attribute;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.Suggestion;
import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The cells of several attributes: every combination of one class per attribute.
 *
 * <p>Cells are numbered in row-major order, the first attribute slowest. A cell's name joins the
 * names of its classes by dots: {@code feminine.young.light}. A dot inside a class's name is
 * written {@code %2E} there; {@link CellName} has the rules.
 *
 * @param attributes at least one, with distinct names
 */
public record AttributeSpace(List<Attribute> attributes) implements Serializable {
  private static final int MOST_CELLS = 1 << 20;

  /**
   * Checks the attributes.
   *
   * @throws UserException if there is none, a name occurs twice, or there are more than a million
   *     cells
   */
  public AttributeSpace {
    attributes = List.copyOf(attributes);
    if (attributes.isEmpty()) {
      throw new UserException("attributes must name at least one attribute but are empty");
    }
    Set<String> seen = new HashSet<>();
    long cells = 1;
    for (Attribute each : attributes) {
      if (!seen.add(Attribute.canonical(each.name()))) {
        throw new UserException("attributes name " + Quoted.of(each.name()) + " twice");
      }
      cells *= each.size();
      if (cells > MOST_CELLS) {
        throw new UserException(
            "attributes must have at most " + MOST_CELLS + " cells but have more");
      }
    }
  }

  /**
   * The space of these attributes.
   *
   * @param attributes at least one, with distinct names
   * @return their space
   */
  public static AttributeSpace of(Attribute... attributes) {
    return new AttributeSpace(List.of(attributes));
  }

  /** How many cells there are. */
  public int cellCount() {
    int cells = 1;
    for (Attribute each : attributes) {
      cells *= each.size();
    }
    return cells;
  }

  /**
   * The cell of one class per attribute.
   *
   * @param classes one label per attribute, in the attributes' order
   * @return the cell's index
   * @throws IllegalArgumentException if the labels do not fit the attributes
   */
  public int cell(int... classes) {
    if (classes.length != attributes.size()) {
      throw new IllegalArgumentException(
          "one class per attribute: expected " + attributes.size() + " but was " + classes.length);
    }
    int cell = 0;
    for (int a = 0; a < classes.length; a++) {
      int size = attributes.get(a).size();
      if (classes[a] < 0 || classes[a] >= size) {
        throw new IllegalArgumentException(
            "class of "
                + attributes.get(a).name()
                + " must be in [0, "
                + size
                + ") but was "
                + classes[a]);
      }
      cell = (cell * size) + classes[a];
    }
    return cell;
  }

  /**
   * The classes of a cell.
   *
   * @param cell a cell's index
   * @return one label per attribute, in the attributes' order
   */
  public int[] classesOf(int cell) {
    checkCell(cell);
    int[] classes = new int[attributes.size()];
    int rest = cell;
    for (int a = classes.length - 1; a >= 0; a--) {
      int size = attributes.get(a).size();
      classes[a] = rest % size;
      rest /= size;
    }
    return classes;
  }

  /**
   * The name of a cell, such as {@code feminine.young.light}.
   *
   * @param cell a cell's index
   * @return the names of its classes, escaped and joined by dots as {@link CellName} says
   */
  public String cellName(int cell) {
    return CellName.join(classNames(cell));
  }

  /**
   * A cell for display, such as {@code feminine · young · light}. Unlike a name, it cannot be
   * parsed.
   *
   * @param cell a cell's index
   * @return the names of its classes as they are, in quotes where one could not be seen
   */
  public String cellTitle(int cell) {
    return String.join(" · ", classNames(cell).stream().map(Quoted::visible).toList());
  }

  private List<String> classNames(int cell) {
    int[] classes = classesOf(cell);
    return IntStream.range(0, classes.length)
        .mapToObj(a -> attributes.get(a).classes().get(classes[a]))
        .toList();
  }

  /** The names of all cells, in their order. */
  public List<String> cellNames() {
    return IntStream.range(0, cellCount()).mapToObj(this::cellName).toList();
  }

  /**
   * The cell with this name.
   *
   * @param name the names of its classes, escaped and joined by dots, in the attributes' order
   * @return the cell's index
   * @throws UserException if a class does not exist or their number is wrong
   */
  public int cellOfName(String name) {
    OptionalInt cell = findCell(name);
    if (cell.isPresent()) {
      return cell.getAsInt();
    }
    List<String> parts = CellName.split(name);
    if (parts.size() != attributes.size()) {
      throw new UserException(
          "cell '"
              + name
              + "' must name one class of each of "
              + Quoted.list(attributes.stream().map(Attribute::name).toList())
              + ", joined by dots, such as "
              + cellName(0)
              + "; a dot inside a class's name is written %2E");
    }
    for (int a = 0; a < parts.size(); a++) {
      attributes.get(a).classOf(parts.get(a));
    }
    throw new IllegalStateException("every class of " + name + " exists, but not the cell");
  }

  /**
   * The cell with this name, if there is one.
   *
   * @param name any text
   * @return the cell whose classes it names; in a space of one attribute, whose names need no
   *     escapes, the class's own name counts as well
   */
  public OptionalInt findCell(String name) {
    List<String> parts = CellName.split(name);
    if (parts.size() == attributes.size()) {
      int[] classes = new int[parts.size()];
      boolean known = true;
      for (int a = 0; a < classes.length; a++) {
        classes[a] = attributes.get(a).indexOf(parts.get(a));
        known &= classes[a] >= 0;
      }
      if (known) {
        return OptionalInt.of(cell(classes));
      }
    }
    return attributes.size() == 1 && attributes.get(0).indexOf(name) >= 0
        ? OptionalInt.of(attributes.get(0).indexOf(name))
        : OptionalInt.empty();
  }

  /**
   * The attribute with this name.
   *
   * @param name an attribute's name
   * @return its index in {@link #attributes()}
   * @throws UserException if there is none
   */
  public int attributeOfName(String name) {
    for (int a = 0; a < attributes.size(); a++) {
      if (Attribute.canonical(attributes.get(a).name()).equals(Attribute.canonical(name))) {
        return a;
      }
    }
    List<String> names = attributes.stream().map(Attribute::name).toList();
    throw new UserException(
        "no attribute "
            + Quoted.of(name)
            + "; the attributes are "
            + Quoted.list(names)
            + Suggestion.hint(name, names));
  }

  /** This space as readable JSON: an array of attributes with their classes. */
  public JsonArray toJson() {
    JsonArray json = new JsonArray();
    for (Attribute each : attributes) {
      JsonArray classes = new JsonArray();
      each.classes().forEach(classes::add);
      JsonObject attribute = new JsonObject();
      attribute.addProperty("name", each.name());
      attribute.add("classes", classes);
      json.add(attribute);
    }
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param json an array of objects with {@code name} and {@code classes}
   * @return the same space
   * @throws UserException if the array is not a list of attributes
   */
  public static AttributeSpace fromJson(JsonArray json) {
    List<Attribute> attributes = new ArrayList<>();
    try {
      for (JsonElement each : json) {
        JsonObject attribute = each.getAsJsonObject();
        List<String> classes = new ArrayList<>();
        attribute.getAsJsonArray("classes").forEach(c -> classes.add(c.getAsString()));
        attributes.add(new Attribute(attribute.get("name").getAsString(), classes));
      }
    } catch (NullPointerException // what Gson throws of a value of another type
        | ClassCastException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new UserException(
          "attributes must be a list of objects with 'name' and 'classes' but were " + json, e);
    }
    return new AttributeSpace(attributes);
  }

  private void checkCell(int cell) {
    if (cell < 0 || cell >= cellCount()) {
      throw new IllegalArgumentException(
          "cell must be in [0, " + cellCount() + ") but was " + cell);
    }
  }
}
