import type { Json } from "../../contract/index.ts";

/** The values that a template can name. `item` exists only inside `$each`; `ignored` is never parsed. */
export const variables = [
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
] as const;

/** Name of a value in a template, without its `$`. */
export type Variable = (typeof variables)[number];

/**
 * Encoding of a value. `string`: as text, which cannot be parsed back exactly. `connect`: a gRPC name in Connect's
 * spelling. `shape`: a Smithy shape name, which may be received with a namespace and an address around it.
 */
export type Format = "string" | "connect" | "shape";

/** One value: `"$details.field?"`. */
export interface VariableNode {
  readonly type: "variable";
  readonly name: Variable;
  /** Path of a member of `details` or `item`; empty for the whole value. */
  readonly path: readonly string[];
  readonly format: Format | undefined;
  /** Sent when the value is absent; undefined omits the member. */
  readonly fallback: Json | undefined;
}

/** A value that is the same in every body. The parser recognises an envelope by its constants. */
export interface ConstantNode {
  readonly type: "constant";
  readonly value: string | number | boolean | null;
}

/** One named member of an object. */
export interface Member {
  readonly type: "member";
  readonly key: string;
  readonly node: TemplateNode;
}

/** The members of the details (or of an item), spread into an object. */
export interface Spread {
  readonly type: "spread";
  readonly source: "details" | "item";
  /** Member that receives the whole value when it cannot be spread. */
  readonly fallbackKey: string | undefined;
}

export interface ObjectNode {
  readonly type: "object";
  readonly members: readonly (Member | Spread)[];
  /** The object is omitted when all of these are absent; empty means that it is always sent. */
  readonly when: readonly VariableNode[];
}

/** An array with a fixed number of items. */
export interface ListNode {
  readonly type: "list";
  readonly items: readonly TemplateNode[];
}

/** An array with one item per element of a list in the details. */
export interface EachNode {
  readonly type: "each";
  readonly source: VariableNode;
  readonly item: TemplateNode;
}

/** A Protocol Buffers message in base64: an object keyed by field number, or the details as a google.protobuf.Value. */
export interface ProtobufNode {
  readonly type: "protobuf";
  readonly body: ObjectNode | VariableNode;
}

/** One part of a parsed template. */
export type TemplateNode = ConstantNode | VariableNode | ObjectNode | ListNode | EachNode | ProtobufNode;

/** Returns the keys that an object declares. They take precedence over spread members of the same name. */
export function declaredKeys({ members }: ObjectNode): ReadonlySet<string> {
  const keys = members.map((member) => (member.type === "member" ? member.key : member.fallbackKey));
  return new Set(keys.filter((key) => key !== undefined));
}

/** Returns every part of a template, parents before their children. */
export function partsOf(node: TemplateNode): readonly TemplateNode[] {
  switch (node.type) {
    case "object":
      return [node, ...node.members.flatMap((member) => (member.type === "member" ? partsOf(member.node) : []))];
    case "list":
      return [node, ...node.items.flatMap(partsOf)];
    case "each":
      return [node, ...partsOf(node.item)];
    case "protobuf":
      return [node, ...partsOf(node.body)];
    default:
      return [node];
  }
}
