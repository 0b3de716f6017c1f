import { describesFailure } from "../../evidence/index.ts";
import type { Member, Unit } from "../collect/index.ts";
import type { Pair, Value } from "../syntax/index.ts";
import { sentTexts } from "./sent-texts.ts";

/** A message in a tree, under the path that is sent as its code: `user.not_found`. */
interface TreeMessage {
  readonly code: string;
  readonly message: string;
  readonly member: Member;
}

/** Deepest nesting of modules that assemble others. */
const maxDepth = 5;
/** Most messages of one tree. */
const maxMessages = 20_000;

/** A tree of messages. */
interface MessageTree {
  readonly messages: readonly TreeMessage[];
  /** Whether another tree has most of its codes, in another language. */
  readonly isTranslation: boolean;
  /** Other texts of the same locales, which are for pages. */
  readonly others: readonly Member[];
}

/**
 * Finds objects named after errors that are assembled from modules of messages, as locales are: `const errors = { user, order }`.
 * The English one is the first of several. If the sources send codes and none of them is a path of the tree, its texts are for
 * pages.
 *
 * @param isErrorName returns whether a name is about errors
 */
export function readMessageTrees(
  units: readonly Unit[],
  isErrorName: (name: string) => boolean,
): readonly MessageTree[] {
  const roots = units.flatMap(({ members }) => members.filter((member) => isRoot(member, isErrorName)));
  if (roots.length === 0) return [];
  const modules = new Modules(units);
  const sorted = roots.toSorted((one, other) => Number(isEnglish(other)) - Number(isEnglish(one)));
  const trees = sorted
    .map((root) => ({ root, messages: modules.messagesOf(root, "", 0) }))
    .filter(({ messages }) => isAssembled(messages));
  const own = new Set(trees.flatMap(({ messages }) => messages.map(({ member: { unit } }) => unit)));
  const sent = sentTexts(
    units.filter((unit) => !own.has(unit)),
    isErrorName,
  );
  const known = new Set<string>();
  return trees.flatMap(({ root, messages }): readonly MessageTree[] => {
    const isTranslation = messages.filter(({ code }) => known.has(code)).length * 2 > messages.length;
    const isSent = sent === undefined ? tellsOfFailures(messages) : messages.some(({ code }) => sent.has(code));
    if (!isTranslation && !isSent) return [];
    for (const { code } of messages) known.add(code);
    return [{ messages, isTranslation, others: isTranslation ? [] : besides(root, units, own) }];
  });
}

function isAssembled(messages: readonly TreeMessage[]): boolean {
  return new Set(messages.map(({ member: { unit } }) => unit)).size > 1;
}

/** Checks whether enough messages describe failures. Those of errors may also say what is expected instead. */
function tellsOfFailures(messages: readonly TreeMessage[]): boolean {
  const failures = messages.filter(({ code, message }) => describesFailure(message) || describesFailure(code));
  return messages.length > 2 && failures.length * 3 >= messages.length;
}

function isRoot({ place, value, name }: Member, isErrorName: (name: string) => boolean): boolean {
  return place === "constant" && value?.type === "pairs" && isErrorName(name) && importedNames(value.pairs).length > 1;
}

/** Returns the members of an object that are names, each with the path that it adds: `{ user, order: orders }`. */
function importedNames(pairs: readonly Pair[]): readonly (readonly [step: string, name: string])[] {
  return pairs.flatMap(({ key, value }) => {
    const name = value.type === "name" && value.path.length === 1 ? value.path[0] : undefined;
    const step = key === undefined ? name : stepOf(key);
    return name === undefined || step === undefined ? [] : [[step, name] as const];
  });
}

function stepOf(key: Value): string | undefined {
  if (key.type === "name") return key.path.at(-1);
  return key.type === "string" ? key.text : undefined;
}

function isEnglish({ unit: { file } }: Member): boolean {
  return localesOf(file) !== undefined;
}

/** Returns the folder of the locales that an English file belongs to. */
function localesOf(file: string): string | undefined {
  return /^(.*?)(?<=^|[/\\])en(?:[-_][A-Za-z]{2,4})?[/\\]/i.exec(file)?.[1];
}

/** Returns the texts in the locales of a tree that are not part of it. */
function besides({ unit: { file } }: Member, units: readonly Unit[], own: ReadonlySet<Unit>): readonly Member[] {
  const folder = localesOf(file);
  return units
    .filter((unit) => folder !== undefined && unit.file.startsWith(folder) && !own.has(unit))
    .flatMap(({ members }) => members.filter(({ place }) => place === "object"));
}

/** The modules of sources, by their paths. */
class Modules {
  readonly #byPath: ReadonlyMap<string, Unit>;

  constructor(units: readonly Unit[]) {
    this.#byPath = new Map(units.map((unit) => [pathOf(unit.file), unit]));
  }

  /** Returns the messages of an object and of the modules that it names. */
  messagesOf(root: Member, prefix: string, depth: number): readonly TreeMessage[] {
    const { unit, value, name } = root;
    const messages = ownMessages(unit, name, prefix);
    if (depth > maxDepth || value?.type !== "pairs") return messages;
    const imported = importedNames(value.pairs).flatMap(([step, one]): readonly TreeMessage[] => {
      const module = this.#moduleOf(unit, one);
      const next = module === undefined ? undefined : objectOf(module, one);
      return next === undefined ? [] : this.messagesOf(next, `${prefix}${step}.`, depth + 1);
    });
    return [...messages, ...imported].slice(0, maxMessages);
  }

  #moduleOf({ file, imports }: Unit, name: string): Unit | undefined {
    const path = imports.get(name);
    if (path === undefined) return undefined;
    const parts = pathOf(file).split("/").slice(0, -1);
    for (const part of path.replace(/\.[cm]?[jt]s$/, "").split("/"))
      if (part === "..") parts.pop();
      else if (part !== ".") parts.push(part);
    const target = parts.join("/").replace(/\/index$/, "");
    return this.#byPath.get(target) ?? this.#byPath.get(`${target}/index`);
  }
}

function pathOf(file: string): string {
  return file.replaceAll("\\", "/").replace(/\.[cm]?[jt]sx?$/, "");
}

/** Returns the object that a module exports: the one with the name, or the only one. */
function objectOf({ members }: Unit, name: string): Member | undefined {
  const objects = members.filter(
    ({ place, owners, value }) => place === "constant" && owners.length === 0 && value?.type === "pairs",
  );
  return objects.find((object) => object.name === name) ?? (objects.length === 1 ? objects[0] : undefined);
}

/** Returns the texts within an object of a module, by their paths. */
function ownMessages({ members }: Unit, object: string, prefix: string): readonly TreeMessage[] {
  return members.flatMap((member): readonly TreeMessage[] => {
    const { place, owners, name, value } = member;
    if (place !== "object" || owners[0] !== object || value?.type !== "string") return [];
    return [{ code: `${prefix}${[...owners.slice(1), name].join(".")}`, message: value.text, member }];
  });
}
