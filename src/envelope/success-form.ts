import type { Json } from "../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";

/** Puts the data of a success into its form. */
export type WrapSuccess = (data: unknown) => unknown;

/** Reads the form of a success: JSON in which `"$data"` stands for the data; `"$data?"` is left out when there is none. */
export function readSuccess(form: Json | undefined, path: FaultPath, faults: FaultList): WrapSuccess {
  if (form === undefined) return (data) => data;
  return readForm(form, path, faults);
}

function readForm(form: Json | undefined, path: FaultPath, faults: FaultList): WrapSuccess {
  if (typeof form === "string") return readText(form, path, faults);
  if (Array.isArray(form)) {
    const items = form.map((item, index) => readForm(item, [...path, index], faults));
    return (data) => items.map((item) => item(data));
  }
  if (typeof form !== "object" || form === null) return () => form;
  const members = Object.entries(form).map(([key, member]) => [key, readForm(member, [...path, key], faults)] as const);
  return (data) =>
    Object.fromEntries(
      members.flatMap(([key, member]) => {
        const value = member(data);
        return value === undefined ? [] : [[key, value]];
      }),
    );
}

function readText(text: string, path: FaultPath, faults: FaultList): WrapSuccess {
  if (text === "$data") return (data) => (data === undefined ? null : data);
  if (text === "$data?") return (data) => data;
  if (text.startsWith("$") && !text.startsWith("$$")) {
    const fix = `Put "$data" where the data stands; write ${JSON.stringify(`$${text}`)} for the text itself.`;
    faults.add("SUCCESS_VALUE_UNKNOWN", path, { expected: '"$data" or "$data?"', received: text, fix });
  }
  const value = text.startsWith("$$") ? text.slice(1) : text;
  return () => value;
}
