package dev.isonomy.config;

/** How the shares of the cells are given. */
public enum TargetKind {
  UNIFORM,
  SHARES,
  COMPLEMENT
}
