import sharp, { type Metadata, type Sharp } from "sharp";
import { checkAvif, isIsoMedia } from "./avif-items.ts";
import { withReducedExif } from "./exif.ts";
import { hasTooManySegments, isJpeg } from "./jpeg-segments.ts";
import { checkPng, hasOversizedMetadata, isPng } from "./png-chunks.ts";
import { hasTooManyChunks, isWebp } from "./webp-chunks.ts";

/** Limits of an image from a caller. */
export interface ImageLimits {
  /** Pixels of all frames together. */
  readonly maxPixels: number;
  /** Pixels of one frame of an image that a decoder holds in memory as a whole, at 3 to 6 bytes per pixel. @default maxPixels */
  readonly maxBufferedPixels?: number | undefined;
  /** Pixels of all frames of a WebP image, whose decoder needs 9 bytes per pixel. @default maxBufferedPixels */
  readonly maxWebpPixels?: number | undefined;
  /** Pixels of one frame of an AVIF image, whose decoder needs 18 bytes per pixel. @default maxBufferedPixels */
  readonly maxAvifPixels?: number | undefined;
  /** Longest side in pixels. @default 30_000, above any camera's panorama and below the limits of most decoders */
  readonly maxSide?: number | undefined;
}

/** Options of `openImage`. */
export interface OpenImageOptions {
  /** Number of frames of an animation, stacked vertically; -1 for all. AVIF files always have 1. @default 1 */
  readonly frames?: number | undefined;
  /** Index of an image in an AVIF file. @default the primary one */
  readonly page?: number | undefined;
  /** Whether to rotate the pixels as the camera intended, which holds the whole image in memory. @default true */
  readonly applyOrientation?: boolean | undefined;
}

/** Reason why an image is rejected. */
export type ImageProblem =
  | "damaged"
  | "too_many_pixels"
  | "too_many_buffered_pixels"
  | "side_too_long"
  | "too_many_frames"
  | "data_exceeds_size"
  | "metadata_too_large";

/** Properties of an image whose pixels have all been decoded. */
export interface ImageInfo {
  readonly format: string;
  /** After applying the orientation. */
  readonly width: number;
  /** Of one frame, after applying the orientation. */
  readonly height: number;
  /** More than 1 for an animation, or an AVIF file with several images. */
  readonly frames: number;
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly isOpaque: boolean;
}

const defaultMaxSide = 30_000;
/** Long animations have a few hundred. Frames take time to decode, however small they are. */
const maxFrames = 2_000;
/** Chunks of a WebP file that are not frames. */
const metadataChunks = 100;
/** Profiles and comments of editors have a few MiB at most. More is meant to harm readers. */
const maxMetadataBytes = 16 * 1024 * 1024;
/** Encoders of WebP and AVIF write one byte for about 30,000 pixels of one colour. A file with fewer is only a header. */
const maxPixelsPerByte = 50_000;

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
  limits: ImageLimits,
  { frames = 1, page, applyOrientation = true }: OpenImageOptions = {},
): Promise<Sharp | ImageProblem> {
  if (bytes.byteLength === 0) return "damaged";
  if (isJpeg(bytes) && hasTooManySegments(bytes)) return "data_exceeds_size";
  if (isWebp(bytes) && hasTooManyChunks(bytes, maxFrames + metadataChunks)) return "too_many_frames";
  const content = await withoutMetadata(bytes, limits);
  if (typeof content === "string") return content;
  // The images of an AVIF file can have different sizes, so they cannot be stacked.
  const isSeparate = isIsoMedia(bytes);
  const open = (index: number): Sharp =>
    sharp(content, {
      ...(isSeparate ? { page: index } : { pages: frames }),
      limitInputPixels: limits.maxPixels,
      failOn: "warning",
      sequentialRead: true,
    });
  try {
    const first = open(page ?? 0);
    const { pagePrimary = 0 } = await first.metadata();
    const image = isSeparate && page === undefined && pagePrimary > 0 ? open(pagePrimary) : first;
    const problem = sizeProblem(await image.metadata(), bytes.byteLength, limits);
    if (problem !== undefined) return problem;
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
    const isOpaque = await decodeAll(image, hasAlpha);
    const problem = isIsoMedia(bytes) && pages > 1 ? await decodeEach(bytes, limits, pages) : undefined;
    if (problem !== undefined) return problem;
    const height = pageHeight ?? autoOrient.height;
    return { format, width: autoOrient.width, height, frames: pages, channels, hasAlpha, isOpaque };
  } catch (error) {
    return problemOf(error);
  }
}

/** Returns the file without what no service reads and decoders take long for, or the problem. */
async function withoutMetadata(bytes: Uint8Array, limits: ImageLimits): Promise<Uint8Array | ImageProblem> {
  if (isPng(bytes))
    return (await hasOversizedMetadata(bytes, maxMetadataBytes)) ? "metadata_too_large" : await checkPng(bytes);
  const { maxPixels, maxBufferedPixels = maxPixels, maxAvifPixels = maxBufferedPixels } = limits;
  return isIsoMedia(bytes) ? checkAvif(bytes, { maxPixels, maxAvifPixels }) : withReducedExif(bytes);
}

/** Decodes every image of an AVIF file. */
async function decodeEach(bytes: Uint8Array, limits: ImageLimits, pages: number): Promise<ImageProblem | undefined> {
  let pixels = 0;
  for (let page = 0; page < pages; page += 1) {
    const image = await openImage(bytes, limits, { page });
    if (typeof image === "string") return image;
    const { width, height, hasAlpha } = await image.metadata();
    pixels += width * height;
    if (pixels > limits.maxPixels) return "too_many_pixels";
    await decodeAll(image, hasAlpha);
  }
  return undefined;
}

/**
 * Decodes every pixel without keeping them: `stats()` would hold the whole image in memory, to read it several times.
 *
 * @returns whether no pixel is transparent
 */
async function decodeAll(image: Sharp, hasAlpha: boolean): Promise<boolean> {
  if (hasAlpha) {
    const alpha = await image.extractChannel("alpha").raw().toBuffer();
    return alpha.every((value) => value === 255);
  }
  await image.resize(1, 1, { fit: "fill", fastShrinkOnLoad: false }).raw().toBuffer();
  return true;
}

/** Checks what the header declares, before pixels are decoded. */
function sizeProblem(metadata: Metadata, fileBytes: number, limits: ImageLimits): ImageProblem | undefined {
  const { format, width, height, pageHeight = height, pages = 1 } = metadata;
  if (pages > maxFrames) return "too_many_frames";
  if (Math.max(width, pageHeight) > (limits.maxSide ?? defaultMaxSide)) return "side_too_long";
  // The decoder of WebP keeps every frame.
  const bufferedHeight = format === "webp" ? height : pageHeight;
  if (width * bufferedHeight > maxBuffered(metadata, limits)) return "too_many_buffered_pixels";
  return width * pageHeight > fileBytes * maxPixelsPerByte ? "damaged" : undefined;
}

/** Returns the limit of what is decoded as a whole. Only baseline JPEG and PNG without interlacing are decoded line by line. */
function maxBuffered({ format, isProgressive }: Metadata, limits: ImageLimits): number {
  const { maxPixels, maxBufferedPixels = maxPixels, maxWebpPixels, maxAvifPixels } = limits;
  if (format === "webp") return maxWebpPixels ?? maxBufferedPixels;
  if (format === "heif") return maxAvifPixels ?? maxBufferedPixels;
  return isProgressive === true || format === "gif" ? maxBufferedPixels : maxPixels;
}

function problemOf(error: unknown): ImageProblem {
  return /pixel limit/i.test(String(error)) ? "too_many_pixels" : "damaged";
}
