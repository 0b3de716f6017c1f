import { z } from "zod";
import { type Colour, colourNames } from "./dominant-colours.ts";

/** Schema of a colour. */
const ColourView = z
  .object({
    hex: z.string().describe("`#rrggbb`, the mean of the pixels with this name."),
    name: z.enum(colourNames).describe("Basic colour term."),
    share: z.number().min(0).max(1).describe("Share of the pixels, 0 to 1."),
  })
  .meta({ title: "Colour" }) satisfies z.ZodType<Colour>;

/** Properties of an image that can be measured without knowing what it shows. */
export const Measurements = z
  .object({
    width: z.int().min(1).describe("Width in pixels."),
    height: z.int().min(1).describe("Height in pixels."),
    megapixels: z.number().min(0).describe("Width times height, in millions of pixels."),
    orientation: z.enum(["landscape", "portrait", "square"]).describe("Which side is longer."),
    frames: z.int().min(1).describe("Frames, more than one for an animation or an AVIF file with several images."),
    isOpaque: z.boolean().describe("Whether no pixel is transparent."),
    brightness: z.number().min(0).max(1).describe("Mean luminance, 0 (black) to 1 (white)."),
    contrast: z.number().min(0).max(0.5).describe("Standard deviation of the luminance, 0 to 0.5."),
    sharpness: z
      .number()
      .min(0)
      .describe("Variance of the Laplacian of the luminance at 512 pixels on the longer side: below 50 is blurred."),
    saturation: z.number().min(0).max(1).describe("Mean saturation, 0 (grey) to 1."),
    dominantColours: z.array(ColourView).max(5).readonly().describe("The most frequent colours, in descending order."),
  })
  .meta({ title: "Measurements" });

/** Properties of an image that can be measured without knowing what it shows. */
export type Measurements = Readonly<z.output<typeof Measurements>>;
