package dev.isonomy.portraits.person;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a portrait's attire tells of the work of its person; the ordinal is the class index. */
public enum Occupation {
  /** Class 0: a white coat and a stethoscope. */
  DOCTOR,
  /** Class 1: scrubs and a white cap with a cross. */
  NURSE,
  /** Class 2: a red helmet with a shield, a dark coat with reflecting stripes. */
  FIREFIGHTER,
  /** Class 3: a toque, a white jacket and a neckerchief. */
  CHEF,
  /** Class 4: a peaked cap with a badge, a uniform with a tie. */
  POLICE_OFFICER,
  /** Class 5: a hard hat and a vest with reflecting strips. */
  CONSTRUCTION_WORKER,
  /** Plain clothes, which tell nothing. */
  NONE;

  private static final List<Occupation> ALL =
      Arrays.stream(values()).filter(each -> each != NONE).toList();

  /** The occupations, without {@link #NONE}. */
  public static List<Occupation> all() {
    return ALL;
  }

  /** The word for it in a caption. */
  public String title() {
    return this == NONE ? "person" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
