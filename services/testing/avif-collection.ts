import { codedItem, isoImage } from "./iso-image.ts";

/** Returns an AVIF file with several images, the first of which is the primary one. @param sizes width and height of each */
export async function avifCollection(sizes: readonly (readonly [width: number, height: number])[]): Promise<Buffer> {
  const items = sizes.map(([width, height], index) => codedItem(width, height, index === 0 ? "red" : "blue"));
  return isoImage(await Promise.all(items));
}
