package dev.isonomy.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.isonomy.error.UserException;
import dev.isonomy.model.Bundle;
import dev.isonomy.model.ModuleException;
import dev.isonomy.model.ModuleFiles;
import dev.isonomy.model.djl.NetworkCalls.Input;
import dev.isonomy.model.djl.NetworkCalls.Piece;
import dev.isonomy.model.djl.NetworkCalls.Target;
import java.util.List;
import java.util.Locale;

/**
 * Holds what a network is given and what it returns against what the bundle promises; errors name
 * module, method, file and bundle.
 *
 * @param bundle whose networks are called
 */
record CallChecks(Bundle bundle) {

  /** A network as messages call it. */
  String name(Target target) {
    String method = target.method().equals(ModuleFiles.FORWARD) ? "" : "." + target.method();
    return "module %s%s (%s of bundle %s)"
        .formatted(
            target.module().label(),
            method,
            bundle.manifest().file(target.module(), target.method()),
            bundle);
  }

  /**
   * Refuses arrays of a wrong length: a mistake of the caller.
   *
   * @throws IllegalArgumentException naming the network and the numbers
   */
  void requireArguments(Target target, List<Input> inputs, int count, List<float[]> outs) {
    for (Input input : inputs) {
      if (input.numbers().length != count * input.size()) {
        throw new IllegalArgumentException(
            "%s was given %d numbers for %d samples of %d"
                .formatted(name(target), input.numbers().length, count, input.size()));
      }
    }
    for (int i = 0; i < outs.size(); i++) {
      if (outs.get(i).length != count * target.size(i)) {
        throw new IllegalArgumentException(
            "%s needs room for %d samples of %d".formatted(name(target), count, target.size(i)));
      }
    }
  }

  /** What an engine's exception means: a bundle that lacks a method, or a network that failed. */
  RuntimeException failure(Target target, RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("is not defined") || message.contains("Method '")) {
      return new UserException(
          name(target) + " has no such method; export it again: " + Messages.firstLine(e), e);
    }
    return new ModuleException(name(target) + " failed: " + Messages.lastLine(e), e);
  }

  /**
   * Refuses results of another number, type or shape than the bundle says.
   *
   * @throws UserException naming what is promised and what came
   */
  void requireShapes(Target target, NDList results, Piece piece) {
    int expected = target.shapes().size();
    if (results.size() != expected) {
      throw new UserException(
          "%s must return %s but returned %d"
              .formatted(
                  name(target),
                  expected == 1 ? "one tensor" : expected + " tensors",
                  results.size()));
    }
    for (int i = 0; i < expected; i++) {
      requireShape(target, results.get(i), piece.shape(target.shapes().get(i)));
    }
  }

  private void requireShape(Target target, NDArray result, Shape expected) {
    if (result.getDataType() != DataType.FLOAT32) {
      throw new UserException(
          "%s must return float32 but returned %s"
              .formatted(name(target), result.getDataType().name().toLowerCase(Locale.ROOT)));
    }
    if (!result.getShape().equals(expected)) {
      throw new UserException(
          "%s must return the shape %s but returned %s"
              .formatted(name(target), expected, result.getShape()));
    }
  }

  /**
   * Refuses results of a piece that are not finite.
   *
   * @throws ModuleException naming the number, with its sample
   */
  void requireFinite(Target target, Piece piece, List<float[]> outs) {
    for (int i = 0; i < outs.size(); i++) {
      int size = target.size(i);
      float[] numbers = outs.get(i);
      for (int at = piece.from() * size; at < (piece.from() + piece.count()) * size; at++) {
        if (!Float.isFinite(numbers[at])) {
          throw new ModuleException(name(target) + " returned " + numbers[at], at / size);
        }
      }
    }
  }
}
