// Compares what a reader that is not ours found in a splat file with what we put in.
//
//   node splats.mjs EXPECTED.txt FOUND.csv FORMAT
//
// Tolerances are the formats' own quantization. Rotations count as what they do to the ellipsoid: readers differ in half
// turns about its axes, which change nothing.
import { readFileSync } from "node:fs";

const QUANTIZATION = {
  ply: { place: 1e-6, scale: 1e-5, axis: 1e-6, share: 1e-6, colour: 1e-5, harmonic: 1e-5 },
  // Colour, opacity and rotation in 8 bits.
  splat: { place: 1e-6, scale: 1e-5, axis: 6e-4, share: 0.003, colour: 0.0075, harmonic: Infinity },
  // 12 fractional bits; steps of 1/16; three of 10 bits; 8 bits; 5 bits for degree 1 and 4 for higher ones.
  spz: { place: 1.3e-4, scale: 0.0323, axis: 3e-5, share: 0.003, colour: 0.0145, harmonic: 0.07 },
};
// What 8 bits of colour can hold, as a coefficient; spz reaches further.
const BRIGHTEST = { ply: Infinity, splat: 1.772, spz: 3.32 };

function table(path) {
  const [head, ...lines] = readFileSync(path, "utf8").trim().split("\n");
  const names = head.trim().split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i], Number(value)])));
}

function axes(row) {
  const q = [0, 1, 2, 3].map((k) => row[`rot_${k}`]);
  const n = Math.hypot(...q);
  const [w, x, y, z] = q.map((v) => v / n);
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)],
    [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)],
    [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)],
  ];
}

const key = (row) => ["x", "y", "z"].map((axis) => Math.fround(row[axis])).join();
const share = (row) => 1 / (1 + Math.exp(-row.opacity));
const cut = (value, most) => Math.max(-most, Math.min(most, value));

const [expectedPath, foundPath, format] = process.argv.slice(2);
const limits = QUANTIZATION[format];
const expected = table(expectedPath);
const found = table(foundPath);
const worst = {};
const note = (name, difference) => {
  worst[name] = Math.max(worst[name] ?? 0, Number.isNaN(difference) ? Infinity : difference);
};

if (found.length !== expected.length) {
  console.error(`${foundPath} has ${found.length} Gaussians instead of ${expected.length}`);
  process.exit(1);
}
// A .splat is sorted by size; its places are exact.
const byPlace = new Map(found.map((row) => [key(row), row]));
expected.forEach((row, i) => {
  const other = format === "splat" ? byPlace.get(key(row)) : found[i];
  if (!other) return note("place", Infinity);
  for (const axis of ["x", "y", "z"]) note("place", Math.abs(row[axis] - other[axis]));
  for (const k of [0, 1, 2]) {
    note("scale", Math.abs(row[`scale_${k}`] - other[`scale_${k}`]));
    note("colour", Math.abs(cut(row[`f_dc_${k}`], BRIGHTEST[format]) - cut(other[`f_dc_${k}`], BRIGHTEST[format])));
  }
  note("share", Math.abs(share(row) - share(other)));
  const [a, b] = [axes(row), axes(other)];
  for (const k of [0, 1, 2]) note("axis", 1 - Math.abs(a[k].reduce((sum, v, j) => sum + v * b[k][j], 0)));
  for (let j = 0; `f_rest_${j}` in row && format !== "splat"; j++) {
    note("harmonic", Math.abs(cut(row[`f_rest_${j}`], 0.9) - cut(other[`f_rest_${j}`], 0.9)));
  }
});
const bad = Object.keys(worst).filter((name) => !(worst[name] <= limits[name]));
const figures = Object.entries(worst).map(([name, value]) => `${name} ${value.toExponential(1)}`).join(", ");
console.log(`${format}: ${expected.length} Gaussians, largest differences: ${figures}`);
if (bad.length) {
  console.error(`${foundPath} differs by more than .${format} rounds: ${bad.join(", ")}`);
  process.exit(1);
}
