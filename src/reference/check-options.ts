import { type AnyContract, kinds } from "../contract/index.ts";
import type { Recording } from "./recording.ts";
import { fileName, type NavigationLink, type Site } from "./site.ts";

/** The options of a reference that can be wrong. */
interface CheckedOptions {
  readonly apiUrl?: string | undefined;
  readonly basePath?: string | undefined;
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly recordings?: readonly Recording[] | undefined;
  readonly navigation?: readonly NavigationLink[] | undefined;
  readonly demo?: { readonly apiPath: string } | undefined;
}

/** Names of pages and files that every reference has. */
const reserved = new Set(
  "index kinds operations codes.json openapi.json errata.json llms.txt llms-full.txt reference.css reference.js".split(
    " ",
  ),
);

/** @throws RangeError if two codes differ only in case, or a code has the name of another page */
export function checkContract({ name, entries }: AnyContract): void {
  const seen = new Map<string, string>();
  for (const code of entries.keys()) {
    if (reserved.has(fileName(code).toLowerCase()) || /\.(md|html)$/i.test(code))
      throw new RangeError(
        `Expected codes of ${name} without the names of other pages and files, received ${code}. Rename it, or publish the contract without a reference.`,
      );
    const other = seen.get(fileName(code).toLowerCase());
    if (other !== undefined)
      throw new RangeError(
        `The codes ${other} and ${code} of ${name} need pages with the same name on file systems that ignore case. Rename one of them.`,
      );
    seen.set(fileName(code).toLowerCase(), code);
  }
}

/** @throws RangeError that names the option, and says how to correct it */
export function checkOptions(contract: AnyContract, options: CheckedOptions): void {
  checkAddresses(contract, options);
  checkCodes(contract, options);
}

/** @throws RangeError if a link belongs to no page, or is not safe */
export function checkRelated(
  { contract, related }: Pick<Site, "contract" | "related">,
  paths: readonly string[],
): void {
  const known = new Set([...paths, ...Object.keys(kinds).map((kind) => `kinds/${kind}`)]);
  for (const [path, links] of related) {
    if (!known.has(path))
      throw new RangeError(
        `Expected related links of pages of ${contract.name}, received ${shortened(path)}. Use the path of a page, such as guide/retries or kinds/not_found.`,
      );
    for (const link of links) checkLink("related", link);
  }
}

function checkAddresses({ name }: AnyContract, options: CheckedOptions): void {
  const { apiUrl, basePath, navigation = [], demo } = options;
  if (apiUrl !== undefined && !isSafeBase(apiUrl))
    throw new RangeError(
      `Expected apiUrl to be an absolute http or https address without credentials, query and fragment, received ${shortened(apiUrl)}. Use an address such as https://api.example.com.`,
    );
  for (const [option, path, pattern] of [
    ["basePath", basePath, /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*\/?$/],
    ["demo.apiPath", demo?.apiPath, /^\.{0,2}(\/[\w.~-]+)*\/?$/],
  ] as const)
    if (path !== undefined && !pattern.test(path))
      throw new RangeError(
        `Expected ${option} to be a path of letters, digits, ".", "_", "~" and "-", received ${shortened(path)}. Use a path such as /docs/${name}.`,
      );
  for (const link of navigation) checkLink("navigation", link);
}

function checkLink(option: string, { label, href }: NavigationLink): void {
  if (!/^(https?:\/\/|\/(?!\/)|\.{1,2}\/|#)/.test(href))
    throw new RangeError(
      `Expected the ${option} link ${shortened(label)} to lead to a path or an http(s) address, received ${shortened(href)}. Begin it with "/" or "https://".`,
    );
}

function checkCodes({ name, entries }: AnyContract, { groups = {}, recordings = [] }: CheckedOptions): void {
  for (const [title, codes] of Object.entries(groups))
    for (const code of codes)
      if (!entries.has(code))
        throw new RangeError(
          `Expected codes of ${name} in the group ${shortened(title)}, received ${shortened(code)}. Correct the code, or remove it.`,
        );
  for (const { code } of recordings)
    if (!entries.has(code))
      throw new RangeError(
        `Expected recordings of codes of ${name}, received one of ${shortened(code)}. Correct its code, or delete the recording.`,
      );
}

function isSafeBase(text: string): boolean {
  // Parsers remove spaces and line breaks, and accept quotes, which no address of an API has.
  if (/[\s"'`<>\\]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === "";
}

/** Cuts a value for a message. The password of an address is masked. */
function shortened(value: unknown): string {
  return JSON.stringify(
    String(value)
      .replace(/\/\/[^/@\s]*@/, "//***@")
      .slice(0, 80),
  );
}
