import { randomBytes } from "node:crypto";
import sharp from "sharp";

/** Attributes of an image. */
export interface PictureOptions {
  /** @default 64 */
  readonly width?: number;
  /** @default 48 */
  readonly height?: number;
  /** Fills the image. @default unique noise */
  readonly colour?: string;
  /** @default "png" */
  readonly format?: "png" | "jpeg" | "webp" | "gif" | "avif";
}

/** Creates an image file. */
export async function picture(options: PictureOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { width = 64, height = 48, colour, format = "png" } = options;
  const image =
    colour === undefined
      ? sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
      : sharp({ create: { width, height, channels: 3, background: colour } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}
