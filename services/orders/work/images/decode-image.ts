import type { Metadata, Sharp } from "sharp";
import { type ImageProblem, openImage } from "../../../shared/images/index.ts";

const limits = {
  maxPixels: 100_000_000,
  maxBufferedPixels: 25_000_000,
  maxWebpPixels: 16_000_000,
  maxAvifPixels: 8_000_000,
};

/** An image whose pixels can all be decoded. The orientation is not applied. */
export interface DecodedImage {
  readonly image: Sharp;
  readonly metadata: Metadata;
}

/** Decodes every pixel of the first frame without keeping it. @returns the image, or the problem */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage | ImageProblem> {
  const image = await openImage(bytes, limits, { applyOrientation: false });
  if (typeof image === "string") return image;
  const metadata = await image.metadata();
  const { width, height } = metadata;
  try {
    // Extracting the whole image first keeps the decoder from skipping pixels.
    await image.clone().extract({ left: 0, top: 0, width, height }).resize(1, 1, { fit: "fill" }).raw().toBuffer();
    return { image, metadata };
  } catch {
    return "damaged";
  }
}

/** Describes a problem, to be appended to the name of the image. */
export const problemTexts: Readonly<Record<ImageProblem, string>> = {
  damaged: "cannot be decoded",
  too_many_pixels: "has more than 100 million pixels",
  too_many_buffered_pixels:
    "is progressive, interlaced or in a format that is decoded as a whole, and has more than 25 million pixels",
  side_too_long: "has a side of more than 30,000 pixels",
  too_many_frames: "has more than 2,000 frames",
  data_exceeds_size: "contains more data than its width and height allow",
  metadata_too_large: "contains compressed text or profiles of more than 16 MiB",
};
