import { faultServer } from "../../test/client/fault-server.ts";
import { printTable } from "../table.ts";
import type { Decider } from "./deciders.ts";
import { deciders } from "./deciders.ts";
import type { CallResult, DecisionCase } from "./decision-cases.ts";
import { decisionCases } from "./decision-cases.ts";

/** Time after which a pending call counts as hung. */
const hungMs = 5_000;

/** Runs every client against every fault on a real server, and prints which decided right. */
export async function printDecisions(): Promise<void> {
  const rows: string[][] = [];
  const rights = deciders.map(() => 0);
  for (const decisionCase of decisionCases) {
    const results = await Promise.all(deciders.map((decider) => runCase(decisionCase, decider)));
    const cells = results.map((result, index) => {
      const isRight = decisionCase.isRight(result);
      if (isRight) rights[index] = (rights[index] ?? 0) + 1;
      return isRight ? "right" : describe(result);
    });
    rows.push([decisionCase.name, ...cells]);
  }
  rows.push(["right", ...rights.map((count) => `${count}/${decisionCases.length}`)]);
  process.stdout.write(
    "decisions on real faults; wrong ones show the number of requests, the result and the wait before the second\n",
  );
  printTable(["fault", ...deciders.map(({ name }) => name)], rows);
}

function describe({ requests, isSuccess, isHung, isLeaked, gapMs }: CallResult): string {
  const end = isLeaked ? "leak" : isHung ? "hung" : isSuccess ? "ok" : "error";
  return `${requests} ${end}${requests > 1 ? ` ${Math.round(gapMs)}` : ""}`;
}

async function runCase(decisionCase: DecisionCase, { call }: Decider): Promise<CallResult> {
  const server = await faultServer();
  server.plan(...decisionCase.faults);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), decisionCase.abortAfterMs);
  const start = performance.now();
  const options = {
    method: decisionCase.method ?? "GET",
    origin: server.url,
    deadlineMs: decisionCase.deadlineMs ?? 10_000,
    signal: decisionCase.abortAfterMs === undefined ? undefined : controller.signal,
    headers: { "x-api-key": "secret" },
  };
  const late = new Promise<"late">((resolve) => setTimeout(resolve, hungMs, "late").unref());
  const settled = call(options).then(
    () => ({ isSuccess: true, error: undefined }),
    (error: unknown) => ({ isSuccess: false, error }),
  );
  const result = await Promise.race([settled, late]);
  const tookMs = performance.now() - start;
  clearTimeout(timer);
  const [first, second] = server.arrivals;
  const callResult = {
    isSuccess: result !== "late" && result.isSuccess,
    status: result === "late" ? undefined : statusOf(result.error),
    requests: server.arrivals.length,
    gapMs: (second?.at ?? Number.NaN) - (first?.at ?? Number.NaN),
    tookMs,
    isHung: tookMs > hungMs - 100,
    isLeaked: server.arrivals.some(({ url, headers }) => url === "/elsewhere" && "x-api-key" in headers),
  };
  await server.close();
  return callResult;
}

/** Reads the status from an error of any of the clients. */
function statusOf(error: unknown): number | undefined {
  const { status, statusCode, response } = (error ?? {}) as Record<string, never>;
  const inner = response as { readonly status?: number; readonly statusCode?: number } | undefined;
  return status ?? statusCode ?? inner?.status ?? inner?.statusCode;
}
