package dev.isonomy.condition;

import java.io.Serializable;

/** Gives a task the prompts of its run, which may be too large to travel with it. */
@FunctionalInterface
public interface PromptSource extends Serializable {
  /** No prompts. */
  PromptSource NONE = () -> PromptTable.NONE;

  /** The prompts. */
  PromptTable prompts();
}
