import { box, codedItem, fullBox, gridItem, type IsoItem } from "./iso-image.ts";

/** AVIF files of a few kilobytes that refer to the same image or the same data many times. */
export const avifBombs: readonly { readonly name: string; readonly items: () => Promise<readonly IsoItem[]> }[] = [
  {
    name: "an AVIF with a grid of 256 images of 2,800 x 2,800 pixels",
    items: async () => [gridItem(16, 16, 2_800, 2_800), await codedItem(2_800, 2_800)],
  },
  {
    name: "an AVIF with a grid of 65,025 tiles",
    items: async () => [gridItem(255, 255, 16_320, 16_320), await codedItem(64, 64)],
  },
  {
    name: "an AVIF with four grids, each of 256 of the next",
    items: async () => {
      const grids = [2, 3, 4, 5].map((next) => gridItem(16, 16, 1_000, 1_000, next));
      return [...grids, await codedItem(64, 64)];
    },
  },
  { name: "an AVIF with a grid of itself", items: async () => [gridItem(2, 2, 128, 128, 1), await codedItem(64, 64)] },
  {
    name: "an AVIF with an image of 300 frames",
    items: async () => {
      const image = await codedItem(2_800, 2_800);
      return [{ ...image, data: Buffer.concat(Array<Buffer>(300).fill(image.data)) }];
    },
  },
  {
    name: "an AVIF whose image lists the same 15 MB 30 times",
    items: async () => {
      const image = await codedItem(64, 64);
      return [{ ...image, data: Buffer.concat([image.data, Buffer.alloc(15_000_000)]), extents: 30 }];
    },
  },
  {
    name: "an AVIF whose image lists the same data 65,535 times",
    items: async () => [{ ...(await codedItem(64, 64)), extents: 65_535 }],
  },
  { name: "an AVIF with 250 images", items: async () => Array<IsoItem>(250).fill(await codedItem(2_000, 2_000)) },
  {
    name: "an AVIF of 64 x 64 pixels whose opacity has 4,900 x 4,900",
    items: async () => {
      const [image, opacity] = [await codedItem(64, 64), await codedItem(4_900, 4_900)];
      const auxiliary = fullBox("auxC", 0, Buffer.from("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"));
      const alpha = { ...opacity, properties: [...opacity.properties, auxiliary], parts: [1], reference: "auxl" };
      return [image, alpha];
    },
  },
];

/** Returns an AVIF file whose boxes are nested. */
export function nestedBoxes(): Buffer {
  const depth = 100_000;
  const heads = Buffer.alloc(12 * depth);
  for (let level = 0; level < depth; level += 1) {
    heads.writeUInt32BE(12 * (depth - level), 12 * level);
    heads.write("meta", 12 * level + 4, "latin1");
  }
  return Buffer.concat([box("ftyp", Buffer.from("avif\0\0\0\0avifmif1miaf", "latin1")), heads]);
}
