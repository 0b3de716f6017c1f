import sharp, { type Metadata, type Sharp } from "sharp";
import { hasTooManySegments, isJpeg } from "./jpeg-segments.ts";
import { checkPng, isPng } from "./png-chunks.ts";

/** Limits of an image from a caller. */
export interface ImageLimits {
  /** Pixels of all frames together. */
  readonly maxPixels: number;
  /** Pixels of one frame of an image that a decoder holds in memory as a whole, at 3 to 6 bytes per pixel. @default maxPixels */
  readonly maxBufferedPixels?: number | undefined;
  /** Longest side in pixels. @default 30_000, above any camera's panorama and below the limits of most decoders */
  readonly maxSide?: number | undefined;
}

/** Options of `openImage`. */
export interface OpenImageOptions {
  /** Number of frames of an animation, stacked vertically; -1 for all. @default 1 */
  readonly frames?: number | undefined;
  /** Whether to rotate the pixels as the camera intended, which holds the whole image in memory. @default true */
  readonly applyOrientation?: boolean | undefined;
}

/** Reason why an image is rejected. */
export type ImageProblem =
  | "damaged"
  | "too_many_pixels"
  | "too_many_buffered_pixels"
  | "side_too_long"
  | "data_exceeds_size";

/** Properties of an image whose pixels have all been decoded. */
export interface ImageInfo {
  readonly format: string;
  /** After applying the orientation. */
  readonly width: number;
  /** Of one frame, after applying the orientation. */
  readonly height: number;
  /** More than 1 for an animation. */
  readonly frames: number;
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly isOpaque: boolean;
}

const defaultMaxSide = 30_000;

// Each image is decoded once, so libvips' cache would only take memory.
sharp.cache(false);
// Other loaders (SVG, PDF, TIFF, …) parse far more than pixels; no service accepts their formats.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Jpeg", "Png", "Webp", "Nsgif", "Heif"].map((loader) => `VipsForeignLoad${loader}`),
});

/**
 * Opens an image from a caller without decoding its pixels. Call it only in a worker process.
 *
 * @returns the image or the problem
 */
export async function openImage(
  bytes: Uint8Array,
  { maxPixels, maxBufferedPixels = maxPixels, maxSide = defaultMaxSide }: ImageLimits,
  { frames = 1, applyOrientation = true }: OpenImageOptions = {},
): Promise<Sharp | ImageProblem> {
  if (bytes.byteLength === 0) return "damaged";
  if (isJpeg(bytes) && hasTooManySegments(bytes)) return "data_exceeds_size";
  const content = isPng(bytes) ? await checkPng(bytes) : bytes;
  if (typeof content === "string") return content;
  const image = sharp(content, {
    pages: frames,
    limitInputPixels: maxPixels,
    failOn: "warning",
    sequentialRead: true,
  });
  try {
    const metadata = await image.metadata();
    const { width, height, pageHeight = height } = metadata;
    if (Math.max(width, pageHeight) > maxSide) return "side_too_long";
    if (isBuffered(metadata) && width * pageHeight > maxBufferedPixels) return "too_many_buffered_pixels";
    return applyOrientation ? image.autoOrient() : image;
  } catch (error) {
    return problemOf(error);
  }
}

/**
 * Decodes every pixel of every frame. Call it only in a worker process.
 *
 * @returns the image's properties, or the problem
 */
export async function inspectImage(bytes: Uint8Array, limits: ImageLimits): Promise<ImageInfo | ImageProblem> {
  const image = await openImage(bytes, limits, { frames: -1 });
  if (typeof image === "string") return image;
  try {
    const { format, autoOrient, pages = 1, pageHeight, channels, hasAlpha } = await image.metadata();
    const { isOpaque } = await image.stats();
    const height = pageHeight ?? autoOrient.height;
    return { format, width: autoOrient.width, height, frames: pages, channels, hasAlpha, isOpaque };
  } catch (error) {
    return problemOf(error);
  }
}

/** Only baseline JPEG and PNG without interlacing are decoded line by line. */
function isBuffered({ format, isProgressive }: Metadata): boolean {
  return isProgressive === true || (format !== "jpeg" && format !== "png");
}

function problemOf(error: unknown): ImageProblem {
  return /pixel limit/i.test(String(error)) ? "too_many_pixels" : "damaged";
}
