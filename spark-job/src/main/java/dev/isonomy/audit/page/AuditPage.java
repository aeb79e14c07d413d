package dev.isonomy.audit.page;

import dev.isonomy.audit.AuditReport;

/** The report for people: {@code audit.html}. */
public final class AuditPage {
  private AuditPage() {}

  /**
   * Writes the page.
   *
   * @param report what the audit found
   * @param thumbnails shown per cell, embedded
   * @return an HTML document that loads nothing
   */
  public static String render(AuditReport report, Thumbnails thumbnails) {
    return Templates.render("audit.jte", AuditView.of(report, thumbnails));
  }
}
