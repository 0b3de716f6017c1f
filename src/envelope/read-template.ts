import type { Json } from "../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { readSlot } from "./read-slot.ts";
import type {
  EachNode,
  Fixed,
  ListNode,
  Member,
  MessageNode,
  ObjectNode,
  Slot,
  Spread,
  TemplateNode,
} from "./template.ts";
import { partsOf } from "./template.ts";

interface Reading {
  readonly faults: FaultList;
  readonly insideEach: boolean;
}

type JsonObject = { readonly [key: string]: Json | undefined };

/** Reads a failure template. Every fault is added to the list; what is faulty stands as null in the result. */
export function readTemplate(template: Json | undefined, path: FaultPath, faults: FaultList): ObjectNode {
  if (!isObject(template) || Object.hasOwn(template, "$each")) {
    const fix = 'Write the body as an object, such as { "error": { "code": "$code", "message": "$message" } }.';
    faults.add("TEMPLATE_TYPE", path, { expected: "an object", received: template, fix });
    return { type: "object", members: [], when: [] };
  }
  const before = faults.faults.length;
  const root = readObject(template, path, { faults, insideEach: false });
  if (root.when.length > 0) {
    const fix = 'Move "$when" to an object within the body: the body itself is always sent.';
    faults.add("WHEN_AT_ROOT", [...path, "$when"], { expected: "no $when", received: template.$when, fix });
  }
  const parts = partsOf(root);
  const names = parts.some((part) => part.type === "slot" && (part.fact === "code" || part.fact === "message"));
  if (!names && faults.faults.length === before) {
    const fix = "Give the code or the message a place: without both, nobody can tell one error from another.";
    faults.add("NAMELESS", path, { expected: "$code or $message", received: template, fix });
  }
  return root;
}

function readNode(value: Json | undefined, path: FaultPath, reading: Reading): TemplateNode {
  if (typeof value === "string") return readText(value, path, reading);
  if (Array.isArray(value)) return readList(value, path, reading);
  if (isObject(value)) {
    if (Object.hasOwn(value, "$each")) return readEach(value, path, reading);
    return Object.hasOwn(value, "$protobuf") ? readMessage(value, path, reading) : readObject(value, path, reading);
  }
  if (value === null || typeof value === "boolean" || Number.isFinite(value))
    return { type: "fixed", value: value as Fixed["value"] };
  const fix = "Write the template in JSON values only.";
  reading.faults.add("NOT_JSON", path, { expected: "a JSON value", received: String(value), fix });
  return nothing;
}

function readText(text: string, path: FaultPath, reading: Reading): TemplateNode {
  if (!text.startsWith("$")) return { type: "fixed", value: text };
  if (text.startsWith("$$")) return { type: "fixed", value: text.slice(1) };
  return readSlot(text, { ...reading, path }) ?? nothing;
}

function readObject(object: JsonObject, path: FaultPath, reading: Reading): ObjectNode {
  const members: (Member | Spread)[] = [];
  let when: ObjectNode["when"] = [];
  for (const [key, value] of Object.entries(object)) {
    const at = [...path, key];
    if (value === undefined) continue;
    if (key === "$when") when = readWhen(value, at, reading);
    else if (key.startsWith("...")) members.push(...readSpread(key.slice(3), value, at, reading));
    else if (key.startsWith("$") && !key.startsWith("$$")) {
      const fix = `Use $each with $item, $protobuf, or $when; write ${JSON.stringify(`$${key}`)} for a member of this very name.`;
      reading.faults.add("MEMBER_UNKNOWN", at, { expected: "a member's name", received: key, fix });
    } else {
      const name = key.startsWith("$$") ? key.slice(1) : key;
      members.push({ type: "member", key: name, node: readNode(value, at, reading) });
    }
  }
  if (members.filter((member) => member.type === "spread").length > 1) {
    const fix = "Spread once in an object: two spreads could not be told apart again.";
    reading.faults.add("SPREAD_TWICE", path, { expected: "one spread", received: object, fix });
  }
  return { type: "object", members, when };
}

function readSpread(under: string, value: Json, path: FaultPath, reading: Reading): readonly Spread[] {
  const fact = value === "$details" ? "details" : value === "$item" && reading.insideEach ? "item" : undefined;
  if (fact !== undefined) return [{ type: "spread", fact, under: under === "" ? undefined : under }];
  const fix = 'Write { "...": "$details" }, or "...details" to name the member for what cannot be spread.';
  reading.faults.add("SPREAD_SOURCE", path, { expected: '"$details"', received: value, fix });
  return [];
}

function readEach(object: JsonObject, path: FaultPath, reading: Reading): EachNode | Fixed {
  const { $each, $item, ...others } = object;
  if (reading.insideEach) {
    const fix = "Repeat over one list only; send the inner list whole, as $item.member.";
    reading.faults.add("EACH_NESTED", path, { expected: "no $each within $item", received: $each, fix });
    return nothing;
  }
  for (const key of Object.keys(others)) {
    const fix = "Move it into $item, or out of the list: a list has only $each and $item.";
    reading.faults.add("EACH_MEMBER", [...path, key], { expected: "$each and $item", received: key, fix });
  }
  if ($item === undefined) {
    const fix = 'Add "$item", the template of one element.';
    reading.faults.add("EACH_WITHOUT_ITEM", path, { expected: "$item", received: undefined, fix });
  }
  const at = [...path, "$each"];
  const source = typeof $each === "string" ? readSlot($each, { ...reading, path: at }) : undefined;
  if (source === undefined || source.fact !== "details" || source.format !== undefined) {
    const fix = 'Name the list: "$details" where the details are a list, "$details.errors" where they hold one.';
    reading.faults.add("EACH_SOURCE", at, { expected: "$details or a member of it", received: $each, fix });
    return nothing;
  }
  return { type: "each", source, item: readNode($item ?? null, [...path, "$item"], { ...reading, insideEach: true }) };
}

/** Reads a Protocol Buffers message: its fields by number, each text, a map of texts or a message; or a fact as a Value. */
function readMessage(object: JsonObject, path: FaultPath, reading: Reading): MessageNode | Fixed {
  const { $protobuf, ...others } = object;
  const body = readNode($protobuf ?? null, [...path, "$protobuf"], reading);
  const isValue = body.type === "slot" && body.format === undefined && body.fact === "details";
  if (Object.keys(others).length === 0 && (isValue || isMessage(body))) return { type: "message", body };
  const fix =
    'Write { "$protobuf": { "1": "$code", "3": "$details:string?" } }, or { "$protobuf": "$details" } for a Value.';
  reading.faults.add("PROTOBUF", path, { expected: "fields by their number", received: object, fix });
  return nothing;
}

/** Lists of a field, numbers and bare details have no form in a message: nothing tells their type. */
function isMessage(node: TemplateNode): node is ObjectNode {
  if (node.type !== "object" || node.when.length > 0) return false;
  return node.members.every((member) => {
    if (member.type === "spread" || !/^[1-9]\d{0,7}$/.test(member.key)) return false;
    const { node: field } = member;
    if (field.type !== "slot") return (field.type === "fixed" && typeof field.value === "string") || isMessage(field);
    return field.format === "string" || !["details", "item", "status"].includes(field.fact);
  });
}

function readList(values: readonly Json[], path: FaultPath, reading: Reading): ListNode {
  const items = values.map((value, index) => readNode(value, [...path, index], reading));
  items.forEach((item, index) => {
    if (!canBeLeftOut(item) || items.slice(index + 1).every((later) => isDistinct(item, later))) return;
    const fix =
      "Give it a fixed member that no later item shares, such as a type, so that a parser knows which is missing.";
    reading.faults.add("LIST_AMBIGUOUS", [...path, index], {
      expected: "an item that can be told from the later ones",
      received: values[index],
      fix,
    });
  });
  return { type: "list", items };
}

/** Reads the facts whose absence leaves an object out: one, or a list of which any will do. */
function readWhen(value: Json, path: FaultPath, reading: Reading): ObjectNode["when"] {
  const sources = Array.isArray(value)
    ? value.map((one, index) => readSource(one, [...path, index], reading))
    : [readSource(value, path, reading)];
  return sources.filter((source) => source !== undefined);
}

function readSource(value: Json, path: FaultPath, reading: Reading): Slot | undefined {
  const slot = typeof value === "string" ? readSlot(value, { ...reading, path }) : undefined;
  if (slot === undefined || slot.absent !== null || slot.format !== undefined) {
    const fix = 'Name the bare fact: "$when": "$requestId".';
    if (typeof value !== "string" || slot !== undefined)
      reading.faults.add("WHEN_SOURCE", path, { expected: "a fact without suffix", received: value, fix });
    return undefined;
  }
  return slot;
}

function canBeLeftOut(node: TemplateNode): boolean {
  switch (node.type) {
    case "slot":
      return node.absent === undefined;
    case "object":
      return node.when.length > 0;
    case "each":
      return node.source.absent === undefined;
    case "message":
      return canBeLeftOut(node.body);
    default:
      return false;
  }
}

/** Tells whether no body can fit both: some member has another fixed value in each. */
function isDistinct(one: TemplateNode, other: TemplateNode): boolean {
  if (one.type !== "object" || other.type !== "object") return one.type === "object" && other.type === "fixed";
  const marks = new Map(one.members.flatMap((member) => (isMark(member) ? [[member.key, member.node.value]] : [])));
  return other.members.some(
    (member) => isMark(member) && marks.has(member.key) && marks.get(member.key) !== member.node.value,
  );
}

function isMark(member: Member | Spread): member is Member & { readonly node: Fixed } {
  return member.type === "member" && member.node.type === "fixed";
}

const nothing: Fixed = { type: "fixed", value: null };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
