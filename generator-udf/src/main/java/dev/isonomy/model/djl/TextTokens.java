package dev.isonomy.model.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.isonomy.error.Quoted;
import dev.isonomy.error.UserException;
import dev.isonomy.model.ModelBundle;
import dev.isonomy.model.TextSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Turns prompts into the numbers of their tokens, as the bundle's own tokenizer does. */
final class TextTokens {
  /** Filled up here, and never cut: a prompt that lost its end would be another one. */
  private static final Map<String, String> OPTIONS =
      Map.of("padding", "false", "truncation", "false");

  private TextTokens() {}

  /**
   * Tokens of texts.
   *
   * @return {@code length} whole numbers per text, flat
   * @throws UserException if the tokenizer cannot be read, or a text has too many tokens
   */
  static float[] of(ModelBundle bundle, TextSpec spec, List<String> texts) {
    float[] tokens = new float[texts.size() * spec.length()];
    Arrays.fill(tokens, spec.pad());
    try (HuggingFaceTokenizer tokenizer = open(bundle, spec)) {
      for (int i = 0; i < texts.size(); i++) {
        long[] ids = tokenizer.encode(texts.get(i)).getIds();
        if (ids.length > spec.length()) {
          throw new UserException(
              "prompt %s has %d tokens but the text encoder of bundle %s takes %d; shorten it"
                  .formatted(Quoted.of(texts.get(i)), ids.length, bundle, spec.length()));
        }
        for (int j = 0; j < ids.length; j++) {
          tokens[i * spec.length() + j] = ids[j];
        }
      }
    }
    return tokens;
  }

  private static HuggingFaceTokenizer open(ModelBundle bundle, TextSpec spec) {
    try (InputStream in = bundle.files().open(spec.tokenizer())) {
      return HuggingFaceTokenizer.newInstance(in, OPTIONS);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new UserException(
          "tokenizer %s of bundle %s cannot be used; export it again: %s"
              .formatted(spec.tokenizer(), bundle, Messages.firstLine(e)),
          e);
    }
  }
}
