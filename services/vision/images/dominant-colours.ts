/** A colour of an image. */
export interface Colour {
  /** `#rrggbb`, the mean of the pixels with this name. */
  readonly hex: string;
  readonly name: ColourName;
  /** Share of the pixels, 0 to 1. */
  readonly share: number;
}

/** The basic colour terms. */
export const colourNames = [
  "black",
  "grey",
  "white",
  "red",
  "orange",
  "yellow",
  "green",
  "cyan",
  "blue",
  "purple",
  "pink",
] as const;

/** A basic colour term. */
export type ColourName = (typeof colourNames)[number];

/** A smaller share is noise. */
const minShare = 0.05;
const maxColours = 5;

/** Finds the most frequent colours by name. @param data pixels: red, green, blue, and any further channels */
export function dominantColours(data: Uint8Array, channels: number): readonly Colour[] {
  const sums = new Map<ColourName, { red: number; green: number; blue: number; count: number }>();
  for (let offset = 0; offset < data.length; offset += channels) {
    const red = data[offset] ?? 0;
    const green = data[offset + 1] ?? 0;
    const blue = data[offset + 2] ?? 0;
    const name = nameOf(red, green, blue);
    const sum = sums.get(name) ?? { red: 0, green: 0, blue: 0, count: 0 };
    sum.red += red;
    sum.green += green;
    sum.blue += blue;
    sum.count += 1;
    sums.set(name, sum);
  }
  const pixels = data.length / channels;
  return [...sums]
    .map(([name, { red, green, blue, count }]) => ({
      hex: `#${[red, green, blue].map((sum) => hex(sum / count)).join("")}`,
      name,
      share: Number((count / pixels).toFixed(3)),
    }))
    .filter(({ share }) => share >= minShare)
    .sort((a, b) => b.share - a.share)
    .slice(0, maxColours);
}

/** The upper bound of each hue in degrees; red is at both ends of the circle. */
const hues: readonly (readonly [end: number, name: ColourName])[] = [
  [15, "red"],
  [45, "orange"],
  [70, "yellow"],
  [165, "green"],
  [200, "cyan"],
  [260, "blue"],
  [300, "purple"],
  [340, "pink"],
  [360, "red"],
];

function nameOf(red: number, green: number, blue: number): ColourName {
  const max = Math.max(red, green, blue);
  const range = max - Math.min(red, green, blue);
  if (max < 40) return "black";
  if (range / max < 0.15) return max > 215 ? "white" : "grey";
  const hue = hueOf(red, green, blue, max, range);
  return hues.find(([end]) => hue < end)?.[1] ?? "red";
}

function hueOf(red: number, green: number, blue: number, max: number, range: number): number {
  if (max === red) return (((green - blue) / range) * 60 + 360) % 360;
  if (max === green) return ((blue - red) / range) * 60 + 120;
  return ((red - green) / range) * 60 + 240;
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}
