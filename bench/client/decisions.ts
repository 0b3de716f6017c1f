import { faultServer } from "../../test/client/fault-server.ts";
import { printTable } from "../table.ts";
import type { Decider } from "./deciders.ts";
import { deciders } from "./deciders.ts";
import type { DecisionCase, Outcome } from "./decision-cases.ts";
import { decisionCases } from "./decision-cases.ts";

/** After which time a call that is still pending counts as hung. */
const hungMs = 5_000;

/** Runs every client against every fault for real, and prints who decided right. */
export async function printDecisions(): Promise<void> {
  const rows: string[][] = [];
  const rights = deciders.map(() => 0);
  for (const one of decisionCases) {
    const outcomes = await Promise.all(deciders.map((decider) => outcomeOf(one, decider)));
    const cells = outcomes.map((outcome, index) => {
      const isRight = one.isRight(outcome);
      if (isRight) rights[index] = (rights[index] ?? 0) + 1;
      return isRight ? "right" : wrongOf(outcome);
    });
    rows.push([one.name, ...cells]);
  }
  rows.push(["right", ...rights.map((count) => `${count}/${decisionCases.length}`)]);
  process.stdout.write("decisions on real faults; what is wrong: requests sent, outcome, wait before the second\n");
  printTable(["fault", ...deciders.map(({ name }) => name)], rows);
}

function wrongOf({ requests, isSuccess, isHung, isLeaked, gapMs }: Outcome): string {
  const end = isLeaked ? "leak" : isHung ? "hung" : isSuccess ? "ok" : "error";
  return `${requests} ${end}${requests > 1 ? ` ${Math.round(gapMs)}` : ""}`;
}

async function outcomeOf(one: DecisionCase, { call }: Decider): Promise<Outcome> {
  const server = await faultServer();
  server.plan(...one.faults);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), one.abortAfterMs);
  const start = performance.now();
  const asked = {
    method: one.method ?? "GET",
    origin: server.url,
    deadlineMs: one.deadlineMs ?? 10_000,
    signal: one.abortAfterMs === undefined ? undefined : controller.signal,
    headers: { "x-api-key": "secret" },
  };
  const late = new Promise<"late">((resolve) => setTimeout(resolve, hungMs, "late").unref());
  const made = call(asked).then(
    () => ({ isSuccess: true, error: undefined }),
    (error: unknown) => ({ isSuccess: false, error }),
  );
  const result = await Promise.race([made, late]);
  const tookMs = performance.now() - start;
  clearTimeout(timer);
  const [first, second] = server.arrivals;
  const outcome = {
    isSuccess: result !== "late" && result.isSuccess,
    status: result === "late" ? undefined : statusOf(result.error),
    requests: server.arrivals.length,
    gapMs: (second?.at ?? Number.NaN) - (first?.at ?? Number.NaN),
    tookMs,
    isHung: tookMs > hungMs - 100,
    isLeaked: server.arrivals.some(({ url, headers }) => url === "/elsewhere" && "x-api-key" in headers),
  };
  await server.close();
  return outcome;
}

/** Finds the status where each client keeps it. */
function statusOf(error: unknown): number | undefined {
  const { status, statusCode, response } = (error ?? {}) as Record<string, never>;
  const inner = response as { readonly status?: number; readonly statusCode?: number } | undefined;
  return status ?? statusCode ?? inner?.status ?? inner?.statusCode;
}
