/** Serves one of the apps under test on Deno or Bun, whichever runs this program. */
import * as copy from "#copy";
import { handle } from "../conformance/fetch-app.ts";
import { reportingBoundary } from "../conformance/reporting-boundary.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

/** The part of each runtime that this program needs. */
interface Runtimes {
  readonly Deno?: {
    serve(options: object, fetch: Fetch): { readonly addr: { readonly port: number } };
  };
  readonly Bun?: {
    serve(options: { readonly port: number; readonly hostname: string; readonly fetch: Fetch }): {
      readonly port: number;
    };
  };
}

const boundary = reportingBoundary(copy);
const fetch: Fetch = boundary === undefined ? handle : (request) => boundary.handle(request, handle);
const port = serve(globalThis as Runtimes);
process.stdout.write(`http://127.0.0.1:${port}\n`);

function serve({ Deno, Bun }: Runtimes): number {
  if (Bun !== undefined) return Bun.serve({ port: 0, hostname: "127.0.0.1", fetch }).port;
  if (Deno === undefined) throw new Error("Expected Deno or Bun, found neither.");
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => undefined }, fetch).addr.port;
}
