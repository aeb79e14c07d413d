/**
 * The pages for people, each one HTML file that needs nothing else: {@link
 * dev.isonomy.audit.page.AuditPage} and {@link dev.isonomy.audit.page.LiftPage}. Their words are in
 * templates ({@code src/main/jte}, translated to classes by the build); {@link
 * dev.isonomy.audit.page.AuditView} has what templates show, and each chart is a class that writes
 * SVG. Templates escape all text; charts escape theirs by {@code Html.escape}. Style and script are
 * resources beside the classes.
 */
package dev.isonomy.audit.page;
