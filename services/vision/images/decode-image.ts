import sharp, { type Sharp } from "sharp";
import { vision } from "../contract.ts";

/** What an image is, once all of its pixels were read. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  /** More than 1 for an animation. */
  readonly frames: number;
  readonly isOpaque: boolean;
}

// What was decoded is not needed again: each image is looked at once.
sharp.cache(false);

/**
 * Opens an image. It stands as its camera meant it to; what is cut or broken fails as it is read, and so does one that
 * would grow beyond the limit of pixels.
 *
 * @param frames how many frames to read; -1 for all
 */
export function openImage(content: Uint8Array, frames = 1): Sharp {
  return sharp(content, {
    pages: frames,
    limitInputPixels: vision.limits.imagePixels,
    failOn: "warning",
    sequentialRead: true,
  }).autoOrient();
}

/**
 * Decodes every pixel of every frame.
 *
 * @param imageId the stored image; undefined for an upload
 * @throws IMAGE_PROCESSING_ERROR
 */
export async function decodeImage(content: Uint8Array, imageId?: string): Promise<Decoded> {
  try {
    const { autoOrient, pages = 1, pageHeight } = await openImage(content, -1).metadata();
    const { isOpaque } = await openImage(content, -1).stats();
    return { width: autoOrient.width, height: pageHeight ?? autoOrient.height, frames: pages, isOpaque };
  } catch (cause) {
    throw processingError(cause, imageId);
  }
}

/** Makes the error of an image that the decoder refuses. Its own words stay in the log. */
export function processingError(
  cause: unknown,
  imageId?: string,
): ReturnType<typeof vision.error.IMAGE_PROCESSING_ERROR> {
  const isTooLarge = /pixel limit/i.test(String(cause));
  const about = imageId === undefined ? {} : { imageId };
  const image = nameOf(imageId);
  const { imagePixels } = vision.limits;
  return vision.error.IMAGE_PROCESSING_ERROR(
    isTooLarge
      ? { reason: "too_many_pixels", problem: `${image} has more than ${imagePixels} pixels`, ...about }
      : { reason: "damaged", problem: `${image} is damaged or not complete`, ...about },
    { cause },
  );
}

/** Names an image in a sentence: the published form has room for no details, and a batch has many images. */
export function nameOf(imageId: string | undefined): string {
  return imageId === undefined ? "the image" : `image ${imageId}`;
}
