package dev.isonomy.audit.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.regex.Pattern;

/**
 * The pages' templates, in {@code src/main/jte}. The build translates them to classes and checks
 * their types; text is escaped for its place in the page, but for what templates call {@code
 * $unsafe}: whole charts, style and script.
 */
final class Templates {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Templates.class.getClassLoader(),
          Templates.class.getPackageName() + ".templates");

  /** Control characters, which a parser of HTML refuses or drops. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f]");

  private Templates() {}

  /**
   * Renders a page.
   *
   * @param name the template's file
   * @param view its only parameter
   */
  static String render(String name, Object view) {
    StringOutput page = new StringOutput();
    ENGINE.render(name, view, page);
    return INVISIBLE.matcher(page.toString()).replaceAll("\ufffd");
  }
}
