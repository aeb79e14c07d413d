/**
 * Dense linear algebra in plain Java: factors, eigenvalues and packed layouts of symmetric
 * matrices. Start with {@link dev.isonomy.linalg.CholeskyFactor}, on which every density rests, or
 * with {@link dev.isonomy.linalg.SymmetricEigen}. Large products are in {@link
 * dev.isonomy.mixture.kernel}.
 */
package dev.isonomy.linalg;
