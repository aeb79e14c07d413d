"""The official files' tensors by name, spelled out apart from the model: what random checkpoints are made of.

Two files are needed: the checkpoint, whose `state_dict` lacks the frozen copy of DINOv2 of the point generator, and the
published weights of DINOv2, under the names of their Hugging Face repository.
"""

from widths import CAMERA, NARROW, PATCH, SPLIT, WIDE, Widths


def linear(name: str, outputs: int, inputs: int, *rest: int, bias: bool = True) -> dict:
    shapes = {f"{name}.weight": (outputs, inputs, *rest)}
    return shapes | ({f"{name}.bias": (outputs,)} if bias else {})


def norm(name: str, width: int) -> dict:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def dino(prefix: str, w: Widths) -> dict:
    d = w.dino
    shapes = {
        f"{prefix}embeddings.cls_token": (1, 1, d),
        f"{prefix}embeddings.mask_token": (1, d),
        f"{prefix}embeddings.position_embeddings": (1, w.pretrained_grid**2 + 1, d),
    }
    shapes |= linear(f"{prefix}embeddings.patch_embeddings.projection", d, 3, PATCH, PATCH)
    for i in range(w.dino_layers):
        layer = f"{prefix}encoder.layer.{i}."
        for name in ("query", "key", "value"):
            shapes |= linear(f"{layer}attention.attention.{name}", d, d)
        shapes |= linear(f"{layer}attention.output.dense", d, d)
        shapes |= norm(f"{layer}norm1", d) | norm(f"{layer}norm2", d)
        shapes |= {f"{layer}layer_scale1.lambda1": (d,), f"{layer}layer_scale2.lambda1": (d,)}
        shapes |= linear(f"{layer}mlp.fc1", 4 * d, d) | linear(f"{layer}mlp.fc2", d, 4 * d)
    return shapes | norm(f"{prefix}layernorm", d)


def modulations(prefix: str, w: Widths) -> dict:
    shapes = {}
    for i in range(2 * w.dino_layers):
        shapes |= linear(f"{prefix}modulations.{i}.linear2", 2 * w.dino, w.dino)
    return shapes


def backbone(prefix: str, w: Widths) -> dict:
    c = w.channels
    shapes = norm(f"{prefix}norm", c) | linear(f"{prefix}proj_in", c, c) | linear(f"{prefix}proj_out", c, c)
    for i in range(w.layers):
        block = f"{prefix}transformer_blocks.{i}."
        for name, context in (("attn1", c), ("attn2", w.dino)):
            shapes |= linear(f"{block}{name}.to_q", c, c, bias=False)
            shapes |= linear(f"{block}{name}.to_k", c, context, bias=False) | linear(f"{block}{name}.to_v", c, context, bias=False)
            shapes |= linear(f"{block}{name}.to_out.0", c, c)
        for name in ("norm1", "norm2", "norm3"):
            shapes |= norm(f"{block}{name}", c)
        shapes |= linear(f"{block}ff.net.0.proj", 8 * c, c) | linear(f"{block}ff.net.2", c, 4 * c)
    return shapes


def residual(name: str, inputs: int, hidden: int, outputs: int) -> dict:
    shapes = linear(f"{name}.conv_1", hidden, inputs, 1) | linear(f"{name}.conv_2", outputs, hidden, 1)
    return shapes | linear(f"{name}.conv_shortcut", outputs, inputs, 1)


def perceptron(name: str, inputs: int, hidden: int, outputs: int) -> dict:
    shapes = linear(f"{name}.0", hidden, inputs, 1, 1) | linear(f"{name}.3", outputs, hidden, 1, 1) | norm(f"{name}.1", hidden)
    return shapes | {
        f"{name}.1.running_mean": (hidden,),
        f"{name}.1.running_var": (hidden,),
        f"{name}.1.num_batches_tracked": (),
    }


def steps(name: str, inputs: int, hidden: int, outputs: int) -> dict:
    return linear(f"{name}.mlp.0", hidden, inputs, 1) | linear(f"{name}.mlp.2", outputs, hidden, 1)


def upsampling(prefix: str, w: Widths) -> dict:
    shapes = steps(f"{prefix}mlp_feat_cond", w.dino, 2 * w.condition, w.condition)
    for i, times in enumerate(w.splits):
        upper = f"{prefix}uppers.{i}."
        shapes |= steps(f"{upper}mlp_1", 3, NARROW, WIDE) | steps(f"{upper}mlp_2", 2 * WIDE + w.condition, 2 * WIDE, WIDE)
        skip = f"{upper}skip_transformer."
        shapes |= residual(f"{skip}mlp_v", 2 * WIDE, WIDE, WIDE)
        for name in ("conv_key", "conv_query", "conv_value"):
            shapes |= linear(f"{skip}{name}", NARROW, WIDE, 1)
        shapes |= perceptron(f"{skip}pos_mlp", 3, NARROW, NARROW) | perceptron(f"{skip}attn_mlp", NARROW, 4 * NARROW, NARROW)
        shapes |= linear(f"{skip}conv_end", WIDE, NARROW, 1)
        shapes |= steps(f"{upper}mlp_ps", WIDE, NARROW, SPLIT) | {f"{upper}ps.weight": (SPLIT, WIDE, times)}
        shapes |= residual(f"{upper}mlp_delta_feature", 2 * WIDE, WIDE, WIDE) | steps(f"{upper}mlp_delta", WIDE, NARROW, 3)
    return shapes


def camera(prefix: str, w: Widths) -> dict:
    return linear(f"{prefix}camera_embedder.layers.0", w.dino, CAMERA) | linear(f"{prefix}camera_embedder.layers.2", w.dino, w.dino)


def checkpoint(w: Widths) -> dict:
    """Shapes by name of the checkpoint's `state_dict`."""
    shapes = dino("image_tokenizer.model.", w) | modulations("image_tokenizer.", w) | camera("", w)
    # The modulations are registered twice: in the list, and inside the layers.
    for i in range(w.dino_layers):
        for k in (1, 2):
            shapes |= linear(f"image_tokenizer.model.encoder.layer.{i}.norm{k}_modulation.linear2", 2 * w.dino, w.dino)
    shapes |= {"tokenizer.embeddings": (3, w.channels, w.plane, w.plane)} | backbone("backbone.", w)
    shapes |= {"post_processor.upsample.weight": (w.channels, w.plane_channels, 2, 2), "post_processor.upsample.bias": (w.plane_channels,)}
    shapes |= linear("renderer.mlp_net.layers.0", w.head, 3 * w.plane_channels + w.projected)
    shapes |= linear("renderer.mlp_net.layers.2", w.head, w.head) | linear("renderer.mlp_net.layers.4", w.head, w.head)
    for i, width in enumerate((3, 3, 4, 1, w.harmonics)):
        shapes |= linear(f"renderer.gs_net.out_layers.{i}", width, w.head)
    generator = "pointcloud_generator."
    shapes |= modulations(f"{generator}image_tokenizer.", w) | camera(generator, w)
    shapes |= {f"{generator}tokenizer.pcl_embeddings.weight": (w.points, w.channels)}
    shapes |= backbone(f"{generator}backbone.", w) | linear(f"{generator}post_processor.point_layer", 3, w.channels)
    shapes |= upsampling(f"{generator}pointcloud_upsampling.decoder.", w)
    shapes |= linear("point_encoder.fc_pos", 2 * w.hidden, 3 + w.projected) | linear("point_encoder.fc_c", w.channels, w.hidden)
    for i in range(w.blocks):
        block = f"point_encoder.blocks.{i}"
        shapes |= linear(f"{block}.fc_0", w.hidden, 2 * w.hidden) | linear(f"{block}.fc_1", w.hidden, w.hidden)
        shapes |= linear(f"{block}.shortcut", w.hidden, 2 * w.hidden, bias=False)
    return shapes
