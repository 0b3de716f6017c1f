import type { RenderValues } from "../envelope.ts";

/** Writes one part of a body; undefined omits the part. */
export type Write = (values: RenderValues, item?: unknown) => string | undefined;

/** Constant text and writers in order. A writer that returns undefined adds nothing. */
export type Segments = readonly (string | Write)[];

/** A compiled part: always sent (segments), sometimes sent (a writer), or never sent (undefined). */
export type Part = Segments | Write | undefined;

/** Adds text in front of a part, which is sent only with the part. */
export function prefix(text: string, part: Part): Part {
  if (typeof part !== "function") return part && [text, ...part];
  return (values, item) => {
    const value = part(values, item);
    return value === undefined ? undefined : text + value;
  };
}

/** Wraps parts in brackets and separates those that are sent by commas. */
export function enclose(open: string, parts: readonly Part[], close: string): Segments {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (first === undefined) return [open + close];
  if (typeof first !== "function")
    return merge([open, ...first, ...others.flatMap((part) => segmentsOf(prefix(",", part))), close]);
  const write = join([first, ...others].flatMap((part) => segmentsOf(prefix(",", part))));
  return [(values, item) => open + write(values, item).slice(1) + close];
}

/** Turns a part into a single writer. */
export function writerOf(part: Part): Write {
  if (part === undefined) return () => undefined;
  return typeof part === "function" ? part : join(part);
}

/** Turns segments into a single writer. */
export function join(segments: Segments): (values: RenderValues, item?: unknown) => string {
  const merged = merge(segments);
  return (values, item) => {
    let text = "";
    for (const segment of merged) text += typeof segment === "string" ? segment : (segment(values, item) ?? "");
    return text;
  };
}

function segmentsOf(part: Part): Segments {
  return typeof part === "function" ? [part] : (part ?? []);
}

/** Joins constant text that is adjacent. */
function merge(segments: Segments): Segments {
  const merged: (string | Write)[] = [];
  for (const segment of segments) {
    const last = merged.at(-1);
    if (typeof segment === "string" && typeof last === "string") merged[merged.length - 1] = last + segment;
    else merged.push(segment);
  }
  return merged;
}
