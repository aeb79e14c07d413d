package dev.isonomy.model;

/** Which engine runs a bundle's modules. */
public enum ModuleEngine {
  /** TorchScript through DJL's PyTorch engine. */
  TORCHSCRIPT("torchscript"),
  /** ONNX through DJL's ONNX Runtime engine. */
  ONNX("onnx");

  private final String label;

  ModuleEngine(String label) {
    this.label = label;
  }

  /** The name used in {@code bundle.json}. */
  public String label() {
    return label;
  }
}
