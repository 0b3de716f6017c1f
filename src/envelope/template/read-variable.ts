import type { Json } from "../../contract/index.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import type { Format, Variable, VariableNode } from "./template.ts";
import { variables } from "./template.ts";

/** Where a variable is read. */
export interface VariableContext {
  readonly faults: FaultList;
  readonly path: FaultPath;
  /** Whether `$item` is available. */
  readonly insideEach: boolean;
}

const syntax = /^\$([A-Za-z]+)((?:\.[A-Za-z_][A-Za-z0-9_-]*)*)(:[a-z]+)?(\?|=.*)?$/s;
const names: ReadonlySet<string> = new Set(variables);
const known =
  "$code, $message, $details, $requestId, $status, $kind, $param, $docsUrl, $title, $grpc, $api or $ignored";

/** The formats of each variable, besides the plain value. */
const formats: Readonly<Partial<Record<Variable, readonly Format[]>>> = {
  status: ["string"],
  details: ["string"],
  item: ["string"],
  grpc: ["connect"],
  code: ["shape"],
};

/** Parses `"$name.member:format?"`. Returns undefined, and adds a fault, when the text is not a variable. */
export function readVariable(text: string, { faults, path, insideEach }: VariableContext): VariableNode | undefined {
  const reject = (rule: string, expected: string, fix: string): undefined => {
    faults.add(rule, path, { expected, received: text, fix });
  };
  const [, written = "", members = "", suffix, absent] = syntax.exec(text) ?? [];
  const isParam = written === "param" && members === "";
  const name = isParam ? "details" : written;
  if (!isVariable(name)) {
    const fix = `Use one of these values, or write ${JSON.stringify(`$${text}`)} for the literal text.`;
    return reject("VALUE_UNKNOWN", insideEach ? `${known}, or $item` : known, fix);
  }
  if (name === "item" && !insideEach) {
    const fix = 'Use $item inside the "$item" of a list, or $details for the details themselves.';
    return reject("ITEM_OUTSIDE_EACH", "a value that is available here", fix);
  }
  if (members !== "" && name !== "details" && name !== "item") {
    const fix = "Remove the part after the dot: only $details and $item have members.";
    return reject("MEMBER_OF_SCALAR", `"$${written}"`, fix);
  }
  const format = formats[name]?.find((allowed) => `:${allowed}` === suffix);
  if (suffix !== undefined && format === undefined)
    return reject("FORMAT_UNKNOWN", ...unknownFormat(name, written, suffix));
  try {
    const fallback = readFallback(absent, name);
    return { type: "variable", name, path: isParam ? ["param"] : members.split(".").slice(1), format, fallback };
  } catch {
    return reject("DEFAULT_NOT_JSON", 'JSON after "="', 'Write the default value as JSON: "$details={}".');
  }
}

function unknownFormat(name: Variable, written: string, suffix: string): [expected: string, fix: string] {
  const allowed = ["", ...(formats[name] ?? []).map((format) => `:${format}`)].map((end) => `"$${written}${end}"`);
  const fix = allowed.length > 1 ? "Use a format that the value has." : `Remove "${suffix}": the value is a string.`;
  return [allowed.join(" or "), fix];
}

/** An absent value is null without a suffix, omitted with `?`, and the JSON after `=`. */
function readFallback(suffix: string | undefined, name: Variable): Json | undefined {
  if (suffix === undefined) return name === "ignored" ? undefined : null;
  return suffix === "?" ? undefined : (JSON.parse(suffix.slice(1)) as Json);
}

function isVariable(name: string): name is Variable {
  return names.has(name);
}
