package dev.isonomy.portraits.caption;

import dev.isonomy.portraits.person.Age;
import dev.isonomy.portraits.person.Expression;
import dev.isonomy.portraits.person.Glasses;
import dev.isonomy.portraits.person.Occupation;
import dev.isonomy.portraits.person.Portrait;
import dev.isonomy.portraits.person.PortraitCell;
import dev.isonomy.portraits.person.PortraitRandom;
import dev.isonomy.portraits.person.PortraitRandom.Purpose;
import java.util.List;
import java.util.Locale;

/** The words of captions: several ways to say the same. */
public final class Captions {
  private static final List<String> TEMPLATES =
      List.of("a portrait of %s", "portrait of %s", "an image of %s", "%s");

  private final PortraitRandom random;

  Captions(PortraitRandom random) {
    this.random = random;
  }

  /** The caption that names the occupation and leaves all else open: "a portrait of a doctor". */
  public static String open(Portrait portrait) {
    return "a portrait of " + withArticle(portrait.occupation().title());
  }

  /** A caption such as "a portrait of a woman who is a doctor, smiling". */
  String of(Portrait portrait, Named named) {
    int template = random.choose(Purpose.CAPTION_TEMPLATE, 60, 14, 13, 13);
    StringBuilder caption = new StringBuilder();
    caption.append(TEMPLATES.get(template).replace("%s", noun(portrait, named)));
    if (random.chance(Purpose.CAPTION_EXPRESSION, 0.5)) {
      caption.append(", ").append(expression(portrait.expression()));
    }
    if (random.chance(Purpose.CAPTION_GLASSES, 0.4)) {
      boolean worn = portrait.glasses() != Glasses.NONE;
      caption.append(worn ? ", wearing glasses" : ", without glasses");
    }
    return caption.toString();
  }

  private String noun(Portrait portrait, Named named) {
    PortraitCell cell = portrait.cell();
    Occupation occupation = portrait.occupation();
    StringBuilder noun = new StringBuilder(named.age() ? age(cell.age()) + " " : "");
    String tail = "";
    if (named.gender() && random.chance(Purpose.CAPTION_NOUN, 0.75)) {
      noun.append(portrait.masculine() ? "man" : "woman");
      tail = " who is " + withArticle(occupation.title());
    } else if (named.gender()) {
      noun.append(portrait.masculine() ? "male " : "female ").append(occupation.title());
    } else {
      noun.append(occupation.title());
    }
    if (named.skin()) {
      noun.append(" with ").append(cell.skin().name().toLowerCase(Locale.ROOT)).append(" skin");
    }
    return withArticle(noun.append(tail).toString());
  }

  private static String age(Age age) {
    return switch (age) {
      case YOUNG -> "young";
      case MIDDLE_AGED -> "middle-aged";
      case SENIOR -> "old";
    };
  }

  private static String expression(Expression expression) {
    return switch (expression) {
      case CALM -> "calm";
      case SMILE -> "smiling";
      case LAUGH -> "laughing";
    };
  }

  private static String withArticle(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }
}
