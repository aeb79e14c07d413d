/**
 * The demo: stylized portraits with attributes that are known exactly and skewed on purpose, and
 * the embedded models that are trained on them. Start at {@link
 * dev.isonomy.portraits.RendererSource}, {@link dev.isonomy.portraits.PortraitReferences} and
 * {@link dev.isonomy.portraits.PortraitsBundle}, which the job finds by {@link
 * java.util.ServiceLoader}. {@link dev.isonomy.portraits.PortraitExport} and {@link
 * dev.isonomy.portraits.HeadExport} write the training sets. Nothing outside this module names this
 * package.
 */
package dev.isonomy.portraits;
