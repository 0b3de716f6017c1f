import type { RecordedExchange, Recording } from "../../recording.ts";
import { sampleUuid } from "../requests.ts";

/** The exchanges of one run. */
export type RecordedRun = Pick<Recording, "exchanges" | "works">;

/** Returns a recording in which values of its own responses, and fixed ones, replace the placeholders of its requests. */
export function withRecordedValues(recording: RecordedRun): RecordedRun {
  const values: Record<string, string> = { uuid: sampleUuid };
  const replaced = (exchange: RecordedExchange): RecordedExchange => {
    const request = withValues(exchange.request, values);
    Object.assign(values, capturedIn(exchange));
    return { ...exchange, request };
  };
  const exchanges = recording.exchanges.map(replaced);
  return { ...recording, exchanges, works: recording.works && replaced(recording.works) };
}

/** Returns the values of a response that later requests use, by placeholder. */
function capturedIn({ response: { text }, capture = {} }: RecordedExchange): Readonly<Record<string, string>> {
  const body = text === undefined ? undefined : parsed(text);
  const values = Object.entries(capture).flatMap(([name, pointer]) => {
    const value = valueAt(body, pointer);
    return typeof value === "string" || typeof value === "number" ? [[name, String(value)] as const] : [];
  });
  return Object.fromEntries(values);
}

/** Credentials are replaced by a name in angle brackets, which nobody takes for a value. */
function withValues<Value>(value: Value, values: Readonly<Record<string, string>>): Value {
  const text = JSON.stringify(value)
    .replaceAll(/\{\{key\.[^}]*\}\}/g, "<key>")
    .replaceAll(/\{\{([\w.]+)\}\}/g, (placeholder, name: string) => {
      const known = values[name];
      return known === undefined ? placeholder : JSON.stringify(known).slice(1, -1);
    });
  return JSON.parse(text) as Value;
}

/** @see RFC 6901 section 4 */
function valueAt(body: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (value: unknown, name) =>
        typeof value === "object" && value !== null && Object.hasOwn(value, name)
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined,
      body,
    );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
