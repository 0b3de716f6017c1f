import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { AnyContract, MessageFormatter } from "../../contract/index.ts";
import { maskSecrets } from "../../server/index.ts";
import type { Archive } from "../archive/index.ts";
import { createAccess } from "./access/index.ts";
import { assetOf } from "./assets.ts";
import { changeState } from "./change-state.ts";
import type { ConsoleData } from "./console-data.ts";
import { isSameOrigin, type Reply, readForm, redirect, respond } from "./http.ts";
import type { ConsoleContext } from "./pages/index.ts";
import { renderPage, type Scope } from "./render-page.tsx";

/** Options of {@link consolePages}. */
export interface ConsoleOptions {
  /** The stored errors: what `openSupport` or `openArchive` returns. */
  readonly archive: Archive;
  /** The contracts of the APIs, which explain codes and parse pasted responses. */
  readonly contracts: readonly AnyContract[];
  /** Secret of the operators, 20 to 1,000 visible ASCII characters. */
  readonly token: string;
  /** Path of the pages. @default "/console" */
  readonly basePath?: string | undefined;
  /**
   * Returns the address of a code's page, relative to `basePath` if it begins with a dot.
   * @default the entry's `docsUrl`
   */
  readonly docs?: ((api: string, code: string) => string | undefined) | undefined;
  /** Address of a trace in your viewer, `http` or `https`, with `{traceId}` in it. @default ids of traces are not links */
  readonly traceUrl?: string | undefined;
  /** Balances, jobs and webhooks of your app, which the console shows beside the errors. @default none */
  readonly data?: ConsoleData | undefined;
  /** Whether callers reach the pages over HTTPS, so that browsers send the session only there. @default the scheme of each request */
  readonly isSecure?: boolean | undefined;
  /** Formats messages that use plural, select or dates. @default none */
  readonly formatter?: MessageFormatter | undefined;
  /** Returns the current time in milliseconds since 1970. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** The pages of the console. */
export interface ConsolePages {
  /**
   * Responds to an operator's request for a page. Call it for every path that is not a route of yours, and requests without the token
   * also take as long as those of an unknown route.
   *
   * @returns undefined for other paths, and without the token, so that your app responds as to any unknown route
   */
  handle(request: Request): Promise<Response | undefined>;
}

/**
 * Creates the console. Requests need the operator token: as `Authorization: Bearer`, or once as `/console/?token=…` in a browser,
 * which then has a session of 12 hours.
 *
 * @throws RangeError if the token is too short
 * @throws TypeError if an option does not exist or has another type, or `traceUrl` has no `{traceId}`
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { consolePages, operatorToken } from "errata/console";
 * import { openArchive } from "errata/support";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const archive = await openArchive({ database: ".data/support.db" });
 * const { token } = await operatorToken(".data/operator-token");
 * const pages = consolePages({ archive, contracts: [shop], token });
 *
 * export default {
 *   fetch: async (request: Request) => (await pages.handle(request)) ?? new Response(null, { status: 404 }),
 * };
 * ```
 */
export function consolePages(options: ConsoleOptions): ConsolePages {
  requireOptions("consolePages", options, optionTypes, ["archive", "contracts", "token"]);
  checkTraceUrl(options.traceUrl);
  const { archive, token, clock = Date.now } = options;
  const basePath = (options.basePath ?? "/console").replace(/\/+$/, "");
  const access = createAccess({ token, clock });
  const signIn = (url: URL): Response =>
    redirect("./", { "Set-Cookie": access.openSession(options.isSecure ?? url.protocol === "https:") });
  const change = async (request: Request, scope: Scope, path: readonly string[]): Promise<Response> => {
    if (!isSameOrigin(request)) return respond(request, refusal(403, "Send this request from a page of the console."));
    if (path[0] === "sign-out") return redirect("./", { "Set-Cookie": access.endSession() });
    const form = await readForm(request);
    if (form === undefined) return respond(request, refusal(413, "Expected a form of at most 256 KiB."));
    return respond(request, await changeState(scope, path, form));
  };
  return {
    async handle(request) {
      const url = new URL(request.url);
      const rest = url.pathname.slice(basePath.length + 1);
      const isRead = request.method === "GET" || request.method === "HEAD";
      // First, so that it takes equally long for every path.
      const isSignIn = access.isToken(url.searchParams.get("token") ?? "") && isRead && rest === "";
      const isAllowed = access.isOperator(request) || isSignIn;
      if (!isBelow(url.pathname, basePath) || !isAllowed) return undefined;
      // The browser's path of the session is the folder of the address, so the address needs its slash.
      if (url.pathname === basePath) return redirect(`${basePath.slice(basePath.lastIndexOf("/") + 1)}/${url.search}`);
      if (isSignIn) return signIn(url);
      const scope = { archive, now: clock(), context: contextOf(options, "../".repeat(rest.split("/").length - 1)) };
      const path = segmentsOf(rest, url.search);
      if (isRead) return respond(request, assetOf(rest) ?? (await renderPage(scope, path, url.searchParams)));
      return await change(request, scope, path);
    },
  };
}

const optionTypes: OptionTypes<ConsoleOptions> = {
  archive: "object",
  contracts: "list",
  token: "string",
  basePath: "string",
  docs: "function",
  traceUrl: "string",
  data: "object",
  isSecure: "boolean",
  formatter: "function",
  clock: "function",
};

/** @throws TypeError for an address that no trace has, or that a browser would run as a script */
function checkTraceUrl(url: string | undefined): void {
  if (url === undefined || (/^https?:\/\/\S+$/i.test(url) && url.includes("{traceId}"))) return;
  throw new TypeError(
    `Expected traceUrl to be an address such as https://traces.example.com/{traceId}, received "${maskSecrets(url.slice(0, 80))}".`,
  );
}

function isBelow(path: string, basePath: string): boolean {
  return path === basePath || path.startsWith(`${basePath}/`);
}

function contextOf({ contracts, docs, traceUrl, formatter, data = {} }: ConsoleOptions, way: string): ConsoleContext {
  const root = way || "./";
  return {
    ...{ contracts, root, formatter, data },
    docs(api, code) {
      const entry = contracts.find(({ name }) => name === api)?.entries.get(code);
      const address = entry && (docs === undefined ? entry.docsUrl : docs(api, code));
      return address?.startsWith(".") ? root + address : address;
    },
    trace: (traceId) => traceUrl?.replaceAll("{traceId}", encodeURIComponent(traceId)),
  };
}

function refusal(status: number, text: string): Reply {
  return { status, type: "text/plain", body: `${text}\n` };
}

/** Returns the decoded segments of a path. One that is not valid matches no page, and neither does NUL, which PostgreSQL rejects. */
function segmentsOf(path: string, search: string): readonly string[] {
  const nowhere = ["", "", "", ""];
  try {
    return `${path}${search}`.includes("%00") ? nowhere : path.split("/").map(decodeURIComponent);
  } catch {
    return nowhere;
  }
}
