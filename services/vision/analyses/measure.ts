import { vision } from "../contract.ts";
import { decodeImage, nameOf, openImage, processingError } from "../images/decode-image.ts";
import { type Colour, dominantColours } from "./dominant-colours.ts";

/** What can be measured of an image without knowing what it shows. */
export interface Measurements {
  readonly width: number;
  readonly height: number;
  readonly megapixels: number;
  readonly orientation: "landscape" | "portrait" | "square";
  readonly frames: number;
  readonly isOpaque: boolean;
  /** Mean luminance, 0 (black) to 1 (white). */
  readonly brightness: number;
  /** Standard deviation of the luminance, 0 to 0.5. */
  readonly contrast: number;
  /** Variance of the Laplacian of the luminance (0 to 255) at 512 pixels on the longer side: below 50 is blurred. */
  readonly sharpness: number;
  /** Mean saturation, 0 (grey) to 1. */
  readonly saturation: number;
  /** The most frequent first. */
  readonly dominantColours: readonly Colour[];
}

/** Pixels on the longer side of what is measured: so the figures of large and small images can be compared. */
const workSize = 512;
/** The Laplacian needs a neighbour on every side, and a few points to vary over. */
const minSide = 8;

/**
 * Measures an image. All of its frames are decoded, the first one is measured.
 *
 * @throws IMAGE_PROCESSING_ERROR when it is damaged or too small
 */
export async function measure(content: Uint8Array, imageId: string): Promise<Measurements> {
  const { width, height, frames, isOpaque } = await decodeImage(content, imageId);
  if (Math.min(width, height) < minSide) throw tooSmall(imageId);
  const size = Math.round(width * height) / 1e6;
  return {
    width,
    height,
    megapixels: rounded(size, 3),
    orientation: width === height ? "square" : width > height ? "landscape" : "portrait",
    frames,
    isOpaque,
    ...(await measurePixels(content, imageId)),
  };
}

function tooSmall(imageId: string): Error {
  const problem = `${nameOf(imageId)} has fewer than ${minSide} pixels on a side`;
  return vision.error.IMAGE_PROCESSING_ERROR({ reason: "too_small", problem, imageId });
}

async function measurePixels(
  content: Uint8Array,
  imageId: string,
): Promise<Pick<Measurements, "brightness" | "contrast" | "sharpness" | "saturation" | "dominantColours">> {
  const { data, info } = await openImage(content)
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .resize(workSize, workSize, { fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => Promise.reject(processingError(cause, imageId)));
  const { luminance, saturation } = planesOf(data, info.channels);
  const light = spreadOf(luminance);
  return {
    brightness: rounded(light.mean / 255, 3),
    contrast: rounded(Math.sqrt(light.variance) / 255, 3),
    sharpness: rounded(spreadOf(laplacian(luminance, info.width, info.height)).variance, 1),
    saturation: rounded(saturation, 3),
    dominantColours: dominantColours(data, info.channels),
  };
}

/** Luminance as in ITU-R BT.601, and the mean saturation as in HSV. */
function planesOf(data: Uint8Array, channels: number): { luminance: Float32Array; saturation: number } {
  const luminance = new Float32Array(data.length / channels);
  let sum = 0;
  for (let pixel = 0, at = 0; pixel < luminance.length; pixel += 1, at += channels) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    luminance[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
    const most = Math.max(red, green, blue);
    sum += most === 0 ? 0 : (most - Math.min(red, green, blue)) / most;
  }
  return { luminance, saturation: sum / luminance.length };
}

/** Second derivative by the four neighbours; the border has none. */
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
