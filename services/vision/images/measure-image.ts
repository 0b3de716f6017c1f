import { type ImageLimits, type ImageProblem, inspectImage, openImage } from "../../shared/images/index.ts";
import { dominantColours } from "./dominant-colours.ts";
import type { Measurements } from "./measurements.ts";

/** A problem that a task of the image worker reports. */
export type ImageTaskProblem = ImageProblem | "too_small";

/** Images are scaled to this length of the longer side before measuring, which makes the results comparable. In pixels. */
const workSize = 512;
/** The Laplacian needs a neighbour on every side, and a few points to vary over. */
const minSide = 8;

/**
 * Measures an image: decodes all frames and measures the first. Call it only in a worker process.
 *
 * @returns the measurements, or the problem
 */
export async function measureImage(content: Uint8Array, limits: ImageLimits): Promise<Measurements | ImageTaskProblem> {
  const info = await inspectImage(content, limits);
  if (typeof info === "string") return info;
  const { width, height, frames, isOpaque } = info;
  if (Math.min(width, height) < minSide) return "too_small";
  const image = await openImage(content, limits);
  if (typeof image === "string") return image;
  const { data, info: raw } = await image
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .resize(workSize, workSize, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { luminance, saturation } = planesOf(data, raw.channels);
  const light = spreadOf(luminance);
  return {
    width,
    height,
    megapixels: rounded((width * height) / 1e6, 3),
    orientation: width === height ? "square" : width > height ? "landscape" : "portrait",
    frames,
    isOpaque,
    brightness: rounded(light.mean / 255, 3),
    contrast: rounded(Math.sqrt(light.variance) / 255, 3),
    sharpness: rounded(spreadOf(laplacian(luminance, raw.width, raw.height)).variance, 1),
    saturation: rounded(saturation, 3),
    dominantColours: dominantColours(data, raw.channels),
  };
}

/** Computes the luminance (ITU-R BT.601) of every pixel and the mean saturation (HSV). */
function planesOf(data: Uint8Array, channels: number): { luminance: Float32Array; saturation: number } {
  const luminance = new Float32Array(data.length / channels);
  let sum = 0;
  for (let pixel = 0, at = 0; pixel < luminance.length; pixel += 1, at += channels) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    luminance[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
    const max = Math.max(red, green, blue);
    sum += max === 0 ? 0 : (max - Math.min(red, green, blue)) / max;
  }
  return { luminance, saturation: sum / luminance.length };
}

/** Computes the second derivative from the four neighbours, except at the border. */
function laplacian(plane: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array((width - 2) * (height - 2));
  let next = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around = (plane[at - 1] ?? 0) + (plane[at + 1] ?? 0) + (plane[at - width] ?? 0) + (plane[at + width] ?? 0);
      result[next] = around - 4 * (plane[at] ?? 0);
      next += 1;
    }
  }
  return result;
}

function spreadOf(values: Float32Array): { mean: number; variance: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const count = Math.max(values.length, 1);
  const mean = sum / count;
  return { mean, variance: Math.max(0, squares / count - mean * mean) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
