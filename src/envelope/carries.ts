import type { Kind } from "../contract/index.ts";
import { kinds as kindTable } from "../contract/index.ts";
import type { KindNames } from "./kind-names.ts";
import type { Fact, ObjectNode, TemplateNode } from "./template.ts";
import { partsOf } from "./template.ts";

/** What of an error survives the way through an envelope: `parse(render(e))` is `e` restricted to this. */
export interface Carries {
  readonly code: boolean;
  readonly message: boolean;
  readonly title: boolean;
  readonly docsUrl: boolean;
  readonly requestId: boolean;
  readonly param: boolean;
  /** The kinds whose name on the wire stands for no other kind. */
  readonly kinds: readonly Kind[];
  /**
   * `"all"`, or the paths of the members that have a place: `field`, `errors[].message`, `[]` for whole elements.
   * A null member with a place of its own counts as absent, and so do details without any member where they are spread.
   */
  readonly details: "all" | readonly string[];
}

/** Tells what a template carries. */
export function carriesOf(root: ObjectNode, names: KindNames): Carries {
  const parts = partsOf(root);
  const has = (fact: Fact): boolean => parts.some((part) => part.type === "slot" && part.fact === fact);
  const paths = [...new Set(parts.flatMap((part) => detailsPaths(part)))];
  return {
    code: has("code"),
    message: has("message"),
    title: has("title"),
    docsUrl: has("docsUrl"),
    requestId: has("requestId"),
    param: parts.some((part) => part.type === "slot" && part.fact === "details" && part.path.join(".") === "param"),
    kinds: has("kind")
      ? (Object.keys(kindTable) as Kind[]).filter((kind) => names.kindOf(names.nameOf(kind)) === kind)
      : [],
    details: paths.includes("") ? "all" : paths,
  };
}

function detailsPaths(part: TemplateNode): readonly string[] {
  if (part.type === "slot") return part.fact === "details" && part.format === undefined ? [part.path.join(".")] : [];
  if (part.type === "object") return part.members.some((member) => spreads(member, "details")) ? [""] : [];
  if (part.type !== "each") return [];
  const list = `${part.source.path.join(".")}[]`;
  const inItem = partsOf(part.item).flatMap((inner): readonly string[] => {
    if (inner.type === "slot") return inner.fact === "item" && inner.format === undefined ? [inner.path.join(".")] : [];
    return inner.type === "object" && inner.members.some((member) => spreads(member, "item")) ? [""] : [];
  });
  return inItem.includes("") ? [list] : inItem.map((path) => `${list}.${path}`);
}

function spreads(member: ObjectNode["members"][number], fact: "details" | "item"): boolean {
  return member.type === "spread" && member.fact === fact;
}
