/**
 * From a target distribution to work: start with {@link dev.isonomy.plan.GenerationPlan}, which
 * says everything that will be made. {@link dev.isonomy.plan.BalanceMethod} turns a target into
 * weights of components, {@link dev.isonomy.plan.Drawing} is what a plan draws from, and {@link
 * dev.isonomy.plan.UnitLayout} cuts exact quotas into work units.
 */
package dev.isonomy.plan;
