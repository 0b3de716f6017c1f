/** A colour of an image. */
export interface Colour {
  /** `#rrggbb`, the mean of the pixels that were counted together. */
  readonly hex: string;
  /** A basic colour term. */
  readonly name: ColourName;
  /** Share of the pixels, 0 to 1. */
  readonly share: number;
}

/** Every name of a colour. */
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

/** Name of a colour. */
export type ColourName = (typeof colourNames)[number];

/** Colours with a smaller share are noise. */
const minShare = 0.05;
const maxColours = 5;

/** Finds the most frequent colours: pixels of one name are counted together. @param data red, green and blue, then what else a pixel has */
export function dominantColours(data: Uint8Array, channels: number): readonly Colour[] {
  const sums = new Map<ColourName, { red: number; green: number; blue: number; count: number }>();
  for (let at = 0; at < data.length; at += channels) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
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
    .sort((one, other) => other.share - one.share)
    .slice(0, maxColours);
}

/** Ends of the hues in degrees, in the order of the circle; it ends where it begins. */
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
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (most < 40) return "black";
  if (range / most < 0.15) return most > 215 ? "white" : "grey";
  const hue = hueOf(red, green, blue, most, range);
  return hues.find(([end]) => hue < end)?.[1] ?? "red";
}

function hueOf(red: number, green: number, blue: number, most: number, range: number): number {
  if (most === red) return (((green - blue) / range) * 60 + 360) % 360;
  if (most === green) return ((blue - red) / range) * 60 + 120;
  return ((red - green) / range) * 60 + 240;
}

function hex(value: number): string {
  return Math.round(value).toString(16).padStart(2, "0");
}
