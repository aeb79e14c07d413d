package dev.isonomy.table;

import dev.isonomy.attribute.Attribute;
import dev.isonomy.error.UserException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What the values of a label column mean. One reader for every command:
 *
 * <ul>
 *   <li>null, NaN, -1, and the texts "NaN", "nan" and "None", are missing labels, unless a class
 *       has that name;
 *   <li>1.0 and the decimal 1.00 are the number 1; 1.9 is none;
 *   <li>a number is the class of that number where class numbers are known, else the class of that
 *       name; so is a text that is a number and no class's name;
 *   <li>true and false are the classes of these names, else the numbers 1 and 0;
 *   <li>bytes are text in UTF-8.
 * </ul>
 *
 * @param attribute the attribute with the classes that values are translated to
 * @param numbers names of the classes by their number in the table, empty if nobody knows
 */
record LabelColumn(Attribute attribute, List<String> numbers) implements Serializable {
  /** The class of a missing label. */
  static final int MISSING = -1;

  /** Numbers of more digits stay as they are: 1e999999999 has a billion zeros. */
  private static final int MOST_DIGITS = 40;

  private static final Set<String> MISSING_TEXTS = Set.of("NaN", "nan", "None", "-1");

  LabelColumn {
    numbers = List.copyOf(numbers);
  }

  /**
   * The class of a value.
   *
   * @return its index among the attribute's classes, or {@link #MISSING}
   * @throws UserException if it is no class: "holds 1.9 but must hold ..."
   */
  int classOf(Object value) {
    String text = text(value);
    if (text == null) {
      return MISSING;
    }
    int named = Names.indexIn(attribute.classes(), text);
    if (named >= 0 && (numbers.isEmpty() || !(value instanceof Number))) {
      return named;
    }
    if (MISSING_TEXTS.contains(text)) {
      return MISSING;
    }
    return ofNumber(value instanceof Boolean truth ? (truth ? "1" : "0") : canonical(text), text);
  }

  private int ofNumber(String digits, String text) {
    if (!digits.matches("\\d{1,9}") || Integer.parseInt(digits) >= numbers.size()) {
      throw unknown(text);
    }
    String name = numbers.get(Integer.parseInt(digits));
    int index = Names.indexIn(attribute.classes(), name);
    if (index < 0) {
      throw unknown(text + " (" + name + ")", name);
    }
    return index;
  }

  private UserException unknown(String shown) {
    return unknown(shown, shown);
  }

  private UserException unknown(String shown, String name) {
    List<String> allowed = attribute.classes();
    return new UserException(
        "column %s must hold %s%s but holds %s%s"
            .formatted(
                attribute.name(),
                Names.list(allowed),
                numbers.isEmpty()
                    ? ""
                    : " or a number from 0 to %d for %s"
                        .formatted(numbers.size() - 1, Names.list(numbers)),
                shown.isEmpty() ? "an empty text" : shown,
                Names.offer(name, allowed)));
  }

  /** A value as text, null if it is missing whatever the classes are. */
  static String text(Object value) {
    if (value == null
        || (value instanceof Double number && number.isNaN())
        || (value instanceof Float single && single.isNaN())) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return utf8(bytes);
    }
    return value instanceof Number ? canonical(value.toString()) : value.toString();
  }

  /** A number without the zeros that its type adds: 1.0, 1.00 and 1 are 1; other texts as is. */
  private static String canonical(String text) {
    try {
      BigDecimal number = new BigDecimal(text.strip());
      if (number.signum() == 0) {
        return "0";
      }
      boolean isShort =
          number.precision() <= MOST_DIGITS && Math.abs((long) number.scale()) <= MOST_DIGITS;
      return isShort ? number.stripTrailingZeros().toPlainString() : text;
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) { // no text: nobody's class, but it can be shown
      return "0x" + HexFormat.of().formatHex(bytes);
    }
  }

  /** Whether a text counts as a missing label where no class has that name. */
  static boolean isMissing(String text) {
    return MISSING_TEXTS.contains(text);
  }
}
