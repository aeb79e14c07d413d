/**
 * What a portrait shows: the balanced attributes, those that vary freely, and their distributions.
 * Start at {@link dev.isonomy.portraits.person.PortraitSampler}, which draws a {@link
 * dev.isonomy.portraits.person.Portrait} from (seed, index).
 */
package dev.isonomy.portraits.person;
