import { detailNames } from "../detail-names.ts";
import { member, members } from "../member.ts";
import { parseMessage, placeholders } from "../message.ts";
import { readableDetails } from "./details-faults.ts";
import { nearest } from "./nearest.ts";
import type { Spot } from "./spot.ts";

/** Notes messages and header values that cannot be parsed, or that hold placeholders which are no details of their code. */
export function messageFaults(root: Spot, definition: unknown): void {
  for (const [code, entry] of members(member(definition, "errors"))) {
    const spot = root.at("errors").at(code).of(code);
    const isMasked = hasMasks(entry);
    const allowed = placeholdersOf(entry);
    const headers = members(member(entry, "headers")).map(([name, value]) => [spot.at("headers").at(name), value]);
    for (const [at, text] of [[spot.at("message"), member(entry, "message")], ...headers] as [Spot, unknown][])
      for (const name of parsedPlaceholders(at, text) ?? [])
        if (isMasked) maskFault(at, `{${name}}`, "Take the placeholder out, or the masks.");
        else placeholderFault(at, name, allowed);
    if (isMasked && member(entry, "details") !== undefined)
      maskFault(spot.at("details"), "details", "Take the details out, or the masks.");
  }
}

/** Names the placeholders of a message; undefined, with a fault, where it cannot be parsed. */
export function parsedPlaceholders(spot: Spot, message: unknown): ReadonlySet<string> | undefined {
  const names = readPlaceholders(message);
  if (!(names instanceof SyntaxError)) return names;
  const fix = `Mend the braces: ${names.message}. A brace itself is written '{'.`;
  spot.fault("MESSAGE_SYNTAX", { expected: "a message in ICU MessageFormat", received: message, fix });
  return undefined;
}

/** Names the placeholders of a message of unknown shape; undefined where it is no text. */
export function readPlaceholders(message: unknown): ReadonlySet<string> | SyntaxError | undefined {
  if (typeof message !== "string") return undefined;
  try {
    return placeholders(parseMessage(message));
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError(String(error), { cause: error });
  }
}

interface Allowed {
  readonly names: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly hasDetails: boolean;
}

function placeholdersOf(entry: unknown): Allowed {
  const details = member(entry, "details");
  if (details === undefined) return { names: new Set(), isOpen: false, hasDetails: false };
  const schema = readableDetails(details);
  // Details that cannot be read are a fault of their own; complaining about each placeholder would bury it.
  return schema === undefined
    ? { names: new Set(), isOpen: true, hasDetails: true }
    : { ...detailNames(schema), hasDetails: true };
}

function placeholderFault(spot: Spot, name: string, { names, isOpen, hasDetails }: Allowed): void {
  if (isOpen || names.has(name)) return;
  const known = [...names];
  const near = nearest(name, known);
  const expected = hasDetails
    ? `a placeholder among the details (${known.join(", ") || "none"})`
    : "no placeholder, as the code has no details";
  const fix = near === undefined ? "Add the detail, or take the placeholder out." : `Did you mean {${near}}?`;
  spot.fault("PLACEHOLDER_UNKNOWN", { expected, received: `{${name}}`, fix });
}

function hasMasks(entry: unknown): boolean {
  const masks = member(entry, "masks");
  return Array.isArray(masks) && masks.length > 0;
}

/** One answer for several causes must not differ in a single byte, so nothing in it may vary. */
function maskFault(spot: Spot, received: string, fix: string): void {
  spot.fault("MASK_VARIES", { expected: "the same bytes for every cause that the code masks", received, fix });
}
