package dev.isonomy.audit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.isonomy.audit.metric.JsonParts;
import dev.isonomy.metric.Interval;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How reports write what JSON does not know: numbers that do not exist are null, an empty {@code
 * Optional} leaves its key out, an interval is an array of two numbers, and {@link JsonParts} are
 * one object.
 */
final class ReportAdapters implements TypeAdapterFactory {
  @Override
  @SuppressWarnings("unchecked") // each adapter is returned for the class that it writes
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (raw == double.class || raw == Double.class) {
      return (TypeAdapter<T>) writer(ReportAdapters::number);
    } else if (raw == OptionalDouble.class) {
      return (TypeAdapter<T>) writer(ReportAdapters::optionalNumber);
    } else if (raw == Optional.class) {
      return (TypeAdapter<T>)
          writer((JsonWriter out, Optional<?> value) -> optional(gson, out, value));
    } else if (raw == Interval.class) {
      return (TypeAdapter<T>) writer(ReportAdapters::interval);
    } else if (raw == JsonParts.class) {
      return (TypeAdapter<T>)
          writer((JsonWriter out, JsonParts value) -> gson.toJson(merged(gson, value), out));
    }
    return null;
  }

  private static void number(JsonWriter out, Double value) throws IOException {
    if (Double.isFinite(value)) {
      out.value(value.doubleValue());
    } else {
      out.nullValue();
    }
  }

  private static void optionalNumber(JsonWriter out, OptionalDouble value) throws IOException {
    number(out, value.orElse(Double.NaN));
  }

  private static void optional(Gson gson, JsonWriter out, Optional<?> value) throws IOException {
    if (value.isPresent()) {
      Object present = value.orElseThrow();
      gson.toJson(present, present.getClass(), out);
      return;
    }
    boolean nulls = out.getSerializeNulls();
    out.setSerializeNulls(false); // drops the name that is already written, too
    out.nullValue();
    out.setSerializeNulls(nulls);
  }

  private static void interval(JsonWriter out, Interval value) throws IOException {
    out.beginArray();
    number(out, value.lower());
    number(out, value.upper());
    out.endArray();
  }

  private static JsonObject merged(Gson gson, JsonParts parts) {
    JsonObject merged = new JsonObject();
    for (Object part : parts.parts()) {
      gson.toJsonTree(part).getAsJsonObject().asMap().forEach(merged::add);
    }
    return merged;
  }

  /** Writes a value that is not null. */
  private interface Writer<T> {
    void write(JsonWriter out, T value) throws IOException;
  }

  private static <T> TypeAdapter<T> writer(Writer<T> writer) {
    return new TypeAdapter<>() {
      @Override
      public void write(JsonWriter out, T value) throws IOException {
        if (value == null) {
          out.nullValue();
        } else {
          writer.write(out, value);
        }
      }

      @Override
      public T read(JsonReader in) {
        throw new UnsupportedOperationException("reports are written only");
      }
    };
  }
}
