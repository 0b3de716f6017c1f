import { type Arm, type Member, rowsOwner } from "../collect/index.ts";
import { isErrorName } from "../names/index.ts";
import { isCodeText, type Symbols } from "./symbols.ts";

/** Reads an arm of a function that returns the codes of members: `Self::NotFound => "not_found"`. */
export function readAlias(arm: Arm, symbols: Symbols): void {
  const { key, owners, unit } = arm;
  const path = key.type === "name" || key.type === "call" ? key.path : undefined;
  const place = owners.at(-1) ?? "";
  const member = path === undefined || !namesCodes.test(place) ? undefined : symbols.find(path, unit);
  if (member === undefined) return;
  if (isPassedOn(arm) && isOf(member, path ?? [], owners.at(-2))) symbols.wrappers.add(member);
  const text = mayBeNamed(member, place) ? aliasIn(arm, place, symbols) : undefined;
  if (text !== undefined && (/code/i.test(place) || !symbols.codes.has(member))) symbols.codes.set(member, text);
}

/** Checks whether a case may give a member its code. Rows do so for members of enumerations of errors. */
function mayBeNamed(member: Member, place: string): boolean {
  return place === rowsOwner ? member.place === "enum" && isErrorName(member.owners.at(-1)) : isNamed(member);
}

function aliasIn({ value, unit }: Arm, place: string, symbols: Symbols): string | undefined {
  if (value.type === "number") {
    const isNumber = place !== rowsOwner && /code|err_?no|number/i.test(place) && !/status|http|exit/i.test(place);
    return isNumber ? String(value.value) : undefined;
  }
  const text = value.type === "string" || value.type === "call" ? symbols.text(value, unit) : undefined;
  return text !== undefined && isCodeText(text) ? text : undefined;
}

/** Checks whether a case returns the code of the error that its member holds: `Self::Other(inner) => inner.code()`. */
function isPassedOn({ key, value }: Arm): boolean {
  if (key.type !== "call" || value.type !== "call" || value.path.length !== 2) return false;
  return key.pairs.some(({ value: held }) => held.type === "name" && held.path.join(".") === value.path[0]);
}

/** Checks whether a member belongs to the enumeration that a case names, which may be the one around it. */
function isOf({ place, owners }: Member, path: readonly string[], around: string | undefined): boolean {
  return place === "enum" && owners.at(-1) === (path.at(-2) === "Self" ? around : path.at(-2));
}

/** Checks whether a member of errors has only a name, or a number that counts them. */
function isNamed({ place, value, owners, type }: Member): boolean {
  if (place === "enum") return value === undefined && isErrorName(owners.at(-1));
  return place === "constant" && value?.type === "number" && isErrorName(type);
}

/** Names of functions that return codes. */
const namesCodes = /code|^errors?$|^string$|as_str|slug|name|type|kind|reason|^fmt$|to_?string|identifier|key|_error$/i;
