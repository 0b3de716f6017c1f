import {
  type Arm,
  type ClassDeclaration,
  type Description,
  isCallOwner,
  type Member,
  nameOfOwner,
  type Unit,
} from "../collect/index.ts";
import { readMessageTrees } from "../messages/index.ts";
import { isErrorName, isErrorPath, nameOfKey, roleOfKey, statusOfClass, statusOfPhrase } from "../names/index.ts";
import type { Pair, Value } from "../syntax/index.ts";
import { readAlias } from "./aliases.ts";
import { ClassNames } from "./class-names.ts";
import { ClassStatuses, codeOfClass, isPassed } from "./classes.ts";
import type { CodeFindings } from "./code-findings.ts";
import { defaultStatuses } from "./default-statuses.ts";
import {
  CodePlaces,
  codeOfDescription,
  declaredNumbers,
  Factories,
  factories,
  keyedNumbers,
  type NamedObject,
  namedObjects,
  registeredCodes,
  responders,
  statusOfFactory,
  statusOfResponder,
  VariableUses,
} from "./described/index.ts";
import { addImpliedMembers } from "./implied-members.ts";
import type { ListedCode } from "./listing/index.ts";
import { isCategory, readLists } from "./lists.ts";
import { emptyProfile, type Profile, profileOf, statusAround } from "./profile.ts";
import { isCodeName, isCodeText, isMessage, Symbols } from "./symbols.ts";

/** Finds the errors that sources declare, across files. */
export class Interpreter {
  readonly #units: readonly Unit[];
  readonly #symbols: Symbols;
  readonly #findings: CodeFindings;
  readonly #classes: ClassStatuses;
  readonly #classNames: ClassNames;
  readonly #uses = new VariableUses();
  /** Places of maps whose keys are codes, and whose values repeat the codes of another protocol. */
  readonly #categories = new Set<string>();
  /** Messages that are read as parts of trees, and not of lists. */
  readonly #inTrees = new Set<Member>();
  /** Codes of calls that declare errors by their numbers. */
  #declared: ReadonlyMap<Description, string> = new Map();
  /** Constants that are errors, whose names are their codes. */
  #named: ReadonlyMap<Description, NamedObject> = new Map();
  readonly #factories: Factories;
  readonly #places: CodePlaces;

  constructor(units: readonly Unit[], findings: CodeFindings) {
    addImpliedMembers(units);
    this.#units = units;
    this.#symbols = new Symbols(units);
    this.#factories = new Factories(this.#symbols);
    this.#places = new CodePlaces(this.#symbols);
    this.#findings = findings;
    this.#classes = new ClassStatuses(units, this.#symbols);
    this.#classNames = new ClassNames(units, this.#symbols);
  }

  /** Adds everything that the sources say to the findings. */
  run(): void {
    for (const arm of this.#units.flatMap(({ arms }) => arms)) readAlias(arm, this.#symbols);
    this.#readTrees();
    this.#readLists();
    for (const description of this.#descriptions()) this.#factories.collect(description, statusOfResponder);
    this.#collectCategories();
    this.#declared = new Map([
      ...declaredNumbers(this.#descriptions(), this.#symbols),
      ...keyedNumbers(this.#descriptions()),
      ...registeredCodes(this.#descriptions(), this.#symbols),
    ]);
    this.#named = namedObjects(this.#descriptions(), this.#symbols);
    for (const unit of this.#units) this.#collectHandlers(unit);
    this.#uses.collect(this.#descriptions(), (description) => this.#statusOf(description));
    for (const unit of this.#units) {
      for (const description of unit.descriptions) this.#readDescription(description);
      for (const declaration of unit.classes) this.#readClass(declaration);
    }
    this.#readPlaces();
    for (const arm of this.#units.flatMap(({ arms }) => arms)) this.#readArm(arm);
    this.#addDefaults();
  }

  /** Adds the statuses of members without a case of their own to codes that have no other. */
  #addDefaults(): void {
    for (const { status, arm, members } of defaultStatuses(this.#units, this.#symbols))
      for (const member of members) {
        const code = this.#symbols.codes.get(member);
        if (code !== undefined && this.#findings.has(code) && !this.#findings.hasStatus(code))
          this.#findings.addProfile(code, { ...emptyProfile, status }, arm.node, arm.unit, "derived");
      }
  }

  #descriptions(): readonly Description[] {
    return this.#units.flatMap(({ descriptions }) => descriptions);
  }

  #readTrees(): void {
    for (const { messages, isTranslation, others } of readMessageTrees(this.#units, isErrorName)) {
      for (const member of others) this.#inTrees.add(member);
      for (const { code, message, member } of messages) {
        this.#inTrees.add(member);
        if (!isTranslation) this.#addMessage(code, message, member);
      }
    }
  }

  #addMessage(code: string, message: string, { node, note, unit, name }: Member): void {
    if (!this.#findings.add(code, node, unit)) return;
    this.#findings.addProfile(code, { ...emptyProfile, message }, node, unit);
    this.#findings.addNote(code, note, name, node, unit);
  }

  #readLists(): void {
    const lists = readLists(this.#units, this.#symbols, this.#describedNames(), this.#inTrees);
    for (const list of lists) {
      const [first] = list.members;
      if (list.decoy !== undefined && first !== undefined)
        this.#findings.reject(list.owner, list.decoy, first.node, first.unit);
      else if (!isCategory(list, lists)) for (const listed of list.codes) this.#addListed(listed);
    }
  }

  /** Returns the names that are keys of descriptions with a code of their own: `ErrNoKey: { Code: "NoSuchKey" }`. */
  #describedNames(): ReadonlySet<string> {
    const described = this.#descriptions().filter(({ pairs }) =>
      pairs.some(({ key, value }) => roleOfKey(key) === "code" && value.type === "string"),
    );
    return new Set(described.flatMap(({ key }) => nameOfKey(key) ?? []));
  }

  #addListed({ member, declared = member, code: listed, status, message, profile }: ListedCode): void {
    const { node, note, unit, name, value } = member;
    const code = this.#symbols.codes.get(declared) ?? listed;
    this.#symbols.codes.set(declared, code);
    const isZero = value?.type === "number" && value.value === 0;
    const isPlaceholder = isZero && /(?:^|_)(?:UNKNOWN|UNSPECIFIED|NONE)$|^NO_(?:\w+_)?(?:ERROR|CODE)$/i.test(name);
    const reason = isPlaceholder ? "a placeholder for no value" : "a success";
    if (isPlaceholder || (status !== undefined && status < 400)) this.#findings.reject(code, reason, node, unit);
    else if (this.#findings.add(code, node, unit)) {
      this.#findings.addProfile(code, { ...(profile ?? emptyProfile), status, message }, node, unit);
      this.#findings.addNote(code, note, name, node, unit);
    }
  }

  /** Notes the statuses of the functions that handle exceptions, unless they have several. */
  #collectHandlers(unit: Unit): void {
    const { handlers, descriptions } = unit;
    for (const { types, pairs, line, endLine } of handlers.slice(0, maxHandlers)) {
      const sent = descriptions.filter(({ node }) => node.line >= line && node.line <= endLine);
      const stated = pairs.flatMap(({ value }) => this.#symbols.status(value, unit) ?? []);
      const statuses = new Set(stated.length > 0 ? stated : sent.flatMap((one) => this.#statusOf(one) ?? []));
      const [status] = statuses;
      if (statuses.size === 1 && status !== undefined) for (const type of types) this.#classes.handle(type, status);
    }
  }

  /** Notes the maps of codes to the few codes of another protocol: `[ShopError.Lent]: { code: "BAD_REQUEST", status: 400 }`. */
  #collectCategories(): void {
    const places = new Map<string, string[]>();
    for (const description of this.#descriptions()) {
      const { key, pairs, unit } = description;
      if (key?.type !== "name" || this.#symbols.codeOf(key.path, unit) === undefined) continue;
      const code = profileOf(pairs, unit, this.#symbols).code?.text;
      const place = placeOf(description);
      const codes = places.get(place) ?? [];
      if (code !== undefined) codes.push(code);
      places.set(place, codes);
    }
    for (const [place, codes] of places)
      if (codes.length > 2 && new Set(codes).size * 2 <= codes.length) this.#categories.add(place);
  }

  #readDescription(description: Description): void {
    const { unit, node, note, key } = description;
    const symbols = this.#symbols;
    const profile = profileOf(symbols.namedPairs(description), unit, symbols);
    const named = this.#named.get(description);
    const status = named?.status ?? this.#statusOf(description, profile) ?? this.#uses.statusOf(description, symbols);
    const isKnown = (code: string): boolean => this.#findings.has(code);
    const isCategory = this.#categories.has(placeOf(description));
    const code =
      named?.name ??
      this.#declared.get(description) ??
      codeOfDescription({ description, profile, status, symbols, isCategory, isKnown }) ??
      this.#factories.codeOf(description);
    if (!isCategory) this.#places.add(description, code);
    if (code === undefined && !this.#readAssigned(description, status)) this.#noteMissing(description, profile, status);
    const isSuccess = status !== undefined && status < (named === undefined ? 400 : 300);
    if (code === undefined || isSuccess || !this.#findings.add(code, node, unit)) return;
    const confidence = profile.status === undefined ? "derived" : "stated";
    this.#findings.addProfile(code, { ...profile, status }, node, unit, confidence);
    this.#nameConstant(description, code);
    if (key !== undefined) this.#findings.addNote(code, note, nameOfKey(key) ?? "", node, unit);
  }

  /** Adds the codes that only their place among the arguments shows. */
  #readPlaces(): void {
    for (const [description, code] of this.#places.found()) {
      const { pairs, unit, node } = description;
      const profile = profileOf(pairs, unit, this.#symbols);
      const status = this.#statusOf(description, profile);
      const isSuccess = status !== undefined && status < 400;
      if (!isSuccess && this.#findings.add(code, node, unit))
        this.#findings.addProfile(code, { ...profile, status }, node, unit, "derived");
    }
  }

  #statusOf(
    description: Description,
    profile: Profile = profileOf(this.#symbols.namedPairs(description), description.unit, this.#symbols),
  ): number | undefined {
    const { callee, around, owners, unit } = description;
    return (
      profile.status ??
      (profile.namesStatus && this.#factories.has(callee.at(-1) ?? "") ? undefined : this.#statusOfCallee(callee)) ??
      statusAround(around, unit, this.#symbols) ??
      statusOfResponder([...callee.slice(-2), isCallOwner(owners.at(-1)) ? nameOfOwner(owners) : undefined])
    );
  }

  /** Notes the code of the constant that an error is assigned to, by whose name others refer to it. */
  #nameConstant({ key, owners, callee, unit }: Description, code: string): void {
    const constant = key === undefined ? this.#symbols.find([owners.at(-1) ?? ""], unit) : undefined;
    const isOwn = constant?.value?.type === "call" && constant.value.path.at(-1) === callee.at(-1);
    const { codes } = this.#symbols;
    if (constant?.place === "constant" && isOwn && !codes.has(constant)) codes.set(constant, code);
  }

  /** Reads the codes that a function assigns to the variable that it passes to an error: `errorCode = "sold_out"`. */
  #readAssigned(description: Description, status: number | undefined): boolean {
    if (!isErrorName(description.callee.at(-1))) return false;
    return this.#readVariable(description, this.#symbols.namedPairs(description), status, undefined);
  }

  /** Reads the codes of the variable among arguments; `owner` is the class of a constructor. */
  #readVariable(
    { unit, within = "" }: Description,
    pairs: readonly Pair[],
    status: number | undefined,
    owner: string | undefined,
  ): boolean {
    const variable = pairs.find(({ key }) => roleOfKey(key) === "code" || nameOfKey(key) === "error")?.value;
    const name = variable?.type === "name" && variable.path.length === 1 ? variable.path[0] : undefined;
    if (name === undefined) return false;
    const assigned = this.#symbols
      .assignmentsOf(name, unit, within, owner)
      .flatMap(({ value, node }) =>
        value?.type === "string" && isCodeName(value.text) ? [{ code: value.text, node }] : [],
      );
    for (const { code, node } of assigned)
      if (this.#findings.add(code, node, unit))
        this.#findings.addProfile(code, { ...emptyProfile, status }, node, unit, "derived");
    return assigned.length > 0;
  }

  /** Returns the status of the class or function that is called. */
  #statusOfCallee(callee: readonly string[]): number | undefined {
    const name = callee.at(-1) ?? "";
    if (this.#classes.has(name)) return this.#classes.ofName(name);
    if (this.#factories.has(name)) return this.#factories.statusOf(name);
    if (factories.test(callee.at(-2) ?? "")) return statusOfPhrase(name);
    const status = statusOfFactory(callee);
    if (status !== undefined) return status;
    return /(?:Exception|Error)$/.test(name) ? statusOfClass(name) : undefined;
  }

  #readClass(declaration: ClassDeclaration): void {
    const { name, members, supers, note, node, unit, parents } = declaration;
    const sent = this.#classNames.codeOf(declaration);
    if (sent === undefined && ![name, ...parents].some(isErrorName) && !isErrorPath(unit)) return;
    const read = (pairs: Description["pairs"]): Profile => profileOf(pairs, unit, this.#symbols);
    const profiles = [
      read(members),
      ...supers.map((description) => {
        const passed = read(this.#symbols.superPairs(description, declaration));
        const isOther = passed.code?.by !== "named" && this.#classNames.inheritsCode(declaration);
        return isOther ? { ...passed, code: undefined } : passed;
      }),
    ];
    const status = this.#classes.of(declaration);
    const isNaming = (text: string): boolean => this.#classes.isNaming(declaration, text);
    const code = codeOfClass(name, profiles, status, isNaming, sent) ?? this.#classes.numberOf(declaration);
    const isOwn =
      code === name &&
      sent === undefined &&
      !isPassed(name, profiles, status) &&
      !this.#classes.namesItself(declaration);
    const isMissing = code === undefined || isMessage(code) || isOwn;
    if (isMissing) {
      if (!this.#readSupers(declaration, status)) this.#noteClass(declaration, status);
    } else if (status !== undefined && status < 400 && this.#findings.has(code))
      this.#findings.addProfile(code, { ...emptyProfile, status }, node, unit);
    const isSuccess = status !== undefined && status < (sent === undefined ? 400 : 300);
    if (isMissing || isSuccess || !this.#findings.add(code, node, unit)) return;
    const message = profiles.find((profile) => profile.message !== undefined)?.message;
    const description = profiles.find((profile) => profile.description !== undefined)?.description;
    const confidence = this.#classes.own(declaration) === undefined ? "derived" : "stated";
    this.#findings.addProfile(code, { ...emptyProfile, status, message, description }, node, unit, confidence);
    this.#findings.addNote(code, note, name, node, unit);
  }

  /** Reads the codes of the variable that a constructor passes to that of its parent. */
  #readSupers(declaration: ClassDeclaration, status: number | undefined): boolean {
    const { supers, name } = declaration;
    return supers.some((one) => this.#readVariable(one, this.#symbols.superPairs(one, declaration), status, name));
  }

  /** Adds the status of a class whose name is listed as a code, and reports one whose code is not in the sources. */
  #noteClass({ name, node, unit }: ClassDeclaration, status: number | undefined): void {
    if (this.#findings.has(name)) this.#findings.addProfile(name, { ...emptyProfile, status }, node, unit);
    else if (status !== undefined && status >= 400 && /(?:Error|Exception|Problem)$/.test(name))
      this.#findings.skip(`${name} (${status})`, "The class has a status, and its code is not stated.", node, unit);
  }

  /** Collects an error that is sent without a code. */
  #noteMissing({ node, unit, callee, pairs }: Description, profile: Profile, status: number | undefined): void {
    if (status === undefined || status < 400 || pairs.length > 8) return;
    // A single word, such as `"Forbidden"`, is a text unless it is written as codes are.
    const word = profile.code === undefined || isCodeName(profile.code.text) ? undefined : profile.code.text;
    const message = profile.message ?? profile.description ?? word;
    if (message === undefined || (profile.code !== undefined && word === undefined)) return;
    const name = callee.at(-1) ?? "";
    const isTuple = unit.language === "rust" && name === "" && profile.status !== undefined;
    if (isErrorName(name) || responders.test(name) || isTuple || statusOfResponder([name]) !== undefined)
      this.#findings.addInline(status, message, node, unit);
  }

  /** Reads the status or the message in a map or a switch whose key is a code. */
  #readArm({ key, value, owners, node, unit }: Arm): void {
    const named = this.#symbols.text(key.type === "call" ? { type: "name", path: key.path } : key, unit);
    const code = named ?? (unit.language === "typescript" ? nameOfKey(key) : undefined);
    if (code === undefined) return;
    if (!this.#findings.has(code) && !(this.#isMapped(key, value, unit) && this.#findings.add(code, node, unit)))
      return;
    const place = owners.join(" ");
    const isStatusMap = /status|http|code/i.test(place) || isErrorName(place);
    const status = unit.language === "swift" ? statusOfMember(value, owners) : undefined;
    const isCategory = this.#categories.has([unit.file, ...owners].join("\n"));
    const facts = status === undefined ? this.#factsOfArm(code, value, { isStatusMap, isCategory, unit }) : { status };
    if (facts !== undefined) this.#findings.addProfile(code, { ...emptyProfile, ...facts }, node, unit);
  }

  /** Checks whether an arm maps a constant of a source about errors to the constant of a status of errors. */
  #isMapped(key: Value, value: Value, unit: Unit): boolean {
    const member = key.type === "name" ? this.#symbols.find(key.path, unit) : undefined;
    if (member?.place !== "constant" || member.value?.type !== "string" || !isCodeText(member.value.text)) return false;
    if (!isErrorPath(member.unit) && !isErrorName(member.name)) return false;
    return this.#symbols.isStatusConstant(value, unit) && (this.#symbols.status(value, unit) ?? 0) >= 400;
  }

  #factsOfArm(
    code: string,
    value: Value,
    {
      isStatusMap,
      isCategory,
      unit,
    }: { readonly isStatusMap: boolean; readonly isCategory: boolean; readonly unit: Unit },
  ): Partial<Profile> | undefined {
    const constant = this.#symbols.isStatusConstant(value, unit) ? this.#symbols.status(value, unit) : undefined;
    if (value.type === "number")
      return isStatusMap && value.value >= 400 ? { status: this.#symbols.status(value, unit) } : undefined;
    if (value.type === "string") return isMessage(value.text) ? { message: value.text } : undefined;
    if (value.type !== "call" && value.type !== "pairs") return { status: constant };
    const profile = profileOf(value.pairs, unit, this.#symbols);
    if (profile.code !== undefined && profile.code.text !== code && !isCategory) return undefined;
    return { status: constant ?? profile.status, message: value.type === "pairs" ? profile.message : undefined };
  }
}

/** Most functions of one source that handle exceptions. */
const maxHandlers = 300;

/** Returns the place of the map that a description is a member of. */
function placeOf({ unit, owners }: Description): string {
  return [unit.file, ...owners.slice(0, -1)].join("\n");
}

/** Returns the status that a property of Swift returns without its type: `case .soldOut: .conflict`. */
function statusOfMember(value: Value, owners: readonly string[]): number | undefined {
  const isStatus = /status/i.test(owners.at(-1) ?? "");
  return isStatus && value.type === "name" && value.path.length === 1 ? statusOfPhrase(value.path[0] ?? "") : undefined;
}
