import type { Kind } from "../../contract/index.ts";
import { kinds as kindTable } from "../../contract/index.ts";
import type { KindNames } from "./read-declaration.ts";
import type { ObjectNode, TemplateNode, Variable } from "./template.ts";
import { partsOf } from "./template.ts";

/** The fields of an error that survive rendering and parsing. */
export interface EnvelopeFields {
  /** Whether the envelope sends the code. */
  readonly code: boolean;
  /** Whether it sends the message. */
  readonly message: boolean;
  /** Whether it sends the title of the code. */
  readonly title: boolean;
  /** Whether it sends the address of the code's page. */
  readonly docsUrl: boolean;
  /** Whether it sends the id of the request. */
  readonly requestId: boolean;
  /** Whether it sends the field that caused the error. */
  readonly param: boolean;
  /** The kinds that have a name of their own on the wire. */
  readonly kinds: readonly Kind[];
  /**
   * `"all"`, or the paths that the template names: `field`, `errors[].message`, `[]` for whole elements. A null member that
   * the template names is parsed as absent, and so are empty details that are spread.
   */
  readonly details: "all" | readonly string[];
}

/** Returns the fields that survive rendering and parsing with a template. */
export function envelopeFields(root: ObjectNode, names: KindNames): EnvelopeFields {
  const parts = partsOf(root);
  const has = (name: Variable): boolean => parts.some((part) => part.type === "variable" && part.name === name);
  const paths = [...new Set(parts.flatMap(detailsPaths))];
  return {
    code: has("code"),
    message: has("message"),
    title: has("title"),
    docsUrl: has("docsUrl"),
    requestId: has("requestId"),
    param: parts.some((part) => part.type === "variable" && part.name === "details" && part.path.join(".") === "param"),
    kinds: has("kind")
      ? (Object.keys(kindTable) as Kind[]).filter((kind) => names.kindOf(names.nameOf(kind)) === kind)
      : [],
    details: paths.includes("") ? "all" : paths,
  };
}

function detailsPaths(part: TemplateNode): readonly string[] {
  if (part.type !== "each") return pathsOf(part, "details");
  const list = `${part.source.path.join(".")}[]`;
  const inItem = partsOf(part.item).flatMap((inner) => pathsOf(inner, "item"));
  return inItem.includes("") ? [list] : inItem.map((path) => `${list}.${path}`);
}

/** Returns the paths of a source that one part sends unchanged; `""` is the whole source. */
function pathsOf(part: TemplateNode, source: "details" | "item"): readonly string[] {
  if (part.type === "variable") return part.name === source && part.format === undefined ? [part.path.join(".")] : [];
  if (part.type !== "object") return [];
  return part.members.some((member) => member.type === "spread" && member.source === source) ? [""] : [];
}
