/**
 * The products that a fit spends its time in: blocks of rows, sums over them, and the engines that
 * multiply matrices. Start with {@link dev.isonomy.mixture.kernel.MatrixKernel}, the port of an
 * engine, and {@link dev.isonomy.mixture.kernel.RowBlock}, the unit that rows are read in. Nothing
 * here knows a mixture.
 */
package dev.isonomy.mixture.kernel;
