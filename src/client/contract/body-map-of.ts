import type { AnyContract, Json, Kind } from "../../contract/index.ts";
import { kinds } from "../../contract/index.ts";
import { builtInEnvelopes } from "../../envelope/index.ts";
import type { BodyMap, BodyPath, BodyPathStep, EnvelopeShape, FixedMember } from "../metadata.ts";
import { getOwn } from "../parse/index.ts";

type Template = Readonly<Record<string, Json>>;
type Path = readonly BodyPathStep[];

/** Results of searching a template. */
interface Findings {
  readonly fixed: FixedMember[];
  readonly paths: BodyPath[];
  /** Paths to values that were written as text although they are not texts. They are tried last. */
  readonly inexact: BodyPath[];
  /** Paths of texts that are never omitted. */
  readonly required: Path[];
  /** Whether to identify list elements by index even if they have constants. */
  readonly byIndex: boolean;
}

/** Values that the client reads from the response, or not at all. */
const unread = new Set(["status", "grpc", "api", "ignored"]);

/** A variable in a template: `$code`, `$details.field?`, `$title:string="none"`. */
const variable = /^\$(\w+)((?:\.[\w-]+)*)(?::(\w+))?(?:(=)(.*)|(\?))?$/s;

/** Derives the map of one of a contract's envelopes, given by its name or as a template. */
export function bodyMapOf(declaration: Json, contract: AnyContract): BodyMap {
  const template = templateOf(declaration, contract);
  const { fixed, paths, inexact } = searchTemplate(template, false);
  const kindNames = kindsByName((getOwn(template, "$kindNames") ?? {}) as Readonly<Record<string, string>>);
  return {
    ...(fixed.length > 0 && { fixed }),
    paths: [...paths.toSorted(byDepth), ...inexact.toSorted(byDepth)],
    ...(Object.keys(kindNames).length > 0 && { kindNames }),
  };
}

/** Derives the shape by which an error in one of a contract's envelopes is recognised. */
export function envelopeShapeOf(declaration: Json, contract: AnyContract): EnvelopeShape {
  const template = templateOf(declaration, contract);
  const { fixed, paths, required } = searchTemplate(template, true);
  const isDistinct = fixed.some(announcesFailure) || required.some(([step]) => step === "error" || step === "errors");
  const topLevel = Object.entries(failureOf(template) as Template).filter(([key]) => key !== "$when");
  const spreadsDetails = topLevel.some(([key]) => key.startsWith("..."));
  // Null and ignored members are empty in an error, so data there means success.
  const members = topLevel.filter(([, value]) => value !== null && !/^\$ignored\b/.test(String(value)));
  return {
    required: [...fixed, ...required.map((path) => ({ path }))] as EnvelopeShape["required"],
    code: paths.filter(({ property }) => property === "code").map(({ path }) => path) as EnvelopeShape["code"],
    ...(!spreadsDetails && { members: members.map(([key]) => key) }),
    ...(isDistinct && { isDistinct }),
  };
}

/** Returns whether only errors have a constant: `success: false`, `status: "error"`. */
function announcesFailure({ value }: FixedMember): boolean {
  return value === false || /^(err|error|fail|failure)$/i.test(String(value));
}

/** Follows names to a template. An envelope that refers to its own name means the built-in one. */
function templateOf(declaration: Json, { envelopes }: AnyContract): unknown {
  const seen = new Set<string>();
  let template: unknown = declaration;
  while (typeof template === "string") {
    const name: string = template;
    template = (seen.has(name) ? undefined : getOwn(envelopes, name)) ?? getOwn(builtInEnvelopes, name);
    seen.add(name);
  }
  return template;
}

function failureOf(template: unknown): Json {
  return (getOwn(template, "$failure") ?? template) as Json;
}

function searchTemplate(template: unknown, byIndex: boolean): Findings {
  const findings = noFindings(byIndex);
  search(failureOf(template), [], findings, true);
  return findings;
}

function noFindings(byIndex: boolean): Findings {
  return { fixed: [], paths: [], inexact: [], required: [], byIndex };
}

/** Paths to a whole value come before paths to its members. */
function byDepth(one: BodyPath, other: BodyPath): number {
  return one.property.split(".").length - other.property.split(".").length;
}

/** @param isCertain whether every body has this node */
function search(node: Json, path: Path, findings: Findings, isCertain: boolean): void {
  if (typeof node === "string" && isVariable(node)) searchVariable(node, path, findings, isCertain);
  else if (Array.isArray(node)) searchList(node, path, findings, isCertain);
  else if (isObject(node)) searchMembers(node as Template, path, findings, isCertain);
  else if (node !== null && isCertain) findings.fixed.push({ path, value: constantOf(node) });
}

function searchVariable(text: string, path: Path, { paths, inexact, required }: Findings, isCertain: boolean): void {
  const [, name = "", rest = "", format, hasDefault, absent, isOptional] = variable.exec(text) ?? [];
  if (unread.has(name)) return;
  const property = name === "param" ? "details.param" : name + rest;
  if (isCertain && !hasDefault && !isOptional && /^(code|message)$/.test(property)) required.push(path);
  const found: BodyPath = {
    property,
    path,
    ...(absent !== undefined && { absent: JSON.parse(absent) as unknown }),
    ...(format === "shape" && { isAwsShape: true }),
  };
  (format === "string" ? inexact : paths).push(found);
}

/** Array elements are identified by their constant members, otherwise by index. */
function searchList(items: readonly Json[], path: Path, findings: Findings, isCertain: boolean): void {
  for (const [index, item] of items.entries()) {
    const constants = Object.entries(isObject(item) ? item : {}).filter(
      ([key, value]) => key !== "$when" && !(typeof value === "string" && isVariable(value)) && !isObject(value),
    );
    const step: BodyPathStep =
      constants.length > 0 && !findings.byIndex
        ? Object.fromEntries(constants.map(([key, value]) => [key, constantOf(value as Json)]))
        : index;
    // An element with constants may be omitted, or stand elsewhere in the list.
    search(item, [...path, step], findings, isCertain && constants.length === 0);
  }
}

function searchMembers(node: Template, path: Path, findings: Findings, isCertain: boolean): void {
  if (node.$each !== undefined) {
    searchElements(node, path, findings);
    return;
  }
  if (node.$protobuf !== undefined) return;
  const isAlwaysSent = isCertain && node.$when === undefined;
  for (const [key, value] of Object.entries(node))
    if (!key.startsWith("...") && key !== "$when") search(value, [...path, key], findings, isAlwaysSent);
  const siblings = Object.keys(node).map((key) => key.replace(/^\.\.\./, ""));
  for (const [key, value] of Object.entries(node)) {
    if (!key.startsWith("...")) continue;
    const property = String(value).slice(1);
    const fallback = key.slice(3);
    if (fallback) findings.paths.push({ property, path: [...path, fallback] });
    findings.paths.push({ property, path, except: siblings });
  }
}

/** Searches the template of a list's elements. Properties of the error itself are read from the first element. */
function searchElements(node: Template, path: Path, findings: Findings): void {
  const element = noFindings(findings.byIndex);
  search(node.$item as Json, [], element, false);
  const list = noFindings(findings.byIndex);
  searchVariable(String(node.$each), path, list, false);
  const paths = [...element.paths, ...element.inexact];
  const isOfItem = ({ property }: BodyPath): boolean => /^item\b/.test(property);
  findings.paths.push(...list.paths.map((found) => ({ ...found, each: paths.filter(isOfItem) })));
  for (const found of paths) if (!isOfItem(found)) findings.paths.push({ ...found, path: [...path, 0, ...found.path] });
}

function isVariable(text: string): boolean {
  return /^\$[A-Za-z]/.test(text);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** A constant that begins with `$` is written with a second one. */
function constantOf(value: Json): Json {
  return typeof value === "string" ? value.replace(/^\$\$/, "$") : value;
}

/** Inverts the kind-name table, dropping names that several kinds share. */
function kindsByName(names: Readonly<Record<string, string>>): Record<string, Kind> {
  const all = Object.keys(kinds) as Kind[];
  const nameOf = (kind: Kind): unknown => getOwn(names, kind) ?? names["*"];
  const unique = all.filter((kind) => all.filter((other) => nameOf(other) === nameOf(kind)).length === 1);
  return Object.fromEntries(unique.flatMap((kind) => (typeof nameOf(kind) === "string" ? [[nameOf(kind), kind]] : [])));
}
