import type { AnyContract, Entry, MessageFormatter } from "../../../../contract/index.ts";
import type { StoredOccurrence } from "../../../archive/index.ts";
import type { ConsoleData } from "../../console-data.ts";

/** Everything that the pages of one response share. */
export interface ConsoleContext {
  readonly contracts: readonly AnyContract[];
  /** Way from the page to the first page of the console: `../`. */
  readonly root: string;
  readonly formatter: MessageFormatter | undefined;
  /** Data of the app; pages and sections without it are not shown. */
  readonly data: ConsoleData;
  /** Returns the address of a code's page; undefined if it has none. */
  docs(api: string, code: string): string | undefined;
  /** Returns the address of a trace; undefined without a viewer. */
  trace(traceId: string): string | undefined;
}

/** Returns the contract and the entry of an occurrence. An older version may have had codes that no contract has now. */
export function entryOf(
  { contracts }: ConsoleContext,
  { api, code }: Pick<StoredOccurrence, "api" | "code">,
): { readonly contract: AnyContract; readonly entry: Entry } | undefined {
  const contract = contracts.find(({ name }) => name === api);
  const entry = contract?.entries.get(code);
  return contract === undefined || entry === undefined ? undefined : { contract, entry };
}

/** Returns a link to a page of the console. Members that are undefined or empty are left out of the query. */
export function linkTo(
  { root }: ConsoleContext,
  path: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return root + path.map(encodeURIComponent).join("/") + (search === "" ? "" : `?${search}`);
}
