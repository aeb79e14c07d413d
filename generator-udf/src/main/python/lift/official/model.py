"""TriplaneGaussian at inference, in pure torch, under the parameter names of its published checkpoint.

Written from the paper (Zou et al., CVPR 2024, arXiv 2312.09147) and from what the checkpoint's loader expects; no custom
operator. It returns Gaussians: drawing them is the business of whoever loads the bundle.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from dino import ImageTokenizer
from pointnet import PLANES, PointEncoder
from projection import ImageFeatures
from transformer import Backbone
from upsampling import Upsampling
from widths import CAMERA, Widths

STEP = 1.2 / 32  # how far a Gaussian may move from its point, both ways together
MAX_LOG_SCALE = math.log(0.2)


class Steps(nn.Module):
    """Linear layers with SiLU between them."""

    def __init__(self, *sizes: int):
        super().__init__()
        layers = []
        for inputs, outputs in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, outputs), nn.SiLU()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.layers(x)


class PointGenerator(nn.Module):
    """A cloud [B, gaussians, 3] from the image alone."""

    def __init__(self, w: Widths):
        super().__init__()
        self.image_tokenizer = ImageTokenizer(w)
        self.camera_embedder = Steps(CAMERA, w.dino, w.dino)
        self.tokenizer = nn.ModuleDict({"pcl_embeddings": nn.Embedding(w.points, w.channels)})
        self.backbone = Backbone(w)
        self.post_processor = nn.ModuleDict({"point_layer": nn.Linear(w.channels, 3)})
        self.pointcloud_upsampling = Upsampling(w)

    def forward(self, image, camera):
        # This part was trained on the pose with OpenGL's axes: y up, z backwards.
        flip = camera.new_tensor([1.0, -1.0, -1.0, 1.0]).repeat(3)
        opengl = torch.cat([camera[:, :9], camera[:, 9:21] * flip, camera[:, 21:]], dim=1)
        tokens = self.image_tokenizer(image, self.camera_embedder(opengl))
        latents = self.tokenizer["pcl_embeddings"].weight.t().expand(image.shape[0], -1, -1)
        points = self.post_processor["point_layer"](self.backbone(latents, tokens).transpose(1, 2))
        return self.pointcloud_upsampling.decoder(points, tokens, camera)


class Planes(nn.Module):
    """Learned planes, to which those of the points are added."""

    def __init__(self, w: Widths):
        super().__init__()
        self.embeddings = nn.Parameter(torch.zeros(3, w.channels, w.plane, w.plane))


class Gaussians(nn.Module):
    """The numbers of every Gaussian from the planes and the image's features at its point."""

    def __init__(self, w: Widths):
        super().__init__()
        self.radius = w.radius
        self.mlp_net = Steps(3 * w.plane_channels + w.projected, w.head, w.head, w.head)
        self.gs_net = nn.ModuleDict({"out_layers": nn.ModuleList(nn.Linear(w.head, n) for n in (3, 3, 4, 1, w.harmonics))})

    def forward(self, planes, points, projected):
        read = []
        for i, axes in enumerate(PLANES):
            at = torch.stack([points[..., a] for a in axes], dim=-1).unsqueeze(1) / self.radius
            read.append(F.grid_sample(planes[:, i], at, mode="bilinear", align_corners=False).squeeze(2).transpose(1, 2))
        x = self.mlp_net(torch.cat([*read, projected], dim=-1))
        move, scale, rotation, opacity, colour = (layer(x) for layer in self.gs_net["out_layers"])
        return (
            points + (torch.sigmoid(move) - 0.5) * STEP,
            scale.clamp(max=MAX_LOG_SCALE),
            F.normalize(rotation, dim=-1),
            opacity,
            colour,
        )


class TriplaneGaussian(nn.Module):
    """forward(image [B, 3, S, S] in [0, 1] on white, mask [B, 1, S, S], camera [B, 25]) -> the Gaussians, as Isonomy's
    bundles return them: positions, log scales, rotations wxyz, opacity logits, spherical harmonics coefficient by coefficient.
    """

    def __init__(self, w: Widths):
        super().__init__()
        self.image_tokenizer = ImageTokenizer(w)
        self.camera_embedder = Steps(CAMERA, w.dino, w.dino)
        self.tokenizer = Planes(w)
        self.backbone = Backbone(w)
        self.post_processor = nn.ModuleDict({"upsample": nn.ConvTranspose2d(w.channels, w.plane_channels, 2, 2)})
        self.renderer = Gaussians(w)
        self.pointcloud_generator = PointGenerator(w)
        self.point_encoder = PointEncoder(w)
        self.features = ImageFeatures(w)

    def forward(self, image, mask, camera):
        points = self.pointcloud_generator(image, camera)
        tokens = self.image_tokenizer(image, self.camera_embedder(camera))
        projected = self.features(points, image, mask, tokens, camera)
        planes = self.tokenizer.embeddings + self.point_encoder(torch.cat([points, projected], dim=-1))
        # [B, 3, C, S, S] to one sequence, plane by plane.
        latents = self.backbone(planes.transpose(1, 2).flatten(2), tokens)
        maps = latents.unflatten(2, planes.shape[1:2] + planes.shape[3:]).transpose(1, 2)
        maps = self.post_processor["upsample"](maps.flatten(0, 1)).unflatten(0, (-1, 3))
        return self.renderer(maps, points, projected)
