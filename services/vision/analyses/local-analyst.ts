import type { Measurements } from "../images/measurements.ts";
import type { FieldType } from "../schemas/fields.ts";
import type { ExtractedValue, ImageAnalyst, Observation } from "./image-analyst.ts";

/** Describes images by their measurements, without a network: light and colours, not objects. */
export const localAnalyst: ImageAnalyst = {
  name: "local",
  concurrency: 2,
  async describe({ measured, fields }, signal): Promise<Observation> {
    signal.throwIfAborted();
    const labels = labelsOf(measured);
    return {
      description: describe(measured, labels),
      labels,
      text: null,
      extracted:
        fields === undefined
          ? null
          : Object.fromEntries(fields.map(({ name, type }) => [name, measurementOf(measured, name, type)])),
    };
  },
};

function labelsOf(measured: Measurements): string[] {
  const { orientation, brightness, sharpness, saturation, contrast, frames, isOpaque, dominantColours } = measured;
  const candidates: readonly (readonly [boolean, string])[] = [
    [true, orientation],
    [brightness < 0.25, "dark"],
    [brightness > 0.75, "bright"],
    [sharpness < 50, "blurred"],
    [sharpness >= 50, "sharp"],
    [saturation < 0.05, "monochrome"],
    [saturation > 0.5, "colourful"],
    [contrast < 0.05, "flat"],
    [frames > 1, "animated"],
    [!isOpaque, "transparent"],
  ];
  return [
    ...candidates.flatMap(([applies, label]) => (applies ? [label] : [])),
    ...dominantColours.map(({ name }) => name),
  ];
}

function describe({ width, height, dominantColours }: Measurements, labels: readonly string[]): string {
  const main = dominantColours[0];
  const colour = main === undefined ? "of many colours" : `mostly ${main.name} (${Math.round(main.share * 100)} %)`;
  return `An image of ${width} by ${height} pixels, ${colour}; ${labels.join(", ")}.`;
}

/** Returns the measurement with the field's name, such as `width` or `dominant_colour`; null if there is none. */
function measurementOf(measured: Measurements, name: string, type: FieldType): ExtractedValue {
  const values: Readonly<Record<string, unknown>> = {
    ...measured,
    dominantColour: measured.dominantColours[0]?.name,
  };
  const key = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === type ? (value as ExtractedValue) : null;
}
