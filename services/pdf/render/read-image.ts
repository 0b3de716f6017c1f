import { type ImageProblem, openImage } from "../../shared/images/index.ts";
import { RenderProblem } from "./render-problem.ts";

/** Pixels of one image, and of all images of a document. Few bytes can decode to many pixels. */
const maxPixels = 4_000_000;
const maxTotalPixels = 16_000_000;

/** An image, decoded and encoded again, so that no other decoder sees the caller's bytes. */
export interface ReadImage {
  /** Path of the file in the document. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** The images of one document. */
export interface Images {
  /** By path. */
  readonly files: Map<string, Buffer>;
  /** By source, so that an image that occurs several times is decoded once. */
  readonly bySource: Map<string, ReadImage>;
  pixels: number;
}

/** Returns an empty set of images. */
export function noImages(): Images {
  return { files: new Map(), bySource: new Map(), pixels: 0 };
}

/**
 * Decodes an image and adds it to those of the document.
 *
 * @param source the image in base64
 * @param field path of the source, for problems
 * @throws RenderProblem if it is not a complete PNG or JPEG, or too large
 */
export async function readImage(images: Images, source: string, field: string): Promise<ReadImage> {
  const known = images.bySource.get(source);
  if (known !== undefined) return known;
  const bytes = Buffer.from(source.replace(/^data:image\/(?:png|jpeg);base64,/, ""), "base64");
  // By its first bytes: no other decoder may see the file.
  const start = bytes.toString("hex", 0, 4);
  const isPng = start === "89504e47";
  if (!isPng && !start.startsWith("ffd8ff")) throw notAnImage(field);
  const image = await openImage(bytes, { maxPixels });
  if (typeof image === "string") throw toProblem(image, field);
  try {
    const { width, height } = await image.metadata();
    images.pixels += width * height;
    if (images.pixels > maxTotalPixels)
      throw new RenderProblem(field, `Must not have images with more than ${maxTotalPixels} pixels in total.`);
    const encoded = image.toColourspace("srgb");
    const { data, info } = await (isPng
      ? encoded.png({ compressionLevel: 1, palette: false })
      : encoded.jpeg({ quality: 90 })
    ).toBuffer({ resolveWithObject: true });
    const path = `/images/${images.files.size}.${isPng ? "png" : "jpg"}`;
    images.files.set(path, data);
    const read = { path, width: info.width, height: info.height };
    images.bySource.set(source, read);
    return read;
  } catch (error) {
    throw error instanceof RenderProblem ? error : notAnImage(field);
  }
}

function toProblem(problem: ImageProblem, field: string): RenderProblem {
  if (problem === "damaged") return notAnImage(field);
  if (problem === "side_too_long")
    return new RenderProblem(field, "Must not have images with a side of more than 30000 pixels.");
  if (problem === "data_exceeds_size" || problem === "metadata_too_large")
    return new RenderProblem(field, "Must not have images with more data than their size needs.");
  return new RenderProblem(field, `Must not have images of more than ${maxPixels} pixels.`);
}

function notAnImage(field: string): RenderProblem {
  return new RenderProblem(field, "Must have images that are complete PNG or JPEG files in base64.");
}
