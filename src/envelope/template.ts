import type { Json } from "../contract/index.ts";

/** What a value of a template can stand for. `item` exists only within a repeated list; `ignored` has a default only, and is dropped when read. */
export type Fact =
  | "code"
  | "message"
  | "details"
  | "requestId"
  | "status"
  | "kind"
  | "docsUrl"
  | "title"
  | "grpc"
  | "api"
  | "ignored"
  | "item";

/**
 * How a value travels, where not as it is. `string`: as text, which is not read back exactly; `connect`: a gRPC name in
 * Connect's spelling; `shape`: a name that may come back with a namespace before it and an address behind it.
 */
export type Format = "string" | "connect" | "shape";

/** A place for one fact: `"$details.field?"`. */
export interface Slot {
  readonly type: "slot";
  readonly fact: Fact;
  /** The member of `details` or `item` that is meant; empty for the whole. */
  readonly path: readonly string[];
  readonly format: Format | undefined;
  /** What stands there when the fact is absent; undefined when the member is left out. */
  readonly absent: Json | undefined;
}

/** A constant that is the same in every body, and by which a body is recognised. */
export interface Fixed {
  readonly type: "fixed";
  readonly value: string | number | boolean | null;
}

/** One named member of an object. */
export interface Member {
  readonly type: "member";
  readonly key: string;
  readonly node: TemplateNode;
}

/** The members of the details (or of an item), spread among the named members of an object. */
export interface Spread {
  readonly type: "spread";
  readonly fact: "details" | "item";
  /** Member that holds, whole, what cannot be spread; undefined where the template names none. */
  readonly under: string | undefined;
}

/** An object of a template. */
export interface ObjectNode {
  readonly type: "object";
  readonly members: readonly (Member | Spread)[];
  /** Facts without any of which the whole object is left out; empty when it is always there. */
  readonly when: readonly Slot[];
}

/** A list with a fixed number of items. */
export interface ListNode {
  readonly type: "list";
  readonly items: readonly TemplateNode[];
}

/** A list with one item for each element of the details, or of a list in the details. */
export interface EachNode {
  readonly type: "each";
  readonly source: Slot;
  readonly item: TemplateNode;
}

/** A Protocol Buffers message, in base64. */
export interface MessageNode {
  readonly type: "message";
  /** The fields by their number; a fact of its own is a google.protobuf.Value. */
  readonly body: ObjectNode | Slot;
}

/** One part of a template that was read. */
export type TemplateNode = Fixed | Slot | ObjectNode | ListNode | EachNode | MessageNode;

/** Names the members that an object's template declares: they win over spread members of the same name. */
export function declaredKeys({ members }: ObjectNode): ReadonlySet<string> {
  return new Set(
    members.flatMap((member) =>
      member.type === "member" ? [member.key] : member.under === undefined ? [] : [member.under],
    ),
  );
}

/** Lists every part of a template, the template itself first. */
export function partsOf(node: TemplateNode): readonly TemplateNode[] {
  switch (node.type) {
    case "object":
      return [node, ...node.members.flatMap((member) => (member.type === "member" ? partsOf(member.node) : []))];
    case "list":
      return [node, ...node.items.flatMap(partsOf)];
    case "each":
      return [node, ...partsOf(node.item)];
    case "message":
      return [node, ...partsOf(node.body)];
    default:
      return [node];
  }
}
