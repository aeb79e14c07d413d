"use strict";
// A software renderer of Gaussian splats, the equations of dev.isonomy.splat.SplatRenderer. An asset is a .splat file:
// 32 bytes per Gaussian, axes x right, y down, z away from the viewer.
(function () {
  const canvas = document.getElementById("view");
  const caption = document.getElementById("caption");
  const context = canvas.getContext("2d");
  const buttons = Array.from(document.querySelectorAll("button.asset"));
  const size = canvas.width;
  const pixels = context.createImageData(size, size);
  const rgb = new Float32Array(size * size * 3);
  const through = new Float32Array(size * size);
  const home = Number(canvas.dataset.distance);
  const state = { asset: null, yaw: 0, pitch: 0, distance: home, waiting: false };
  const focal = size / (2 * Math.tan((Number(canvas.dataset.field) * Math.PI) / 360));
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // The colour behind the asset: that of the page's cards.
  function ground() {
    const numbers = getComputedStyle(canvas).backgroundColor.match(/[\d.]+/g) || [255, 255, 255];
    return numbers.slice(0, 3).map((v) => Number(v) / 255);
  }

  function decode(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const count = bytes.length >> 5;
    const asset = { count, place: new Float32Array(count * 3), spread: new Float32Array(count * 6), colour: new Float32Array(count * 4) };
    for (let i = 0; i < count; i++) {
      const at = i * 32;
      const scale = [];
      const q = [];
      for (let k = 0; k < 3; k++) {
        asset.place[3 * i + k] = view.getFloat32(at + 4 * k, true);
        scale.push(view.getFloat32(at + 12 + 4 * k, true));
      }
      for (let k = 0; k < 4; k++) {
        asset.colour[4 * i + k] = bytes[at + 24 + k] / 255;
        q.push((bytes[at + 28 + k] - 128) / 128);
      }
      asset.spread.set(covariance(q, scale), 6 * i);
    }
    return asset;
  }

  // The six numbers xx, xy, xz, yy, yz, zz of R diag(s)^2 R'.
  function covariance(q, s) {
    const n = Math.hypot(q[0], q[1], q[2], q[3]) || 1;
    const [w, x, y, z] = q.map((v) => v / n);
    const r = [
      [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
      [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
      [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ];
    const out = [];
    for (let i = 0; i < 3; i++) {
      for (let j = i; j < 3; j++) {
        out.push(r[i][0] * r[j][0] * s[0] * s[0] + r[i][1] * r[j][1] * s[1] * s[1] + r[i][2] * r[j][2] * s[2] * s[2]);
      }
    }
    return out;
  }

  // Rows: right, down, forward of a camera that went around the asset by yaw and pitch.
  function axes() {
    const cy = Math.cos(state.yaw), sy = Math.sin(state.yaw);
    const cp = Math.cos(state.pitch), sp = Math.sin(state.pitch);
    return [[cy, 0, sy], [-sy * sp, cp, cy * sp], [-sy * cp, -sp, cy * cp]];
  }

  function project(asset) {
    const m = axes();
    const drawn = [];
    for (let i = 0; i < asset.count; i++) {
      const p = asset.place.subarray(3 * i, 3 * i + 3);
      const c = m.map((row) => row[0] * p[0] + row[1] * p[1] + row[2] * p[2]);
      const z = c[2] + state.distance;
      const opacity = asset.colour[4 * i + 3];
      if (z < 0.2 || opacity < 1 / 255) continue;
      const f = focal / z;
      const jx = m[0].map((v, k) => f * (v - (c[0] / z) * m[2][k]));
      const jy = m[1].map((v, k) => f * (v - (c[1] / z) * m[2][k]));
      const s = asset.spread.subarray(6 * i, 6 * i + 6);
      const a = quadratic(s, jx, jx) + 0.3;
      const b = quadratic(s, jx, jy);
      const d = quadratic(s, jy, jy) + 0.3;
      const det = a * d - b * b;
      const q = 2 * Math.log(255 * opacity);
      drawn.push({ i, z, opacity, x: f * c[0] + size / 2, y: f * c[1] + size / 2, a: d / det, b: -b / det, c: a / det, rx: Math.sqrt(q * a), ry: Math.sqrt(q * d) });
    }
    return drawn.sort((left, right) => left.z - right.z);
  }

  function quadratic(s, u, v) {
    return (
      u[0] * (s[0] * v[0] + s[1] * v[1] + s[2] * v[2]) +
      u[1] * (s[1] * v[0] + s[3] * v[1] + s[4] * v[2]) +
      u[2] * (s[2] * v[0] + s[4] * v[1] + s[5] * v[2])
    );
  }

  function blend(g, colour) {
    const top = Math.max(0, Math.floor(g.y - g.ry)), bottom = Math.min(size - 1, Math.ceil(g.y + g.ry));
    const left = Math.max(0, Math.floor(g.x - g.rx)), right = Math.min(size - 1, Math.ceil(g.x + g.rx));
    for (let row = top; row <= bottom; row++) {
      const dy = row + 0.5 - g.y;
      for (let column = left; column <= right; column++) {
        const at = row * size + column;
        if (through[at] < 1e-3) continue;
        const dx = column + 0.5 - g.x;
        const alpha = Math.min(0.99, g.opacity * Math.exp(-0.5 * (g.a * dx * dx + g.c * dy * dy) - g.b * dx * dy));
        if (alpha < 1 / 255) continue;
        const weight = through[at] * alpha;
        for (let k = 0; k < 3; k++) rgb[3 * at + k] += weight * colour[k];
        through[at] *= 1 - alpha;
      }
    }
  }

  function draw() {
    state.waiting = false;
    if (!state.asset) return;
    const behind = ground();
    rgb.fill(0);
    through.fill(1);
    for (const g of project(state.asset)) blend(g, state.asset.colour.subarray(4 * g.i, 4 * g.i + 3));
    for (let at = 0; at < size * size; at++) {
      for (let k = 0; k < 3; k++) pixels.data[4 * at + k] = 255 * (rgb[3 * at + k] + through[at] * behind[k]) + 0.5;
      pixels.data[4 * at + 3] = 255;
    }
    context.putImageData(pixels, 0, 0);
    canvas.dataset.drawn = String(Number(canvas.dataset.drawn || 0) + 1);
  }

  function redraw() {
    if (!state.waiting) {
      state.waiting = true;
      requestAnimationFrame(draw);
    }
  }

  function turn(yaw, pitch) {
    state.yaw += yaw;
    state.pitch = Math.max(-1.4, Math.min(1.4, state.pitch + pitch));
    redraw();
  }

  function approach(step) {
    state.distance = Math.max(home / 3, Math.min(home * 3, state.distance * Math.exp(step)));
    redraw();
  }

  function choose(button) {
    buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    state.asset = decode(button.dataset.splat);
    caption.textContent = button.dataset.name;
    canvas.title = state.asset.count + " Gaussians";
    redraw();
  }

  buttons.forEach((button) => {
    const strip = button.querySelector(".turn img");
    const count = () => strip.style.setProperty("--views", String(Math.max(1, Math.round(strip.naturalWidth / strip.naturalHeight))));
    if (strip.complete) count();
    strip.addEventListener("load", count);
    button.addEventListener("click", () => choose(button));
  });
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) turn(event.movementX * 0.01, event.movementY * 0.01);
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    approach(event.deltaY * 0.001);
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
    if (step) {
      event.preventDefault();
      turn(step[0], step[1]);
    } else if (event.key === "+" || event.key === "-") {
      approach(event.key === "+" ? -0.1 : 0.1);
    }
  });
  dark.addEventListener("change", redraw);
  if (buttons.length) choose(buttons[0]);
})();
