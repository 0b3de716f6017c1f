import type { FieldType } from "../schemas/fields.ts";
import type { Analyst, FactValue, Sight } from "./analyst.ts";
import type { Measurements } from "./measure.ts";

/** Looks at images by measuring alone, so that the service needs no network: it knows light and colours, not things. */
export const localAnalyst: Analyst = {
  name: "local",
  width: 2,
  async look({ measured }, { fields }, signal): Promise<Sight> {
    signal.throwIfAborted();
    const labels = labelsOf(measured);
    return {
      description: describe(measured, labels),
      labels,
      text: null,
      extracted:
        fields === undefined
          ? null
          : Object.fromEntries(fields.map(({ name, type }) => [name, factOf(measured, name, type)])),
    };
  },
};

function labelsOf(measured: Measurements): string[] {
  const { orientation, brightness, sharpness, saturation, contrast, frames, isOpaque, dominantColours } = measured;
  const found: readonly (readonly [boolean, string])[] = [
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
  return [...found.flatMap(([holds, label]) => (holds ? [label] : [])), ...dominantColours.map(({ name }) => name)];
}

function describe({ width, height, dominantColours }: Measurements, labels: readonly string[]): string {
  const main = dominantColours[0];
  const colour = main === undefined ? "of many colours" : `mostly ${main.name} (${Math.round(main.share * 100)} %)`;
  return `An image of ${width} by ${height} pixels, ${colour}; ${labels.join(", ")}.`;
}

/** A fact that is measured under the field's name: `width`, `brightness`, `dominant_colour`; null for any other. */
function factOf(measured: Measurements, name: string, type: FieldType): FactValue {
  const facts: Readonly<Record<string, unknown>> = {
    ...measured,
    dominantColour: measured.dominantColours[0]?.name,
  };
  const key = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const value = Object.hasOwn(facts, key) ? facts[key] : undefined;
  return typeof value === type ? (value as FactValue) : null;
}
