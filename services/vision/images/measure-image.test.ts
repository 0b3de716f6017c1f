import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { colourNames } from "./dominant-colours.ts";
import { measureImage } from "./measure-image.ts";
import type { Measurements } from "./measurements.ts";

async function measured(content: Uint8Array): Promise<Measurements> {
  const result = await measureImage(content, { maxPixels: 1_000_000 });
  if (typeof result === "string") throw new Error(result);
  return result;
}

describe("measureImage", () => {
  it.each([
    ["#ffffff", "white", 1],
    ["#000000", "black", 0],
    ["#808080", "grey", 0.502],
    ["#d01010", "red", 0.281],
    ["#1030c0", "blue", 0.215],
    ["#10a020", "green", 0.402],
    ["#f0d010", "yellow", 0.768],
  ])(
    "reports the single colour %s as %s with brightness %d, without contrast or sharpness",
    async (colour, name, brightness) => {
      const found = await measured(await picture({ colour, width: 300, height: 100 }));
      expect(found).toMatchObject({ width: 300, height: 100, orientation: "landscape", frames: 1, isOpaque: true });
      expect(found.dominantColours).toEqual([{ hex: colour, name, share: 1 }]);
      expect(Math.abs(found.brightness - brightness)).toBeLessThan(0.01);
      expect([found.contrast, found.sharpness]).toEqual([0, 0]);
    },
  );

  it("reports less sharpness the more an image is blurred", async () => {
    const raw = await picture({ width: 900, height: 600 });
    const blurs = [0, 1, 3, 9];
    const sharpness = await Promise.all(
      blurs.map(async (sigma) => {
        const image = sigma === 0 ? sharp(raw) : sharp(raw).blur(sigma);
        return (await measured(await image.png().toBuffer())).sharpness;
      }),
    );
    expect(sharpness).toEqual([...sharpness].sort((one, other) => other - one));
    expect(sharpness[0]).toBeGreaterThan(50);
    expect(sharpness[3]).toBeLessThan(5);
  });

  it("applies the orientation, and reports transparency and the number of frames", async () => {
    const lying = await sharp(await picture({ width: 60, height: 40 }))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(await measured(lying)).toMatchObject({ width: 40, height: 60, orientation: "portrait" });
    const background = { r: 200, g: 20, b: 20, alpha: 0.5 };
    const glass = await sharp({ create: { width: 20, height: 20, channels: 4, background } })
      .png()
      .toBuffer();
    expect(await measured(glass)).toMatchObject({ isOpaque: false, orientation: "square" });
    const frames = [await picture({ colour: "#d01010" }), await picture({ colour: "#1030c0" })];
    const film = await sharp(frames.map(Buffer.from), { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await measured(film)).toMatchObject({ width: 64, height: 48, frames: 2 });
  });

  it("reports shares that add up to at most 1, and values within their bounds, for any image", async () => {
    const sides = fc.integer({ min: 8, max: 40 });
    await fc.assert(
      fc.asyncProperty(sides, sides, fc.uint8Array({ minLength: 4, maxLength: 64 }), async (width, height, seed) => {
        const noise = Uint8Array.from(
          { length: width * height * 3 },
          (_, at) => (seed[at % seed.length] ?? 0) ^ (at >> 5),
        );
        const found = await measured(
          await sharp(noise, { raw: { width, height, channels: 3 } })
            .png()
            .toBuffer(),
        );
        const total = found.dominantColours.reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeLessThanOrEqual(1.01);
        for (const { name, hex } of found.dominantColours) {
          expect(colourNames).toContain(name);
          expect(hex).toMatch(/^#[0-9a-f]{6}$/);
        }
        for (const share of [found.brightness, found.saturation]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        expect(found.contrast).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 60 },
    );
  });
});
