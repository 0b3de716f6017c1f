import type { Json } from "../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { formats } from "./format.ts";
import type { Fact, Format, Slot } from "./template.ts";

const shape = /^\$([A-Za-z]+)((?:\.[A-Za-z_][A-Za-z0-9_-]*)*)(:[a-z]+)?(\?|=.*)?$/s;
const facts = new Set<string>([
  "code",
  "message",
  "details",
  "requestId",
  "status",
  "kind",
  "docsUrl",
  "title",
  "grpc",
  "api",
  "ignored",
  "item",
]);
const known =
  "$code, $message, $details, $requestId, $status, $kind, $param, $docsUrl, $title, $grpc, $api or $ignored";

/** What is around a slot. */
export interface SlotSurroundings {
  readonly faults: FaultList;
  readonly path: FaultPath;
  /** Whether `$item` has a meaning here. */
  readonly insideEach: boolean;
}

/** Reads `"$fact.member:string?"`; adds a fault and gives undefined when it is none. */
export function readSlot(text: string, surroundings: SlotSurroundings): Slot | undefined {
  const [, name = "", members = "", colon, suffix] = shape.exec(text) ?? [];
  const fact = name === "param" ? "details" : name;
  const format = colon?.slice(1) as Format | undefined;
  if (!isFact(fact) || (name === "param" && members !== "")) return refuseUnknown(text, surroundings);
  if (!isAllowed(text, { name, fact, members, format }, surroundings)) return undefined;
  const { faults, path } = surroundings;
  const absent = readAbsent(text, fact === "ignored" ? (suffix ?? "?") : suffix, faults, path);
  return { type: "slot", fact, path: name === "param" ? ["param"] : members.split(".").slice(1), format, absent };
}

function refuseUnknown(text: string, { faults, path, insideEach }: SlotSurroundings): undefined {
  const expected = insideEach ? `${known}, or $item` : known;
  const fix = `Name one of these values, or write ${JSON.stringify(`$${text}`)} for the text itself.`;
  faults.add("VALUE_UNKNOWN", path, { expected, received: text, fix });
}

interface SlotWords {
  readonly name: string;
  readonly fact: Fact;
  readonly members: string;
  /** What follows the colon, be it a format or not. */
  readonly format: Format | undefined;
}

/** Refuses what a fact does not have: an item outside a list, members or a format of what is a string already. */
function isAllowed(text: string, { name, fact, members, format }: SlotWords, surroundings: SlotSurroundings): boolean {
  const { faults, path, insideEach } = surroundings;
  const isJson = fact === "details" || fact === "item";
  if (fact === "item" && !insideEach) {
    const fix = 'Use $item within the "$item" of a list, or $details for the details themselves.';
    faults.add("ITEM_OUTSIDE_EACH", path, { expected: "a value that exists here", received: text, fix });
    return false;
  }
  if (members !== "" && !isJson) {
    const fix = "Leave out what follows the dot: only details and items have members.";
    faults.add("MEMBER_OF_SCALAR", path, { expected: `"$${name}"`, received: text, fix });
    return false;
  }
  if (format !== undefined && !formats[fact]?.includes(format)) {
    const offered = formats[fact]?.map((one) => `"$${name}:${one}"`) ?? [];
    const fix =
      offered.length === 0
        ? `Leave out ":${format}": the value is a string already.`
        : "Name a format that the value has.";
    faults.add("FORMAT_UNKNOWN", path, { expected: [`"$${name}"`, ...offered].join(" or "), received: text, fix });
    return false;
  }
  return true;
}

function readAbsent(text: string, suffix: string | undefined, faults: FaultList, path: FaultPath): Json | undefined {
  if (suffix === undefined) return null;
  if (suffix === "?") return undefined;
  try {
    return JSON.parse(suffix.slice(1)) as Json;
  } catch {
    const fix = 'Write the value to send when the fact is absent as JSON: "$details={}".';
    faults.add("DEFAULT_NOT_JSON", path, { expected: 'JSON after "="', received: text, fix });
    return null;
  }
}

function isFact(name: string): name is Fact {
  return facts.has(name);
}
