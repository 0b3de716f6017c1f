import { randomBytes } from "node:crypto";
import sharp from "sharp";

/** What a test wants of an image. */
export interface PictureFacts {
  /** @default 64 */
  readonly width?: number;
  /** @default 48 */
  readonly height?: number;
  /** One colour; left out for noise that no other image has. */
  readonly colour?: string;
  /** @default "png" */
  readonly format?: "png" | "jpeg" | "webp" | "gif" | "avif";
}

/** Makes an image file. */
export async function picture(facts: PictureFacts = {}): Promise<Uint8Array<ArrayBuffer>> {
  const { width = 64, height = 48, colour, format = "png" } = facts;
  const image =
    colour === undefined
      ? sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
      : sharp({ create: { width, height, channels: 3, background: colour } });
  return new Uint8Array(await image.toFormat(format).toBuffer());
}
