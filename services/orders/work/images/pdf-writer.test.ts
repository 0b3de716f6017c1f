import sharp from "sharp";
import { expect, it } from "vitest";
import { imageMatrix } from "./pdf-writer.ts";

const [width, height] = [3, 2];
/** Every pixel has another colour. */
const pixels = Buffer.from([0, 40, 80, 120, 160, 200]);

it.each([1, 2, 3, 4, 5, 6, 7, 8])("draws an image with orientation %i like an image editor", async (orientation) => {
  const png = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  const image = sharp(await sharp(png).withMetadata({ orientation }).png().toBuffer())
    .autoOrient()
    .toColourspace("b-w");
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = imageMatrix(orientation, { x: 10, y: 20, ...info });
  const drawn = Buffer.alloc(pixels.length);
  pixels.forEach((pixel, index) => {
    // The centre of a stored pixel in the unit square, whose origin is the lower left corner.
    const [u, v] = [((index % width) + 0.5) / width, 1 - (Math.floor(index / width) + 0.5) / height];
    const [x, y] = [a * u + c * v + e - 10, b * u + d * v + f - 20];
    drawn[Math.floor(info.height - y) * info.width + Math.floor(x)] = pixel;
  });
  expect([...drawn]).toEqual([...data]);
});
