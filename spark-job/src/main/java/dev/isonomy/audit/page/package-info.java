/**
 * The audit as one HTML file that needs nothing else: {@link dev.isonomy.audit.page.AuditPage} puts
 * the sections together, each chart is a class that writes SVG, style and script are resources
 * beside them. Every text that comes from outside goes through {@link
 * dev.isonomy.audit.page.Html#escape}.
 */
package dev.isonomy.audit.page;
