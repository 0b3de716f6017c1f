import type { Json } from "../../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { readVariable } from "./read-variable.ts";
import type { ConstantNode, EachNode, Member, ObjectNode, ProtobufNode, Spread, TemplateNode } from "./template.ts";
import { partsOf } from "./template.ts";

interface Reader {
  readonly faults: FaultList;
  readonly insideEach: boolean;
}

type JsonObject = { readonly [key: string]: Json | undefined };

/** Parses a failure template. Faults are added to the list; a faulty part is replaced by null. */
export function readTemplate(template: Json | undefined, path: FaultPath, faults: FaultList): ObjectNode {
  if (!isObject(template) || Object.hasOwn(template, "$each")) {
    const fix = 'Write the body as an object, such as { "error": { "code": "$code", "message": "$message" } }.';
    faults.add("TEMPLATE_TYPE", path, { expected: "an object", received: template, fix });
    return { type: "object", members: [], when: [] };
  }
  const before = faults.faults.length;
  const root = readObject(template, path, { faults, insideEach: false });
  if (root.when.length > 0) {
    const fix = 'Move "$when" to an object inside the body. The body itself is always sent.';
    faults.add("WHEN_AT_ROOT", [...path, "$when"], { expected: "no $when", received: template.$when, fix });
  }
  const identifies = partsOf(root).some(
    (part) => part.type === "variable" && (part.name === "code" || part.name === "message"),
  );
  if (!identifies && faults.faults.length === before) {
    const fix = "Add $code or $message to the template. Without either, one error looks like any other.";
    faults.add("NAMELESS", path, { expected: "$code or $message", received: template, fix });
  }
  return root;
}

function readNode(value: Json | undefined, path: FaultPath, reader: Reader): TemplateNode {
  if (typeof value === "string") {
    if (!value.startsWith("$")) return { type: "constant", value };
    if (value.startsWith("$$")) return { type: "constant", value: value.slice(1) };
    return readVariable(value, { ...reader, path }) ?? nullNode;
  }
  if (Array.isArray(value)) return readList(value, path, reader);
  if (isObject(value)) {
    if (Object.hasOwn(value, "$each")) return readEach(value, path, reader);
    return Object.hasOwn(value, "$protobuf") ? readProtobuf(value, path, reader) : readObject(value, path, reader);
  }
  if (value === null || typeof value === "boolean" || Number.isFinite(value))
    return { type: "constant", value: value as ConstantNode["value"] };
  const fix = "Use JSON values only.";
  reader.faults.add("NOT_JSON", path, { expected: "a JSON value", received: String(value), fix });
  return nullNode;
}

function readObject(object: JsonObject, path: FaultPath, reader: Reader): ObjectNode {
  const members: (Member | Spread)[] = [];
  let when: ObjectNode["when"] = [];
  for (const [key, value] of Object.entries(object)) {
    const at = [...path, key];
    if (value === undefined) continue;
    if (key === "$when") when = readWhen(value, at, reader);
    else if (key.startsWith("...")) members.push(...readSpread(key.slice(3), value, at, reader));
    else if (key.startsWith("$") && !key.startsWith("$$")) {
      const fix = `Use $each with $item, $protobuf, or $when; write ${JSON.stringify(`$${key}`)} for a member of this name.`;
      reader.faults.add("MEMBER_UNKNOWN", at, { expected: "the name of a member", received: key, fix });
    } else {
      const name = key.startsWith("$$") ? key.slice(1) : key;
      members.push({ type: "member", key: name, node: readNode(value, at, reader) });
    }
  }
  if (members.filter((member) => member.type === "spread").length > 1) {
    const fix = "Keep one spread. A parser cannot separate the members of two.";
    reader.faults.add("SPREAD_TWICE", path, { expected: "one spread", received: object, fix });
  }
  return { type: "object", members, when };
}

function readSpread(fallbackKey: string, value: Json, path: FaultPath, reader: Reader): readonly Spread[] {
  const source = value === "$details" ? "details" : value === "$item" && reader.insideEach ? "item" : undefined;
  if (source !== undefined)
    return [{ type: "spread", source, fallbackKey: fallbackKey === "" ? undefined : fallbackKey }];
  const fix = 'Write { "...": "$details" }, or "...details" to name the member for details that cannot be spread.';
  reader.faults.add("SPREAD_SOURCE", path, { expected: '"$details"', received: value, fix });
  return [];
}

function readEach(object: JsonObject, path: FaultPath, reader: Reader): EachNode | ConstantNode {
  const { $each, $item, ...others } = object;
  if (reader.insideEach) {
    const fix = "Remove the inner $each, and send the inner list whole, as $item.member.";
    reader.faults.add("EACH_NESTED", path, { expected: "no $each inside $item", received: $each, fix });
    return nullNode;
  }
  for (const key of Object.keys(others)) {
    const fix = "Move it into $item, or out of the list.";
    reader.faults.add("EACH_MEMBER", [...path, key], { expected: "only $each and $item", received: key, fix });
  }
  if ($item === undefined) {
    const fix = 'Add "$item", the template of one element.';
    reader.faults.add("EACH_WITHOUT_ITEM", path, { expected: "$item", received: undefined, fix });
  }
  const at = [...path, "$each"];
  const source = typeof $each === "string" ? readVariable($each, { ...reader, path: at }) : undefined;
  if (source === undefined || source.name !== "details" || source.format !== undefined) {
    const fix = 'Use "$details" if the details are a list, or "$details.errors" if they contain one.';
    reader.faults.add("EACH_SOURCE", at, { expected: "$details or a member of it", received: $each, fix });
    return nullNode;
  }
  return { type: "each", source, item: readNode($item ?? null, [...path, "$item"], { ...reader, insideEach: true }) };
}

function readProtobuf(object: JsonObject, path: FaultPath, reader: Reader): ProtobufNode | ConstantNode {
  const { $protobuf, ...others } = object;
  const body = readNode($protobuf ?? null, [...path, "$protobuf"], reader);
  const isValue = body.type === "variable" && body.format === undefined && body.name === "details";
  if (Object.keys(others).length === 0 && (isValue || isMessage(body))) return { type: "protobuf", body };
  const fix =
    'Write { "$protobuf": { "1": "$code", "3": "$details:string?" } }, or { "$protobuf": "$details" } for a Value.';
  reader.faults.add("PROTOBUF", path, { expected: "fields by their number", received: object, fix });
  return nullNode;
}

/** Checks that each field is a string, a map of strings or a message. Other types cannot be encoded without a schema. */
function isMessage(node: TemplateNode): node is ObjectNode {
  if (node.type !== "object" || node.when.length > 0) return false;
  return node.members.every((member) => {
    if (member.type === "spread" || !/^[1-9]\d{0,7}$/.test(member.key)) return false;
    const { node: field } = member;
    if (field.type === "constant") return typeof field.value === "string";
    if (field.type !== "variable") return isMessage(field);
    return field.format === "string" || !["details", "item", "status"].includes(field.name);
  });
}

function readList(values: readonly Json[], path: FaultPath, reader: Reader): TemplateNode {
  const items = values.map((value, index) => readNode(value, [...path, index], reader));
  items.forEach((item, index) => {
    if (!isOptional(item) || items.slice(index + 1).every((later) => isDistinct(item, later))) return;
    const expected = "an item that differs from every later item";
    const fix =
      "Add a constant member that no later item has, such as a type, so that a parser knows which is missing.";
    reader.faults.add("LIST_AMBIGUOUS", [...path, index], { expected, received: values[index], fix });
  });
  return { type: "list", items };
}

/** Parses `$when`: one variable, or a list of which any must be present. */
function readWhen(value: Json, path: FaultPath, reader: Reader): ObjectNode["when"] {
  const sources = Array.isArray(value)
    ? value.map((item, index) => [item, [...path, index]] as const)
    : [[value, path] as const];
  return sources.flatMap(([source, at]) => {
    const variable = typeof source === "string" ? readVariable(source, { ...reader, path: at }) : undefined;
    if (variable !== undefined && variable.fallback === null && variable.format === undefined) return [variable];
    if (typeof source !== "string" || variable !== undefined) {
      const fix = 'Name the value without a suffix: "$when": "$requestId".';
      reader.faults.add("WHEN_SOURCE", at, { expected: "a value without a suffix", received: source, fix });
    }
    return [];
  });
}

function isOptional(node: TemplateNode): boolean {
  switch (node.type) {
    case "variable":
      return node.fallback === undefined;
    case "object":
      return node.when.length > 0;
    case "each":
      return node.source.fallback === undefined;
    case "protobuf":
      return isOptional(node.body);
    default:
      return false;
  }
}

/** Checks that no value can match both nodes: some member has a different constant in each. */
function isDistinct(node: TemplateNode, other: TemplateNode): boolean {
  if (node.type !== "object" || other.type !== "object") return node.type === "object" && other.type === "constant";
  const constants = constantsOf(node);
  return [...constantsOf(other)].some(([key, value]) => constants.has(key) && constants.get(key) !== value);
}

function constantsOf({ members }: ObjectNode): ReadonlyMap<string, ConstantNode["value"]> {
  return new Map(
    members.flatMap((member) =>
      member.type === "member" && member.node.type === "constant" ? [[member.key, member.node.value]] : [],
    ),
  );
}

const nullNode: ConstantNode = { type: "constant", value: null };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
