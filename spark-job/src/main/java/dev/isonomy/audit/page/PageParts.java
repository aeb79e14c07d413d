package dev.isonomy.audit.page;

/** Style and script that pages carry within themselves. */
public final class PageParts {
  private PageParts() {}

  /** Style of all pages. */
  public static String pageStyle() {
    return Html.resource("page.css");
  }

  /** Script of the audit's page. */
  public static String pageScript() {
    return Html.resource("page.js");
  }

  /** Style that the lift's page adds. */
  public static String liftStyle() {
    return Html.resource("lift.css");
  }

  /** Script of the lift's page. */
  public static String liftScript() {
    return Html.resource("lift.js");
  }
}
